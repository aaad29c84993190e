"""Insights, as they are typed and shown."""

import csv
import io

import pyarrow.parquet as pq
import pytest


def test_what_is_found_as_objects(abmetry, in_workspace):
    """Too little to find anything in: nothing is found, and what was tried says so."""
    assert abmetry("insights", "--format", "json").json() == []
    tried = abmetry("insights", "--tried", "--format", "json").json()
    assert {one["status"] for one in tried} <= {"too few", "nothing found"}
    one = tried[0]
    assert one["insight"] == f"{one['insight'].split(': ')[0]}: {one['factor']}"
    assert one["of"]["tried"] + one["of"]["too_few_to_try"] == len(tried)
    assert one["period"]["start"][:4] == str(int(one["period"]["end"][:4]) - 2)
    assert "no period was named" in one["flags"][0]


def test_the_kpi_counts_them(abmetry, in_workspace):
    tried = abmetry("insights", "--tried", "--format", "json").json()
    (told,) = abmetry("kpi", "insights", "--format", "json").json()
    assert told["kpi"] == "insights"
    assert told["extra"]["tried"] == tried[0]["of"]["tried"]
    assert told["period"] == tried[0]["period"]


@pytest.mark.parametrize("width", [70, 120])
def test_sentences_fit_the_terminal(abmetry, in_workspace, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    said = abmetry("insights", "--tried")
    assert said.status == 0
    assert "Associated, not caused." in said.out
    assert "too rare to try" in " ".join(said.out.split())
    assert max(len(line) for line in said.out.splitlines()) <= width


def test_insights_as_rows(abmetry, in_workspace, tmp_path):
    rows = list(csv.DictReader(io.StringIO(abmetry("insights", "--tried", "--format", "csv").out)))
    assert {"insight", "sentence", "n", "n_other", "of.tried", "period.start"} <= set(rows[0])
    abmetry("insights", "--tried", "-o", tmp_path / "insights.parquet")
    assert pq.read_table(tmp_path / "insights.parquet").num_rows == len(rows)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--by", "tier"), "cannot be split"),
        (("--rows", "-1"), "--rows is 0 or more"),
        (("no: such",), "no insight 'no: such'"),
    ],
)
def test_wrong_use(abmetry, in_workspace, typed, said):
    found = abmetry("insights", *typed)
    assert found.status == 2
    assert said in found.err


def test_one_that_cannot_be_asked_for(abmetry, in_workspace):
    said = abmetry("evidence", "insights")
    assert said.status == 1
    assert "`abmetry insights ID`" in said.err
