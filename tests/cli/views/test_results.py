"""Results as tables, at every width."""

from dataclasses import replace

import pytest

from abmetry.answers.answer import Answer, Result
from abmetry.cli.terminal import view_text
from abmetry.cli.views.results import answer_view
from abmetry.kpis.catalogue import find

RESULT = Result(
    kpi="engaged_account_rate",
    unit="percent",
    period={"start": "2026-07-01", "end": "2026-10-01"},
    as_of="2026-10-01T00:00:00+02:00",
    scope={"lists": ["named"], "cohort": "abm"},
    group={},
    status="ok",
    definition="sha256:0",
    build="b",
    value=62.5,
    numerator=25,
    denominator=40,
    n=40,
    interval={"low": 47.0, "high": 75.8, "level": 0.95, "method": "wilson"},
    previous={"value": 60.0, "difference": 2.5, "period": {"start": "2026-04-01", "end": "2026-07-01"}},
    comparison={
        "cohort": "non_abm",
        "value": 20.1,
        "difference": 42.4,
        "low": 25.0,
        "high": 55.0,
        "p": 0.0001,
    },
)


def text(*results: Result, width: int = 140) -> str:
    return view_text(lambda columns: answer_view(Answer(results), columns), width)


def test_a_result_says_all_that_belongs_to_it():
    said = text(RESULT)
    for piece in (
        "62.5%",
        "47.0 – 75.8",
        "95% range",
        "40",
        "▲ +2.5 pt",
        "20.1%",
        "+42.4 pt",
        "p <0.001",
        "list named",
    ):
        assert piece in said


@pytest.mark.parametrize("width", [60, 80, 100, 140, 200])
def test_no_line_is_longer_than_the_terminal(width):
    results = [
        replace(
            RESULT, group={"industry": "A name that is far too long for any column of any table", "tier": "1"}
        )
    ] * 2
    assert max(map(len, text(*results, width=width).splitlines())) <= width
    assert max(map(len, text(RESULT, width=width).splitlines())) <= width


def test_no_value_is_no_zero():
    said = text(
        replace(RESULT, status="empty", value=None, interval=None, n=0, previous=None, comparison=None)
    )
    assert "nothing to measure" in said
    assert "0.0%" not in said


def test_too_few_are_marked():
    assert "few 7" in text(replace(RESULT, status="too_few", n=7))


def test_flags_are_footnotes_each_once():
    flag = "3 opportunities without an account left out"
    said = text(
        replace(RESULT, flags=(flag,)),
        replace(RESULT, kpi="engaged_accounts", unit="count", flags=(flag, "other")),
    )
    assert said.count(flag) == 1
    assert f"[1] {flag}" in said
    assert "[1,2]" in said


def test_the_unavailable_stand_below_with_their_reason():
    gone = replace(
        RESULT, kpi="engaged_accounts", status="unavailable", value=None, flags=("never loaded: touches",)
    )
    said = text(RESULT, gone)
    assert said.index("Unavailable") > said.index("62.5%")
    assert "never loaded: touches: engaged_accounts" in said


def test_groups_with_labels_and_without():
    labelled = replace(RESULT, group={"owner": "u1"}, label={"owner": "Ann [red]"})
    said = text(labelled, replace(RESULT, group={"owner": None}))
    assert "Ann [red]  u1" in said
    assert "none" in said


def test_what_is_beside_a_duration_is_in_days():
    extra = {
        "median": 80.0,
        "p25": 50.0,
        "p75": 120.0,
        "censored_median": 95.0,
        "n_open": 12,
        "gross_margin": 0.75,
    }
    said = text(
        replace(RESULT, kpi="customer_lifetime_value", unit="money", currency="EUR", extra=extra), width=200
    )
    assert "median 80.0 days · middle half 50.0 – 120.0 · 12 still open, median with them 95.0" in said
    assert "gross margin 0.75" in said


def test_totals_of_groups_of_different_size_are_not_set_against_each_other():
    said = text(replace(RESULT, kpi="engaged_accounts", unit="count"))
    assert "+42" not in said


def test_a_difference_that_rounds_to_nothing_is_none():
    said = text(replace(RESULT, previous={"value": 62.49, "difference": 0.01, "period": RESULT.period}))
    assert "▲" not in said
    assert "+0.0" not in said


def test_columns_of_all_families_stand_below_one_another():
    said = text(RESULT, replace(RESULT, kpi="influenced_pipeline_rate"))
    lines = [line for line in said.splitlines() if "62.5%" in line]
    assert len({line.index("62.5%") for line in lines}) == 1
    assert said.count("95% range") == 1


def test_what_is_beside_a_value_has_its_own_unit():
    beside = {
        "opportunity_win_rate": ({"by_value": 17.43}, "by value 17.4%"),
        "influenced_pipeline_rate": ({"uninfluenced": 1_234_567}, "uninfluenced €1.23M"),
        "customer_relationship_score": ({"alert": 3}, "alert 3"),
        "influence_coverage": ({"people": 2.5, "days_since_last": 12.25}, "days since last 12.2 days"),
        "customer_lifetime_value": ({"mean_annual_value": 90_700}, "mean annual value €90.7K/yr"),
    }
    for kpi, (extra, told) in beside.items():
        said = text(replace(RESULT, kpi=kpi, unit=find(kpi).unit, extra=extra, currency="EUR"))
        assert told in said
