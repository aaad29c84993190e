"""Whom we miss: the slots of the list are those of the KPI."""

from datetime import datetime
from pathlib import Path

import pytest

from abmetry.answers.account_gaps import account_gaps
from abmetry.answers.account_values import account_values
from abmetry.answers.analysis import open_workspace
from abmetry.answers.coverage_list import coverage_list
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable
from recompute.drawn import company
from recompute.program import opened

NOW = datetime(2026, 11, 1)
QUARTER = Question(period="2026-Q3")
PERSONAS = {
    "buyer": {"titles": ["cfo"], "required": 1},
    "champion": {"titles": ["head of data"], "required": 2},
    "user": {"titles": ["analyst"], "required": 0},
}


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    """a has its buyer and one champion of two, b nobody, c all and an analyst."""
    people = [
        {"person_id": f"{account}{n}", "account_id": account, "title": title, "email": email}
        for account, n, title, email in (
            ("a", 1, "CFO", "x@a-corp.es"),
            ("a", 2, "Head of Data", None),
            ("c", 1, "CFO", None),
            ("c", 2, "Head of Data", None),
            ("c", 3, "Head of Data", "y@c-corp.es"),
            ("c", 4, "Data analyst", None),
        )
    ]
    found = company("a b c", people=people, settings={"personas": PERSONAS})
    with opened(found, tmp_path_factory.mktemp("covered")) as one:
        yield one


def test_the_emptiest_come_first_and_the_slots_are_those_of_the_kpi(analysis):
    found = coverage_list(analysis, QUARTER, now=NOW)
    assert found.personas == (("buyer", 1), ("champion", 2))
    assert [(row["account_id"], row["people"], row["filled"]) for row in found.rows] == [
        ("b", [0, 0], 0),
        ("a", [1, 1], 2),
        ("c", [1, 2], 3),
    ]
    assert (found.total, found.incomplete) == (3, 2)
    kpi = analysis.answer(Question(("stakeholder_coverage",), period="2026-Q3"), NOW)[0]
    assert sum(row["filled"] for row in found.rows) == kpi.numerator
    assert sum(row["wanted"] for row in found.rows) == kpi.denominator


def test_page_by_page(analysis):
    assert [row["account_id"] for row in coverage_list(analysis, QUARTER, 1, 1, NOW).rows] == ["a"]


def test_the_gaps_of_one_account_are_its_row(analysis):
    moment = account_values(analysis, QUARTER, NOW).moment
    found = account_gaps(analysis, "a", moment)
    assert [(gap.persona, gap.wanted, gap.known, gap.reachable) for gap in found.personas] == [
        ("buyer", 1, 1, 1),
        ("champion", 2, 1, 0),
        ("user", 0, 0, 0),
    ]
    assert found.missing == 1
    assert "industry" in found.empty_fields
    assert "domain" not in found.empty_fields
    assert account_gaps(analysis, "c", moment).missing == 0


def test_without_personas_there_is_nothing_to_miss(built: Path):
    with open_workspace(built) as analysis:
        found = coverage_list(analysis, QUARTER, now=NOW)
    assert (found.personas, found.rows, found.total) == ((), (), 0)


def test_a_period_that_had_not_begun(analysis):
    with pytest.raises(Unanswerable):
        coverage_list(analysis, Question(period="2027-Q1"), now=NOW)
