"""Lift and hold-outs, as they are typed and shown."""

import csv
import io
from collections import Counter

import pyarrow.parquet as pq
import pytest

Q3 = ("--period", "2026-Q3")


def test_lift_as_objects(abmetry, in_workspace):
    """20 of 25 on the list against 5 of 15, all of whom are larger: none of them stands for the program's."""
    found = abmetry("lift", "engaged_account_rate", *Q3, "--format", "json").json()
    raw = next(r for r in found["results"] if r["group"].get("method") == "raw")
    assert (raw["kpi"], raw["unit"], raw["group"]["kpi"]) == ("abm_lift", "percent", "engaged_account_rate")
    assert raw["value"] == pytest.approx(80 - 100 * 5 / 15)
    assert raw["comparison"]["value"] == pytest.approx(100 * 5 / 15)
    matched = next(c for c in found["comparisons"] if c["method"] == "matched")
    assert matched["population"] == "target accounts"
    assert matched["status"] == "unavailable"
    assert "of the program have no counterpart outside" in matched["flags"][0]


def test_the_kpi_gives_the_same_objects(abmetry, in_workspace):
    lifted = abmetry("lift", "engaged_account_rate", *Q3, "--format", "json").json()["results"]
    told = abmetry("kpi", "abm_lift", "engaged_account_rate", *Q3, "--format", "json").json()
    assert [r for r in told if r["kpi"] == "abm_lift"] == lifted


@pytest.mark.parametrize("width", [70, 100, 140])
@pytest.mark.parametrize("ids", [(), ("engaged_account_rate", "average_deal_size")])
def test_tables_fit_the_terminal(abmetry, in_workspace, monkeypatch, width, ids):
    monkeypatch.setenv("COLUMNS", str(width))
    said = abmetry("lift", *ids, *Q3)
    assert said.status == 0
    assert "Engaged account rate" in said.out
    assert "associations" in said.out
    assert max(len(line) for line in said.out.splitlines()) <= width


def test_lift_as_rows(abmetry, in_workspace, tmp_path):
    rows = list(csv.DictReader(io.StringIO(abmetry("lift", *Q3, "--format", "csv").out)))
    assert {"group.kpi", "group.method", "value", "interval.low", "extra.p"} <= set(rows[0])
    abmetry("lift", *Q3, "-o", tmp_path / "lift.parquet")
    assert pq.read_table(tmp_path / "lift.parquet").num_rows == len(rows)


def test_the_accounts_behind_it(abmetry, in_workspace):
    rows = abmetry("lift", "engaged_account_rate", "--accounts", *Q3, "--format", "json").json()
    assert Counter(r["side"] for r in rows if r["method"] == "raw") == {"program": 25, "others": 15}
    assert abmetry("lift", "--accounts", *Q3).status == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("insights",), "has no lift of its own"),
        (("engaged_acounts",), "There is no KPI 'engaged_acounts'"),
        (("--by", "tier"), "cannot be split by tier"),
        (("--cohort", "all"), "takes no --cohort"),
        (("--before", "2026-Q3"), "is not over when 2026-Q3 begins"),
        (("--before", "2025-01"), "must be about as long"),
    ],
)
def test_wrong_use(abmetry, in_workspace, typed, said):
    found = abmetry("lift", *Q3, *typed)
    assert found.status == 2
    assert said in found.err


def test_a_hold_out_tells_its_power_first_and_is_written_once(abmetry, in_workspace, tmp_path):
    """25 on the list, a1 a customer since September: 24, of which a fifth is held out."""
    file = tmp_path / "holdout.csv"
    typed = ("holdout", "--list", "named", "--share", "0.2", "--strata", "industry", *Q3, "-o", file)
    said = abmetry(*typed)
    assert said.status == 0
    assert said.out.index("What it can find") < said.out.index("Held out")
    assert "holdout = " in said.out
    rows = list(csv.DictReader(file.open()))
    assert len(rows) == 24
    assert Counter(r["arm"] for r in rows)["holdout"] in (4, 5)
    assert {r["stratum"] for r in rows} == {"Software", "Retail"}
    again = abmetry(*typed)
    assert again.status == 2
    assert "no longer random" in again.err


def test_what_is_told_of_a_hold_out(abmetry, in_workspace):
    told = abmetry("holdout", "--list", "named", "--detect", "30", *Q3, "--format", "json").json()
    assert told["power"]["baseline"] == pytest.approx(100 * 19 / 24)
    differences = [row["difference"] for row in told["power"]["detectable"]]
    assert differences == sorted(differences, reverse=True)
    assert told["accounts"]["program"] + told["accounts"]["holdout"] == len(told["members"]) == 24
    assert told["by_stratum"] == {}
    assert abmetry("holdout", "--list", "nobody").status == 2
    assert abmetry("holdout", "--list", "named", "--share", "1").status == 2
