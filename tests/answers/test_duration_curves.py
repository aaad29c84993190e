"""Curves of durations are those whose medians the KPI shows."""

from datetime import datetime

import pytest

from abmetry.answers.duration_curves import duration_curves
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable, UsageError
from recompute.drawn import at, company, deal
from recompute.program import opened

NOW = datetime(2026, 5, 1)
WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}
VELOCITY = Question(("deal_velocity_days",), period="2026-Q1")


def deals():
    """Won after 10, 20 and 40 days; open for 28 days and for 59 on the last of March."""
    won = [
        deal(name, name, at(2, 1), closed_at=at(month, day), **WON)
        for name, month, day in (("a", 2, 11), ("b", 2, 21), ("c", 3, 13))
    ]
    still = [deal("d", "d", at(3, 3, 22)), deal("e", "e", at(1, 31, 22))]
    return company("a b c d e", opportunities=[*won, *still])


def test_the_curve_by_hand(tmp_path):
    """Five deals, 4/5 last longer than 10 days, 3/5 than 20; one is censored; 3/10 last longer than 40."""
    with opened(deals(), tmp_path) as analysis:
        (curve,) = duration_curves(analysis, VELOCITY, NOW)
        (kpi,) = analysis.answer(VELOCITY, NOW)
    assert curve.cohort == "abm"
    assert [point.days for point in curve.points[:4]] == pytest.approx([0, 10, 20, 40], abs=0.1)
    assert [point.share for point in curve.points] == pytest.approx([100, 80, 60, 30, 30])
    assert curve.points[-1].days == pytest.approx(59, abs=0.2)
    assert curve.median == kpi.extra["censored_median"]
    assert (curve.n, curve.n_open) == (5, kpi.extra["n_open"])
    assert all(point.low <= point.share <= point.high for point in curve.points)


def test_what_is_no_duration_has_no_curve(tmp_path):
    with opened(deals(), tmp_path) as analysis:
        with pytest.raises(UsageError, match="no mean of durations"):
            duration_curves(analysis, Question(("new_revenue_won",), period="2026-Q1"), NOW)
        with pytest.raises(Unanswerable):
            duration_curves(analysis, Question(("stage_days",), period="2026-Q1"), NOW)
