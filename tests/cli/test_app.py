"""How a run of the program ends: exit statuses, what goes where, help."""

import os
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from abmetry import __version__
from abmetry.cli import app as program

DECLARED = {
    command.name: command
    for module in (
        program.init,
        program.demo,
        program.load,
        program.build,
        program.status,
        program.catalogue,
        program.kpi,
        program.funnel,
        program.evidence,
        program.explain,
        program.diff,
        program.account,
        program.rejected,
        program.links,
        program.attribution,
        program.lift,
        program.holdout,
        program.insights,
        program.users,
        program.tokens,
        program.audit,
        program.mcp,
        program.report,
        program.serve,
    )
    for command in module.COMMANDS
}


def start(*arguments: str, **more: object) -> "subprocess.CompletedProcess[bytes]":
    code = "from abmetry.cli.app import main; main()"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=False, **more)  # type: ignore[call-overload]


def test_the_commands_are_those_of_the_contract():
    assert list(DECLARED) == [
        *("init", "demo", "load", "build", "status", "catalogue", "kpi", "funnel", "evidence", "explain"),
        *(
            "diff",
            "account",
            "rejected",
            "links",
            "attribution",
            "lift",
            "holdout",
            "insights",
            "users",
            "tokens",
            "audit",
            "mcp",
            "report",
            "serve",
        ),
    ]


@pytest.mark.parametrize("name", DECLARED)
def test_every_command_helps_with_examples(abmetry, name):
    said = abmetry(name, "--help")
    assert said.status == 0
    assert said.err == ""
    assert "Examples:\n  abmetry " in said.out
    for option in ("--workspace DIR", "--engine duckdb|spark", "--quiet", "--debug", "--help"):
        assert option in said.out


@pytest.mark.parametrize("name", ["kpi", "funnel", "evidence", "explain"])
def test_every_question_has_all_its_options(abmetry, name):
    said = abmetry(name, "--help").out
    for option in (
        *(
            "--list",
            "--tier",
            "--where",
            "--owner",
            "--cohort",
            "--rollup",
            "--period",
            "--from",
            "--to",
            "--by",
        ),
        *("--compare", "--as-of", "--known-at", "--format", "-o"),
    ):
        assert f"{option}" in said


def examples() -> list[str]:
    """Every example of the help texts that reads a built workspace, as it is typed."""
    lines = [
        line.strip().split("   ")[0].strip()
        for c in DECLARED.values()
        for line in c.examples.strip().splitlines()
    ]
    changing = ("abmetry init", "abmetry demo", "abmetry load", "abmetry build")
    endless = ("abmetry mcp", "abmetry serve")
    of_users = tuple(
        f"abmetry {action}"
        for action in (
            "users add",
            "users role",
            "users password",
            "users remove",
            "tokens create",
            "tokens revoke",
        )
    )
    return [line for line in lines if not line.startswith((*changing, *of_users, *endless))]


@pytest.mark.parametrize("example", examples())
def test_examples_of_the_help_run(abmetry, in_workspace, tmp_path, example):
    known = example.replace("A000123", "a1").replace("acme.com", "c1.com").replace("O000123", "o1")
    known = known.replace("--known-at 2026-10-02", f"--known-at {datetime.now(UTC).isoformat()}")
    shutil.copy("abmetry.toml", tmp_path / "next.toml")
    words = shlex.split(known.replace("next.toml", str(tmp_path / "next.toml")))[1:]
    if "-o" in words:
        place = words.index("-o") + 1
        words[place] = str(tmp_path / words[place])
    said = abmetry(*words)
    assert said.err == ""
    assert said.status == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["kpi", "--nonsense"], "No such option: --nonsense"),
        (["nonsense"], "No such command"),
        (["kpi", "--cohort", "theirs"], "'--cohort': 'theirs' is not one of 'abm', 'non_abm', 'all'."),
        (["evidence"], "ID"),
        (["evidence", "engaged_accounts", "--limit", "many"], "--limit"),
        (["kpi", "engaged_acounts"], "There is no KPI 'engaged_acounts'."),
        (["kpi", "--period", "2026-Q7"], "2026-Q7"),
        (["kpi", "--list", "nobody"], "There is no target list 'nobody'."),
        (["kpi", "--cohort", "non_abm", "--tier", "1"], "no --list or --tier"),
        (["kpi", "--where", "nonsense"], "'nonsense' is not a condition."),
        (["kpi", "--from", "2026-01-01"], "--to"),
        (["kpi", "--format", "parquet"], "Parquet is not for reading"),
        (["rejected", "--table", "nonsense"], "There is no table 'nonsense'."),
        (["account", "Company 99"], "There is no account 'Company 99'."),
        (["catalogue", "nonsense"], "There is no KPI 'nonsense'."),
        (["explain", "nonsense"], "There is no KPI 'nonsense'."),
    ],
)
def test_wrong_use_is_one_sentence_and_status_2(abmetry, in_workspace, typed, sentence):
    said = abmetry(*typed)
    assert said.status == 2
    assert said.out == ""
    first = said.err.splitlines()[0]
    assert sentence in first
    assert first.endswith(".")
    assert "Traceback" not in said.err


def test_a_folder_that_is_no_workspace(abmetry, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert abmetry("kpi").status == 2
    said = abmetry("--workspace", tmp_path, "status")
    assert said.status == 2
    assert said.err.startswith(f"{tmp_path} has no abmetry.toml, so it is not a workspace.\n")


def test_options_of_every_command_stand_before_or_behind_its_name(abmetry, built, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = abmetry("--workspace", built, "catalogue", "--format", "json")
    assert before.status == 0
    assert abmetry("--workspace", built, "status").out == abmetry("status", "--workspace", built).out
    assert abmetry("--workspace", tmp_path, "status", "--workspace", built).status == 0


@pytest.mark.parametrize(
    "asked", [("load",), ("diff", "--definitions", "abmetry.toml")], ids=lambda asked: asked[0]
)
def test_what_spark_cannot_do_is_refused_by_name(abmetry, in_workspace, asked):
    said = abmetry(*asked, "--engine", "spark")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"`abmetry {asked[0]}` cannot run on spark; it always runs on DuckDB.\n")
    assert abmetry("--engine", "duckdb", *asked).status == 0


def test_nothing_is_built(abmetry, tmp_path):
    assert abmetry("init", tmp_path / "new").status == 0
    said = abmetry("--workspace", tmp_path / "new", "kpi")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("Nothing is built in this workspace yet.\n")
    assert abmetry("--workspace", tmp_path / "new", "build").err.startswith("Nothing is loaded yet")
    assert abmetry("--workspace", tmp_path / "new", "load").err.startswith("No source is configured.")
    assert abmetry("--workspace", tmp_path / "new", "status").status == 0
    again = abmetry("init", tmp_path / "new")
    assert (again.status, again.out) == (2, "")


def test_an_unexpected_error_is_a_sentence_and_its_origin_only_where_asked(abmetry, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a number\nand more")

    monkeypatch.setattr("abmetry.cli.init.say", broken)
    monkeypatch.setattr("abmetry.workspace.scaffold.init", broken)
    said = abmetry("init", "x")
    assert said.status == 1
    assert said.err.splitlines()[0] == "Internal error: ZeroDivisionError: a number."
    assert "--debug" in said.err
    assert "Traceback" not in said.err
    asked = abmetry("init", "x", "--debug")
    assert asked.err.startswith("Internal error: ZeroDivisionError: a number.\nTraceback")
    assert asked.status == 1


def test_an_interrupted_run(abmetry, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("abmetry.workspace.scaffold.init", interrupted)
    said = abmetry("init", "x")
    assert (said.status, said.out, said.err) == (130, "", "Interrupted.\n")


def test_ctrl_c_within_the_engine(abmetry, monkeypatch):
    def interrupted(*_: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("abmetry.workspace.scaffold.init", interrupted)
    said = abmetry("init", "x")
    assert (said.status, said.err) == (130, "Interrupted.\n")


def test_a_reader_that_goes_away_is_no_error(built):
    code = "from abmetry.cli.app import main; main()"
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-c", code, "--workspace", str(built), "catalogue", "--format", "json"],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert ended.stderr == b""
    assert ended.returncode == 1


def test_version(abmetry):
    assert abmetry("--version").out == f"abmetry {__version__}\n"


def test_help_comes_without_the_heavy_parts():
    code = (
        "import sys; from abmetry.cli.app import run; run(['--help']);"
        "print([m for m in ('duckdb', 'pyarrow', 'numpy', 'pydantic', 'rich') if m in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ended.stderr.decode().strip() == "[]"


def test_output_of_a_narrow_encoding(built, tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ended = start("--workspace", str(built), "account", "a1", env=environment)
    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr


def test_the_installed_program_ends_with_the_status():
    assert start("kpi", "--nonsense").returncode == 2
    assert start("--help").returncode == 0


def test_without_a_command_it_helps(abmetry):
    assert abmetry().out == abmetry("--help").out
    assert abmetry().status == 0


@pytest.mark.parametrize("typed", [("status",), ("kpi", "--workspace", "."), ("catalogue",)])
def test_a_working_folder_that_is_gone(abmetry, tmp_path, monkeypatch, typed):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    said = abmetry(*typed)
    assert said.status == 1
    assert said.err == "The folder you are in is no longer there.\n`cd` to one that is.\n"
