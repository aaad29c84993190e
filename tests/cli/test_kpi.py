"""Answers, as they are typed and shown."""

import csv
import io
import shutil

import pyarrow.parquet as pq
import pytest

from abmetry.kpis.catalogue import CATALOGUE

Q3 = ("--period", "2026-Q3")


def test_a_value_by_hand(abmetry, in_workspace):
    """25 accounts on the list, 20 of them engaged; a1 became a customer within the quarter, so all are targets."""
    (found,) = abmetry("kpi", "engaged_account_rate", *Q3, "--format", "json").json()
    assert found["kpi"] == "engaged_account_rate"
    assert found["period"] == {"start": "2026-07-01", "end": "2026-10-01"}
    assert (found["status"], found["value"], found["numerator"], found["denominator"]) == ("ok", 80, 20, 25)
    assert found["comparison"]["value"] == pytest.approx(100 * 5 / 15)
    assert found["scope"]["lists"] == ["named"]


def test_groups_are_text(abmetry, in_workspace):
    found = abmetry("kpi", "engaged_accounts", *Q3, "--by", "tier", "--format", "json").json()
    assert [(row["group"], row["value"]) for row in found] == [({"tier": "1"}, 10), ({"tier": "2"}, 10)]


def test_options_of_the_scope_reach_the_question(abmetry, in_workspace):
    one = abmetry(
        "kpi", "engaged_accounts", *Q3, "--tier", "1", "--where", "industry=Software", "--format", "json"
    )
    assert one.json()[0]["value"] == 5
    assert (
        abmetry("kpi", "engaged_accounts", *Q3, "--cohort", "non_abm", "--format", "json").json()[0]["value"]
        == 5
    )
    assert (
        abmetry("kpi", "engaged_accounts", *Q3, "--cohort", "all", "--format", "json").json()[0]["value"]
        == 25
    )
    dates = abmetry(
        "kpi", "engaged_accounts", "--from", "2026-08-01", "--to", "2026-08-11", "--format", "json"
    ).json()
    assert dates[0]["value"] == 10
    earlier = abmetry("kpi", "engaged_accounts", *Q3, "--as-of", "2026-08-06", "--format", "json").json()
    assert earlier[0]["value"] == 5


def test_the_whole_catalogue(abmetry, in_workspace):
    said = abmetry("kpi", *Q3, "--format", "json")
    assert said.status == 0
    found = said.json()
    assert {row["kpi"] for row in found} == set(CATALOGUE)
    assert all(row["needs"] for row in found if row["status"] == "unavailable" and not row["flags"])


def test_what_cannot_be_answered_is_still_an_object(abmetry, in_workspace):
    said = abmetry("kpi", "engaged_accounts", "--period", "2099", "--format", "json")
    assert said.status == 1
    assert said.json()[0]["status"] == "unavailable"
    assert said.err.splitlines()[0] == "Nothing can be answered: the period had not begun."


def test_what_was_never_loaded_is_named(abmetry, in_workspace):
    missing = [kpi.id for kpi in CATALOGUE.values() if "surveys" in kpi.needs]
    if not missing:
        pytest.skip("no KPI of the catalogue needs surveys")
    said = abmetry("kpi", missing[0], "--format", "json")
    assert said.status == 1
    assert said.json()[0]["needs"] == ["surveys"]
    assert said.err.startswith("Nothing can be answered: surveys was never loaded.\n")
    assert "abmetry load" in said.err


def test_csv_and_parquet_hold_the_same_columns(abmetry, in_workspace, tmp_path):
    text = abmetry("kpi", "engaged_accounts", *Q3, "--by", "tier", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["group.tier"] for row in rows] == ["1", "2"]
    said = abmetry("kpi", "engaged_accounts", *Q3, "--by", "tier", "-o", tmp_path / "kpis.parquet")
    assert (said.status, said.out) == (0, "")
    table = pq.read_table(tmp_path / "kpis.parquet")
    assert table.column_names == list(rows[0])
    assert table["value"].to_pylist() == [10.0, 10.0]


@pytest.mark.parametrize("width", [80, 200])
def test_a_table_fits_the_terminal(abmetry, in_workspace, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    for typed in (
        ("kpi", *Q3),
        ("kpi", *Q3, "--by", "tier"),
        ("kpi", *Q3, "--by", "month", "--period", "2026"),
    ):
        said = (
            abmetry(*typed[:1], *typed[1:])
            if typed.count("--period") == 1
            else abmetry("kpi", "--period", "2026", "--by", "month")
        )
        assert said.status == 0
        assert max(map(len, said.out.splitlines())) <= width
        assert "\x1b" not in said.out


def test_a_table_says_what_matters(abmetry, in_workspace, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    said = abmetry("kpi", "engaged_account_rate", *Q3).out
    assert "1 Jul – 30 Sep 2026" in said
    (row,) = [line for line in said.splitlines() if line.startswith("Engaged account rate")]
    assert "80.0%" in row
    assert "33.3%" in row
    assert "▲ +80.0 pt" in row
    assert "p 0.00" in row


def test_few_are_marked(abmetry, in_workspace):
    said = abmetry("kpi", "engaged_account_rate", *Q3, "--by", "tier").out
    assert said.count("few 1") == 2


def test_a_target_stands_beside_its_value(abmetry, built, tmp_path):
    root = tmp_path / "workspace"
    shutil.copytree(built, root)
    with (root / "abmetry.toml").open("a") as file:
        file.write("\n[targets]\nengaged_accounts = [{ value = 25 }, { value = 5, tier = '1' }]\n")
    asked = ("kpi", "engaged_accounts", "--period", "2026-Q3", "--workspace", root)
    assert "Target 25: not met (-5)" in abmetry(*asked).out
    split = abmetry(*asked, "--by", "tier").out
    assert "5  met" in split
    extra = abmetry(*asked, "--format", "json").json()[0]["extra"]
    assert (extra["target"], extra["target_met"]) == (25, False)
