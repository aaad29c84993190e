"""How long what a KPI of durations measures lasts: the curve of the program's accounts, and of those outside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from abmetry.answers.analysis import Analysis
from abmetry.answers.measured import Working
from abmetry.answers.needs import unanswerable, why_not
from abmetry.answers.question import Question
from abmetry.answers.spreads import Durations, spreads
from abmetry.errors import Unanswerable, UsageError
from abmetry.kpis.catalogue import find
from abmetry.lang.message import message


@dataclass(frozen=True)
class StillThere:
    """The share that lasts longer than so many days, in percent, with its bounds; None: not known."""

    days: float
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class DurationCurve:
    """The Kaplan-Meier curve of one cohort.

    Attributes:
        cohort: ``abm``, ``non_abm`` or ``all``.
        points: The curve from 0 days on, a step function; the last at the longest duration that is known.
        median: Days by which half has ended; None: it is not known.
        n: How many durations there are, ended or not.
        n_open: How many have not ended.
        level: Confidence level of the bounds.
    """

    cohort: str
    points: tuple[StillThere, ...]
    median: float | None
    n: int
    n_open: int
    level: float


def duration_curves(
    analysis: Analysis, question: Question, now: datetime | None = None
) -> tuple[DurationCurve, ...]:
    """The curves of a KPI of durations, the question's own cohort first; none of a cohort without durations.

    Args:
        analysis: The build.
        question: One KPI, scope and period; the accounts outside are there where it compares with them.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: The question is put wrongly, or its KPI is no duration.
        Unanswerable: What it needs was never loaded, or the period had not begun.
    """
    with analysis.knowing(question) as known:
        asked = replace(question, by=(), known_at=None)
        plan = known.plan(asked, now)
        kpi, settings = find(asked.kpis[0] if len(asked.kpis) == 1 else ""), known.workspace.settings
        if kpi.shape.spread is None or kpi.shape.times is not None:
            raise UsageError(message("{kpi} is no mean of durations.", kpi=kpi.id))
        if reasons := why_not(kpi, settings, plan.cohort, known.record.loaded):
            raise unanswerable(kpi, known.record.loaded, reasons)
        if not plan.frames:
            raise Unanswerable(message("The period had not begun at the instant asked for."))
        frames = [frame for frame in plan.frames if frame.index == plan.asked[0].frame]
        with known.session(asked) as engine:
            working = Working(engine, settings, frames)
            working.store("scope", plan.scope.sql(engine.dialect, frames))
            found = spreads(working, kpi, kpi.shape.spread, 0, ())
    curves = [_curve(cell.cohort, durations, settings.stats.level) for cell, durations in found.items()]
    ordered = sorted(curves, key=lambda one: one is not None and one.cohort != plan.cohort)
    return tuple(one for one in ordered if one is not None)


def _curve(cohort: str, durations: Durations, level: float) -> DurationCurve | None:
    curve = durations.curve
    if curve is None:
        return None
    lows, highs = curve.bounds(level)
    points = [StillThere(0.0, 100.0, 100.0, 100.0)]
    for days, share, low, high in zip(
        curve.times.tolist(), curve.survival.tolist(), lows.tolist(), highs.tolist(), strict=True
    ):
        known = low == low
        points.append(
            StillThere(days, 100 * share, 100 * low if known else None, 100 * high if known else None)
        )
    if curve.last > points[-1].days:
        points.append(replace(points[-1], days=curve.last))
    return DurationCurve(cohort, tuple(points), curve.median(), curve.n, durations.n_open, level)
