"""Conversion through the funnel by the quarter in which accounts entered it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from abmetry.answers.calendar import Calendar
from abmetry.answers.funnel import STAGES, CohortStage, EntryCohort, percent
from abmetry.stats.quantiles import Histogram

TYPICAL = 0.5
"""A cohort is too young for a stage until so many of those who ever got there had got there."""

Month = tuple[int, int] | None


@dataclass
class Entries:
    """Accounts of one group by when they entered the funnel and how far they ever got.

    Attributes:
        highest: Accounts per month of entry (None: from ever) and highest stage.
        days: Days from entry to each stage, of those who got there.
    """

    highest: dict[tuple[Month, int], int] = field(default_factory=dict)
    days: dict[int, list[float]] = field(default_factory=dict)


def entry_cohorts(entries: Entries, calendar: Calendar, t_local: datetime) -> tuple[EntryCohort, ...]:
    """The cohorts of a group, the oldest first.

    Args:
        entries: The accounts.
        calendar: Where quarters begin.
        t_local: The instant looked from, wall clock.
    """
    typical = {stage: _typical(days) for stage, days in entries.days.items()}
    quarters: dict[date | None, dict[int, int]] = {}
    for (month, highest), accounts in entries.highest.items():
        first = None if month is None else calendar.floor(date(*month, 1), "quarter")
        reached = quarters.setdefault(first, {})
        for stage in range(1, highest + 1):
            reached[stage] = reached.get(stage, 0) + accounts
    return tuple(
        _cohort(first, quarters[first], calendar, t_local, typical)
        for first in sorted(quarters, key=lambda day: (day is not None, day or date.min))
    )


def _cohort(
    first: date | None,
    reached: Mapping[int, int],
    calendar: Calendar,
    t_local: datetime,
    typical: Mapping[int, timedelta | None],
) -> EntryCohort:
    age = None
    label = None
    if first is not None:
        label = calendar.label(first, "quarter")
        after = datetime.combine(calendar.step(first, "quarter"), time())
        age = t_local - min(after, t_local)
    accounts = reached.get(1, 0)
    stages = []
    for stage in range(2, len(STAGES) + 1):
        needed = typical.get(stage)
        stages.append(
            CohortStage(
                STAGES[stage - 1],
                reached.get(stage, 0),
                percent(reached.get(stage, 0), reached.get(stage - 1, 0)),
                percent(reached.get(stage, 0), accounts),
                None if needed is None else age is not None and age < needed,
            )
        )
    return EntryCohort(label, accounts, tuple(stages))


def _typical(days: Sequence[float]) -> timedelta | None:
    length = Histogram.of(days).quantile(TYPICAL)
    return None if length is None else timedelta(days=length)
