"""Loading, rejected rows, building and the state of it all."""

import csv
import io
import re
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tiny_company import SETTINGS, exports


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A workspace of which nothing is loaded; a file without its key, and one of no table, lie among the exports."""
    (tmp_path / "abmetry.toml").write_text(SETTINGS)
    exports(tmp_path / "exports")
    return tmp_path


def test_load_counts_rows(abmetry, fresh):
    said = abmetry("--workspace", fresh, "load")
    assert (said.status, said.err) == (0, "")
    counts = {line.split()[0]: line.split()[1:5] for line in said.out.splitlines() if line[:1].islower()}
    assert counts["touches"] == ["27", "26", "0", "1"]
    assert counts["accounts"] == ["40", "40", "0", "0"]
    again = abmetry("--workspace", fresh, "load").out
    assert "accounts" in again
    assert {line.split()[0]: line.split()[1:5] for line in again.splitlines() if line[:1].islower()}[
        "accounts"
    ] == ["40", "0", "40", "0"]


def test_a_refused_file_is_told_and_the_others_are_loaded(abmetry, fresh):
    (fresh / "exports" / "users.csv").write_text("nonsense\n1\n")
    (fresh / "exports" / "notes.csv").write_text("a,b\n1,2\n")
    said = abmetry("--workspace", fresh, "load")
    assert said.status == 1
    assert said.err.splitlines()[0] == "1 file refused (users.csv); all others are loaded."
    assert "Refused" in said.out
    assert "Ignored" in said.out
    assert "notes.csv" in said.out
    assert "accounts" in said.out


def test_the_reasons_of_several_files_are_sentences_of_one(abmetry, fresh):
    for name in ("users.csv", "people.csv"):
        (fresh / "exports" / name).write_text("nonsense\n1\n")
    said = abmetry("--workspace", fresh, "load").err
    assert "people.csv: " in said
    assert "; users.csv: " in said
    assert said.endswith(".\n")
    assert not re.search(r"[.;:!?][.;:!?]", said.replace("...", ""))


def test_quiet_says_nothing(abmetry, fresh):
    for command in ("load", "build"):
        said = abmetry("--workspace", fresh, command, "--quiet")
        assert (said.status, said.out, said.err) == (0, "", "")


def test_a_source_that_is_not_there(abmetry, fresh):
    said = abmetry("--workspace", fresh, "load", "crn")
    assert said.status == 2
    assert "crm" in said.err


def test_build_tells_when_nothing_has_changed(abmetry, fresh):
    abmetry("--workspace", fresh, "load")
    assert abmetry("--workspace", fresh, "build").out.startswith("Build ")
    assert abmetry("--workspace", fresh, "build").out.startswith("Nothing has changed since build ")
    assert abmetry("--workspace", fresh, "build", "--full").out.startswith("Build ")


def test_build_replaces_one_that_cannot_be_read(abmetry, fresh):
    abmetry("--workspace", fresh, "load")
    abmetry("--workspace", fresh, "build")
    (record,) = (fresh / ".abmetry" / "lake" / "builds").glob("*/build.json")
    record.write_text('{"of": "another version"}', encoding="utf-8")
    assert abmetry("--workspace", fresh, "kpi").err.endswith("`abmetry build` makes a new one.\n")
    assert abmetry("--workspace", fresh, "build").out.startswith("Build ")
    assert abmetry("--workspace", fresh, "kpi", "target_accounts").status == 0


def test_rejected_rows_with_their_reason(abmetry, in_workspace):
    (row,) = abmetry("rejected", "--format", "json").json()
    assert (row["table"], row["file"], row["line"], row["column"]) == (
        "touches",
        "touches.csv",
        28,
        "occurred_at",
    )
    assert abmetry("rejected", "--table", "people").out == "No row was rejected.\n"


def test_when_a_rejected_row_was_loaded_has_its_offset_in_every_shape(abmetry, in_workspace, tmp_path):
    (row,) = abmetry("rejected", "--format", "json").json()
    assert row["loaded_at"].endswith("+00:00")
    (of_csv,) = csv.DictReader(io.StringIO(abmetry("rejected", "--format", "csv").out))
    assert of_csv == {name: str(value) for name, value in row.items()}
    abmetry("rejected", "-o", tmp_path / "rows.parquet")
    (of_parquet,) = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert of_parquet["loaded_at"] == datetime.fromisoformat(row["loaded_at"])


def test_status_tells_what_to_do_next(abmetry, fresh):
    assert "`abmetry load` comes first." in abmetry("--workspace", fresh, "status").out
    abmetry("--workspace", fresh, "load")
    assert "`abmetry build` makes one." in abmetry("--workspace", fresh, "status").out
    abmetry("--workspace", fresh, "build")
    assert "not up to date" not in abmetry("--workspace", fresh, "status").out
    (fresh / "abmetry.toml").write_text(SETTINGS + "\n[renewal]\ngrace_days = 30\n")
    assert "abmetry.toml have changed" in abmetry("--workspace", fresh, "status").out


def test_progress_is_not_for_pipes(abmetry, fresh):
    said = abmetry("--workspace", fresh, "load")
    assert said.err == ""
