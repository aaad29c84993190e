"""From sums over accounts to a value with its interval, and to its difference from another cohort's."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from abmetry.answers.contributions import Cell, Contributions, Sums
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import Floats, Shape
from abmetry.stats.bootstrap import estimate
from abmetry.stats.estimate import Estimate, difference
from abmetry.stats.interval import Difference, Interval
from abmetry.stats.wilson import proportion_difference, wilson_interval
from abmetry.workspace.settings import Settings

Parts = dict[Cell, tuple[Floats, Floats]]


@dataclass(frozen=True)
class Valued:
    """A value and what it rests on."""

    value: float | None
    numerator: float | None
    denominator: float | None
    n: float
    interval: Interval | None
    estimate: Estimate | None
    accounts: float


class Evaluation:
    """The values of one KPI in every cell."""

    def __init__(self, contributions: Contributions, settings: Settings, kpi: Kpi) -> None:
        """Prepare; the accounts' own contributions are fetched once, where the interval needs them."""
        self._contributions = contributions
        self._stats = settings.stats
        self._kpi = kpi
        self._parts: Parts = contributions.parts(kpi, kpi.shape) if kpi.shape.interval == "bootstrap" else {}

    def sums(self, shape: Shape, cell: Cell, sums: Sums | None) -> Floats:
        """The sums of a shape's parts in a cell; zeros where the cell has no account."""
        return np.array([self._sum(part, cell, sums) for part in shape.parts], dtype=np.float64)

    def value_of(self, shape: Shape, cell: Cell, sums: Sums | None) -> float | None:
        """The bare value of a shape in a cell."""
        return number(shape.value(self.sums(shape, cell, sums)))

    def valued(self, cell: Cell, sums: Sums | None) -> Valued:
        """The value of the KPI in a cell."""
        shape = self._kpi.shape
        own = self.sums(shape, cell, sums)
        value = number(shape.value(own))
        numerator = number(shape.numerator(own))
        denominator = None if shape.denominator is None else number(shape.denominator(own))
        accounts = sums.accounts[self._kpi.population] if sums else 0.0
        n = accounts if denominator is None else denominator
        estimated = self._estimate(cell, own) if value is not None else None
        interval = self._interval(shape, numerator, denominator, accounts, estimated)
        return Valued(value, numerator, denominator, n, interval, estimated, accounts)

    def total_of(self, measure: Measure, cell: Cell, sums: Sums | None) -> float:
        """A measure summed over the population in a cell."""
        return self._sum(measure, cell, sums)

    def difference(self, first: Valued, second: Valued) -> Difference | None:
        """How far the first value is from the second, both of this KPI over disjoint accounts."""
        if first.value is None or second.value is None:
            return None
        shape, level = self._kpi.shape, self._stats.level
        if shape.interval == "wilson" and not shape.of_accounts:
            told = proportion_difference(
                first.numerator or 0.0,
                first.denominator or 0.0,
                second.numerator or 0.0,
                second.denominator or 0.0,
                level,
            )
            return told.scaled(100) if told else None
        if first.estimate is None or second.estimate is None:
            return Difference(first.value - second.value, None, None)
        return difference(first.estimate, second.estimate, level, self._stats.seed)

    def _sum(self, part: Measure, cell: Cell, sums: Sums | None) -> float:
        if part.everyone:
            return self._contributions.of_everyone(cell.period, part)
        if sums is None:
            return 0.0
        if part.relation == SCOPE:
            return sums.accounts[self._kpi.population]
        return sums.by_measure[self._kpi.population, part]

    def _estimate(self, cell: Cell, own: Floats) -> Estimate | None:
        if cell not in self._parts:
            return None
        rows, counts = self._parts[cell]
        shape = self._kpi.shape
        fixed = np.array([part.everyone for part in shape.parts])
        if fixed.any():
            return estimate(
                rows,
                lambda sums: shape.value(np.where(fixed, own, sums)),
                counts=counts.astype(np.int64),
                resamples=self._stats.bootstrap,
                seed=self._stats.seed,
            )
        return estimate(
            rows,
            shape.value,
            counts=counts.astype(np.int64),
            resamples=self._stats.bootstrap,
            seed=self._stats.seed,
        )

    def _interval(
        self,
        shape: Shape,
        numerator: float | None,
        denominator: float | None,
        accounts: float,
        estimated: Estimate | None,
    ) -> Interval | None:
        level = self._stats.level
        if shape.interval == "none" or numerator is None:
            return None
        if shape.interval == "bootstrap":
            return estimated.interval(level) if estimated else None
        if shape.of_accounts:
            of_all = wilson_interval(numerator, accounts, level)
            return of_all.scaled(accounts) if of_all else None
        of_these = wilson_interval(numerator, denominator or 0.0, level)
        return of_these.scaled(100) if of_these else None


def number(value: Any) -> float | None:
    """A finite number, or None."""
    plain = float(value)
    return plain if isfinite(plain) else None


def interval_dict(interval: Interval | None) -> dict[str, Any] | None:
    """An interval as it stands in JSON."""
    if interval is None:
        return None
    return {
        "low": interval.low,
        "high": interval.high,
        "level": interval.level,
        "method": interval.method,
    }
