"""The rows behind a number give it again."""

from pathlib import Path

import pytest

from abmetry.answers.analysis import open_workspace
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable, UsageError

ENGAGED = Question(kpis=("engaged_account_rate",), period="2026-Q3")


def test_one_row_per_account_with_the_row_that_decided_first(built: Path):
    with open_workspace(built) as analysis:
        found = analysis.evidence(ENGAGED)
        below = analysis.evidence(ENGAGED, "denominator")
    rows = found.to_list()
    assert found.total == len(rows) == 20
    assert {row["account_id"] for row in rows} == {f"a{i}" for i in range(20)}
    assert rows[0]["table"] == "touches"
    assert (rows[0]["account_id"], rows[0]["key"]) == ("a0", "t0")
    assert below.total == 25
    assert below.to_list()[0]["table"] == "accounts"


def test_a_limit_cuts_the_rows_and_not_the_count(built: Path):
    with open_workspace(built) as analysis:
        found = analysis.evidence(ENGAGED, limit=3)
        assert (len(found.rows), found.total) == (3, 20)
        assert analysis.evidence(ENGAGED, limit=0).rows == ()


def test_pages_hold_together_what_the_whole_does(built: Path):
    split = Question(kpis=("engaged_account_rate",), period="2026-Q3", by=("industry", "month"))
    with open_workspace(built) as analysis:
        for question in (
            ENGAGED,
            split,
            Question(kpis=("attributed_revenue",), period="2026-Q3", by=("model",)),
        ):
            whole = analysis.evidence(question).to_list()
            pages = [
                analysis.evidence(question, limit=3, skip=start) for start in range(0, len(whole) + 3, 3)
            ]
            assert [row for page in pages for row in page.to_list()] == whole
            assert {page.total for page in pages} == {len(whole)}
        with pytest.raises(UsageError, match="skipped"):
            analysis.evidence(ENGAGED, skip=-1)


def test_what_has_no_evidence(built: Path):
    with open_workspace(built) as analysis:
        with pytest.raises(UsageError, match="no denominator"):
            analysis.evidence(Question(kpis=("engaged_accounts",), period="2026-Q3"), "denominator")
        with pytest.raises(UsageError, match="Name one KPI"):
            analysis.evidence(Question())
        with pytest.raises(Unanswerable, match="spend"):
            analysis.evidence(Question(kpis=("cost_per_engaged_account",), period="2026-Q3"))
        with pytest.raises(Unanswerable, match="not begun"):
            analysis.evidence(Question(kpis=("engaged_accounts",), period="2026-Q3", as_of="2026-01-01"))


def test_how_a_value_came_about(built: Path):
    with open_workspace(built) as analysis:
        told = analysis.explain(ENGAGED).to_dict()
    assert told["settings"]["engaged"]["rule"] == "any"
    names = [query["name"] for query in told["queries"]]
    assert names[0] == "scope"
    assert "asof_engagement" in names
    assert told["results"][0]["value"] == 80


def test_rows_say_which_group_and_period_they_count_in(built: Path):
    """By month and industry the rows of August split as the numbers do: 10 Retail, 10 Software."""
    split = Question(kpis=("engaged_account_rate",), period="2026-Q3", by=("industry", "month"))
    with open_workspace(built) as analysis:
        rows = analysis.evidence(split).to_list()
        below = analysis.evidence(split, "denominator").to_list()
        not_engaged = analysis.evidence(
            Question(kpis=("unengaged_account_rate",), period="2026-Q3", by=("month",))
        ).to_list()
    assert [(row["period"], row["industry"]) for row in rows].count(("2026-08-01", "Retail")) == 10
    assert len(rows) == 20
    assert len(below) == 75
    assert [sum(row["period"] == month for row in not_engaged) for month in ("2026-07-01", "2026-08-01")] == [
        25,
        5,
    ]


def test_a_formula_of_several_sums_says_what_each_row_is_part_of(built: Path):
    with open_workspace(built) as analysis:
        rows = analysis.evidence(Question(kpis=("sales_velocity",), period="2026-Q3")).to_list()
    assert all(row["part"] for row in rows)
