"""Shapes of a result and where it goes."""

import json

import pytest

from abmetry.cli.output import Format, OutputOptions
from abmetry.errors import UsageError


@pytest.mark.parametrize(
    ("file", "shape"),
    [
        ("a.csv", Format.CSV),
        ("a.JSON", Format.JSON),
        ("a.parquet", Format.PARQUET),
        ("a.txt", Format.TABLE),
        (None, Format.TABLE),
    ],
)
def test_the_ending_of_the_file_says_the_shape(tmp_path, file, shape):
    assert OutputOptions(None, tmp_path / file if file else None).shape is shape


def test_what_is_asked_for_comes_before_the_ending(tmp_path):
    assert OutputOptions(Format.JSON, tmp_path / "a.csv").shape is Format.JSON


def test_parquet_is_not_for_a_terminal(tmp_path):
    with pytest.raises(UsageError, match="-o FILE"):
        OutputOptions(Format.PARQUET, None).check()
    with pytest.raises(UsageError, match="no folder"):
        OutputOptions(None, tmp_path / "nowhere" / "a.csv").check()


def test_names_that_would_steer_a_terminal_or_run_in_a_spreadsheet(abmetry, in_workspace):
    rows = abmetry("evidence", "engaged_accounts", "--period", "2026-Q3").out
    assert "\x1b" not in rows
    assert "Red  [31malert" in rows or "Red [31malert" in rows
    sheet = abmetry("evidence", "engaged_accounts", "--period", "2026-Q3", "--format", "csv").out
    assert "'=cmd" in sheet
    plain = abmetry("evidence", "engaged_accounts", "--period", "2026-Q3", "--format", "json").json()
    assert "=cmd|' /C calc'!A0" in {row["account"] for row in plain}


def test_a_file_is_written_whole_and_nothing_is_printed(abmetry, in_workspace, tmp_path):
    said = abmetry("catalogue", "-o", tmp_path / "catalogue.json")
    assert (said.status, said.out, said.err) == (0, "", "")
    assert json.loads((tmp_path / "catalogue.json").read_text())
    assert [path.name for path in tmp_path.iterdir()] == ["catalogue.json"]


def test_a_file_that_cannot_be_written(abmetry, in_workspace, tmp_path):
    (tmp_path / "taken.csv").mkdir()
    said = abmetry("catalogue", "-o", tmp_path / "taken.csv")
    assert said.status == 1
    assert "cannot be written" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["taken.csv"]


@pytest.mark.parametrize(
    "typed",
    [
        "status",
        "links",
        "links --held",
        "rejected",
        "catalogue",
        "account a1",
        "evidence engaged_accounts",
        "explain engaged_accounts",
        "kpi",
    ],
)
@pytest.mark.parametrize("shape", ["json", "csv", "parquet"])
def test_every_result_has_every_shape(abmetry, in_workspace, tmp_path, typed, shape):
    file = tmp_path / f"result.{shape}"
    said = abmetry(*typed.split(), "-o", file)
    assert (said.status, said.err) == (0, "")
    assert file.stat().st_size > 0
    if shape == "json":
        assert abmetry(*typed.split(), "--format", "json").json() == json.loads(file.read_text())
