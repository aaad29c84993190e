"""One of the two states that are compared: a build, asked one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

import pyarrow as pa

from abmetry.answers.analysis import Analysis
from abmetry.answers.answer import Answer, Result
from abmetry.answers.changes.causes import Accounts, Changed, accounts_given
from abmetry.answers.changes.part_rows import part_rows
from abmetry.answers.evaluate import number
from abmetry.answers.question import Question
from abmetry.asof.relation import Bounds
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.shape import Floats

Place = tuple[str, str, tuple[tuple[str, str | None], ...]]


class Side:
    """The answer of one build, and the rows behind it."""

    def __init__(self, analysis: Analysis, question: Question, now: datetime) -> None:
        """Ask a build.

        Args:
            analysis: The build.
            question: The question.
            now: The present, naive UTC: the same for both sides.
        """
        self.analysis = analysis
        self.answer: Answer = analysis.answer(question, now)
        self.plan, self._working = analysis.working(replace(question, by=()), now)

    @cached_property
    def by_place(self) -> Mapping[Place, Result]:
        """The results by KPI, period and group."""
        return {_place(result): result for result in self.answer}

    def rows(self, kpi: Kpi) -> tuple[pa.Table, ...]:
        """The rows of each part of a KPI."""
        return part_rows(self._working, self.plan, kpi)

    def accounts(self, rows: Sequence[Changed]) -> Accounts:
        """The accounts that identity gives to rows at the end of the question's period."""
        engine = self._working.engine
        last = max(self.plan.frames, key=lambda frame: frame.t_utc)
        return accounts_given(engine, rows, Bounds.of(engine.dialect, last).visible())

    def factor(self, kpi: Kpi, sums: Floats, result: Result | None) -> float | None:
        """What the value of the parts is multiplied with: 1 where the KPI has no factor."""
        if kpi.shape.times is None:
            return 1.0
        bare = number(kpi.shape.value(sums))
        return None if not bare or result is None or result.value is None else result.value / bare


def _place(result: Result) -> Place:
    return result.kpi, result.period["start"], tuple(sorted(result.group.items()))
