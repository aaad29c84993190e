"""Deals of thin cover are those that the KPI counts."""

from datetime import datetime

import pytest

from abmetry.answers.question import Question
from abmetry.answers.thin_cover import COVER, thin_cover
from abmetry.errors import Unanswerable
from recompute.drawn import at, company, deal, touch
from recompute.program import opened

NOW = datetime(2026, 3, 15)
QUARTER = Question(period="2026-Q1")


def covered():
    """Four open deals: a is touched by two people, b by one, c by nobody; d by two, but half a year ago."""
    deals = [deal(name, name, at(2, 1), amount=1000.0 * (place + 1)) for place, name in enumerate("abc")]
    deals.append(deal("d", "d", at(8, 1, year=2025), amount=500.0))
    touches = [
        touch("a1", at(2, 10), "form_submit", channel="web", person_id="p1"),
        touch("a2", at(2, 11), "form_submit", channel="web", person_id="p2"),
        touch("b1", at(2, 12), "form_submit", channel="web", person_id="p3"),
        touch("d1", at(8, 2, year=2025), "form_submit", channel="web", person_id="p4"),
        touch("d2", at(8, 3, year=2025), "form_submit", channel="web", person_id="p5"),
    ]
    people = [
        {"person_id": f"p{place}", "account_id": account} for place, account in enumerate("aabdd", start=1)
    ]
    return company("a b c d", opportunities=deals, touches=touches, people=people)


def test_they_are_those_that_the_kpi_counts_the_greatest_first(tmp_path):
    with opened(covered(), tmp_path) as analysis:
        found = thin_cover(analysis, QUARTER, now=NOW)
        (kpi,) = analysis.answer(Question((COVER,), period="2026-Q1"), NOW)
        assert [row["opportunity_id"] for row in found.rows] == ["c", "b", "d"]
        assert (found.total, found.of) == (kpi.extra["thin"], kpi.denominator) == (3, 4)
        assert [(row["people"], row["touches"], row["amount"]) for row in found.rows] == [
            (0, 0, 3000),
            (1, 1, 2000),
            (2, 2, 500),
        ]
        cut = thin_cover(analysis, QUARTER, 1, NOW)
        assert (len(cut.rows), cut.total) == (1, 3)


def test_what_cannot_be_known_is_told(tmp_path):
    with opened(covered(), tmp_path) as analysis, pytest.raises(Unanswerable):
        thin_cover(analysis, Question(period="2026-Q2"), now=NOW)
