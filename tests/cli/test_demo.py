"""The sample company from nothing to its board."""

import json
from pathlib import Path

import pytest

SMALL = ("--accounts", 300, "--months", 12, "--no-serve")


@pytest.mark.slow
def test_from_nothing_to_the_board_and_again(abmetry, tmp_path: Path):
    folder = tmp_path / "demo"
    said = abmetry("demo", folder, *SMALL)
    assert (said.status, said.err) == (0, "")
    for piece in (
        "Engaged accounts",
        "Influenced pipeline",
        "Accounts with opportunity",
        "Deal velocity",
        "Account funnel",
        "Expansion",
        "Needs attention",
    ):
        assert piece in said.out
    assert "dashboard" not in said.out
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    loads = list((folder / ".abmetry" / "lake" / "loads").iterdir())
    again = abmetry("demo", folder, *SMALL)
    assert again.status == 0
    assert list((folder / ".abmetry" / "lake" / "loads").iterdir()) == loads
    assert "Go on with: " in again.out
    other = abmetry("demo", folder, "--accounts", 400, "--months", 12)
    assert other.status == 2
    assert "--accounts 300, --months 12, --seed 7" in other.err
    # A workspace made by the demo is one like any other.
    assert abmetry("--workspace", folder, "kpi", "--format", "json").status == 0


def test_a_folder_with_something_else_is_left_alone(abmetry, tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("mine")
    said = abmetry("demo", tmp_path, *SMALL)
    assert (said.status, said.out) == (2, "")
    assert "is no sample company" in said.err
    (tmp_path / "truth.json").write_text(json.dumps({"company": 3}))
    assert abmetry("demo", tmp_path, *SMALL).status == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["thesis.txt", "truth.json"]


def test_sizes_the_story_does_not_hold_for(abmetry, tmp_path: Path):
    said = abmetry("demo", tmp_path / "demo", "--accounts", 10)
    assert said.status == 2
    assert "300 to 500,000" in said.err
    assert list(tmp_path.iterdir()) == []
