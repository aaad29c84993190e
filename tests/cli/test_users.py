"""Users, tokens and the log at the command line."""

import io
import shutil
from pathlib import Path

import pytest

PASSWORD = "correct horse battery"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of nobody."""
    (tmp_path / "abmetry.toml").write_text('[workspace]\nname = "Tiny"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    """Makes standard input say something."""

    def say(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return say


def test_a_user_comes_changes_and_goes(abmetry, here, typed):
    assert "no users" in abmetry("users", "list").out
    typed(f"{PASSWORD}\n")
    said = abmetry("users", "add", "ann@example.com", "--role", "analyst")
    assert (said.status, said.out) == (0, "ann@example.com may sign in, as analyst.\n")
    assert abmetry("users", "list", "--format", "json").json()[0]["role"] == "analyst"
    assert abmetry("users", "role", "ann@example.com", "--role", "viewer").status == 0
    typed("another long password\n")
    assert abmetry("users", "password", "ann@example.com").status == 0
    assert abmetry("users", "remove", "ann@example.com").status == 0
    assert abmetry("users", "list", "--format", "json").json() == []
    told = [entry["question"]["users"] for entry in abmetry("audit", "--format", "json").json()]
    assert told == ["remove", "password", "role", "add"]
    assert PASSWORD not in abmetry("audit", "--format", "csv").out


@pytest.mark.parametrize(
    ("typing", "arguments", "status", "sentence"),
    [
        ("", ["add", "ann"], 2, "no password on standard input"),
        ("short\n", ["add", "ann"], 2, "at least 12"),
        ("", ["add"], 2, "Name a user"),
        ("", ["add", "a b"], 2, "cannot be a user's name"),
        ("", ["role", "ann"], 2, "Say which role"),
        ("", ["remove", "ann"], 2, "There is no user 'ann'"),
        ("", ["add", "ann", "--role", "king"], 2, "--role"),
        ("", ["add", "ann", "--password", PASSWORD], 2, "--password"),
    ],
)
def test_wrong_use(abmetry, here, typed, typing, arguments, status, sentence):
    typed(typing)
    said = abmetry("users", *arguments)
    assert said.status == status
    assert sentence in said.err.splitlines()[0]
    assert not (here / ".abmetry" / "access.sqlite").exists()


def test_a_token_is_shown_once(abmetry, here, typed):
    typed(f"{PASSWORD}\n")
    abmetry("users", "add", "ann", "--role", "analyst")
    made = abmetry("tokens", "create", "ann", "--label", "nightly", "--scope", "evidence", "--days", "30")
    assert made.out.startswith("abm_")
    assert made.out.count("\n") == 1
    assert "this once" in made.err
    listed = abmetry("tokens", "list", "--format", "json")
    assert made.out.strip().split("_", 2)[2] not in listed.out
    (token,) = listed.json()
    assert token["scopes"] == ["answers", "evidence"]
    assert abmetry("tokens", "revoke", token["id"]).status == 0
    assert abmetry("tokens", "list", "ann", "--format", "json").json() == []
    assert made.out.strip() not in abmetry("audit", "--format", "json").out
    assert abmetry("tokens", "revoke", token["id"]).status == 2


def test_the_log_refuses_what_it_does_not_know(abmetry, here):
    assert "There is no action 'shout'." in abmetry("audit", "--action", "shout").err
    assert "is no day" in abmetry("audit", "--from", "yesterday").err
    assert "Nothing is in the log." in abmetry("audit").out


def test_examples_of_lists_run(abmetry, in_workspace, tmp_path):
    shutil.copy("abmetry.toml", tmp_path)
    for command in ("users", "tokens"):
        assert abmetry(command, "list", "--workspace", tmp_path).status == 0
