"""The definition hash changes with what the numbers mean, and with nothing else."""

import pytest

from abmetry.errors import SettingsError
from abmetry.workspace.definition import definition_hash
from abmetry.workspace.settings import Settings

SOURCE = {"name": "crm", "type": "files", "path": "a"}


@pytest.fixture
def hashed(tmp_path):
    return lambda **sections: definition_hash(Settings.model_validate(sections), tmp_path)


def test_it_is_a_sha256_and_always_the_same(hashed):
    assert hashed() == hashed()
    assert hashed().startswith("sha256:")
    assert len(hashed()) == len("sha256:") + 64


def test_a_default_written_out_changes_nothing(hashed):
    assert hashed(influence={"window_days": 90}) == hashed()


@pytest.mark.parametrize(
    "sections",
    [
        {"workspace": {"name": "other", "language": "es"}},
        {"engine": {"name": "spark", "memory": "4GB", "threads": 2}},
        {"targets": {"engaged_accounts": 400}},
    ],
)
def test_what_does_not_touch_a_number(hashed, sections):
    assert hashed(**sections) == hashed()


def test_where_a_source_lies_does_not_touch_a_number(hashed):
    assert hashed(sources=[SOURCE]) == hashed(
        sources=[SOURCE | {"path": "b", "tables": {"accounts": "x.csv"}}]
    )
    assert hashed(sources=[SOURCE]) != hashed(sources=[SOURCE | {"dates": {"day_first": True}}])


@pytest.mark.parametrize(
    "sections",
    [
        {"influence": {"window_days": 60}},
        {"workspace": {"timezone": "Asia/Tehran"}},
        {"engagement": {"minutes": {"chat": 6}}},
        {"stages": {"Won": {"won": True}}},
        {"stats": {"seed": 8}},
        {"calendar": {"holidays": ["2026-12-25"]}},
    ],
)
def test_what_touches_a_number(hashed, sections):
    assert hashed(**sections) != hashed()


@pytest.mark.parametrize(
    "sections",
    [
        {"lists": {"a": {"file": "f.csv"}}},
        {"lists": {"a": {"members": "from list_members", "holdout": "f.csv"}}},
        {"identity": {"networks": "f.csv"}},
        {"workspace": {"rates": "f.csv"}},
    ],
)
def test_the_content_of_a_named_file(hashed, tmp_path, sections):
    with pytest.raises(SettingsError, match=r"f\.csv cannot be read"):
        hashed(**sections)
    (tmp_path / "f.csv").write_text("account_id\n1\n")
    before = hashed(**sections)
    (tmp_path / "f.csv").write_text("account_id\n2\n")
    assert hashed(**sections) != before


def test_another_version_of_a_deciding_package(hashed, monkeypatch):
    before = hashed()
    monkeypatch.setattr("abmetry.workspace.definition.version", lambda name: "0")
    assert hashed() != before
