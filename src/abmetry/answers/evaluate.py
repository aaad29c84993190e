"""From statistics over accounts to a value with its interval, and to its difference from another cohort's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

import numpy as np

from abmetry.answers.batch import Batch
from abmetry.answers.contributions import Cell
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import Floats, Shape
from abmetry.stats.bootstrap import estimate
from abmetry.stats.estimate import Estimate, difference
from abmetry.stats.interval import Difference, Interval
from abmetry.stats.linearised import linearised
from abmetry.stats.moments import Moments
from abmetry.stats.wilson import count_difference, proportion_difference, wilson_interval
from abmetry.workspace.settings import Settings

# Resampling by account tells nothing more than the closed form once so many accounts contribute.
RESAMPLED = 500


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

    def __init__(
        self, batch: Batch, settings: Settings, kpi: Kpi, factors: Mapping[Cell, float | None] | None = None
    ) -> None:
        """Prepare; the accounts' own contributions are fetched once, where resampling needs them.

        Args:
            batch: The statistics of the KPIs that are split in the same way.
            settings: The definitions.
            kpi: The KPI.
            factors: What the value is multiplied with in each cell; None: nothing.
        """
        self._batch = batch
        self._stats = settings.stats
        self._kpi = kpi
        self._factors = factors
        self._acting: dict[Cell, Floats] = {}
        if kpi.shape.interval == "bootstrap":
            few = [cell for cell in batch.cells if 0 < batch.products(kpi, cell)[1] <= RESAMPLED]
            self._acting = batch.acting(kpi, few, RESAMPLED)

    def value_of(self, shape: Shape, cell: Cell) -> float | None:
        """The bare value of a shape in a cell."""
        return (
            number(self._value(shape, cell, self._sums(shape, cell))) if self._is_known(shape, cell) else None
        )

    def total_of(self, measure: Measure, cell: Cell) -> float:
        """A measure summed over the population in a cell."""
        return self._batch.sum_of(self._kpi.population, measure, cell)

    def valued(self, cell: Cell) -> Valued:
        """The value of the KPI in a cell."""
        kpi, shape = self._kpi, self._kpi.shape
        own = self._sums(shape, cell)
        is_known = self._is_known(shape, cell)
        value = number(self._value(shape, cell, own)) if is_known else None
        numerator = number(shape.numerator(own)) if is_known else None
        denominator = None if shape.denominator is None else number(shape.denominator(own))
        accounts = self._batch.accounts(kpi.population, cell)
        n = accounts if denominator is None else denominator
        if shape.n is not None:
            n = self.total_of(shape.n, cell)
        estimated = None
        if value is not None and shape.interval == "bootstrap":
            estimated = self._estimate(cell, own, accounts)
        interval = self._interval(shape, numerator, denominator, accounts, estimated)
        if interval and value is not None:
            low, high = kpi.possible
            interval = interval.within(min(low, value), max(high, value))
        return Valued(value, numerator, denominator, n, interval, estimated, accounts)

    def difference(self, first: Valued, second: Valued) -> Difference | None:
        """How far the first value is from the second, both of this KPI over disjoint accounts.

        Without an interval where the two are not drawn apart: one is of everyone, or the same reps act on both.
        """
        if first.value is None or second.value is None:
            return None
        shape, level = self._kpi.shape, self._stats.level
        plain = Difference(first.value - second.value, None, None)
        if any(part.everyone or part.drawn for part in shape.parts):
            return plain
        if shape.interval == "wilson" and not shape.of_accounts:
            told = proportion_difference(
                first.numerator or 0.0,
                first.denominator or 0.0,
                second.numerator or 0.0,
                second.denominator or 0.0,
                level,
            )
            return told.scaled(shape.per) if told else None
        if shape.of_accounts:
            return count_difference(self._of_all(first), self._of_all(second), level)
        if first.estimate is None or second.estimate is None:
            return plain
        return difference(first.estimate, second.estimate, level, self._stats.seed).within(self._kpi.furthest)

    def _of_all(self, valued: Valued) -> tuple[float, float]:
        return valued.numerator or 0.0, valued.accounts

    def _is_known(self, shape: Shape, cell: Cell) -> bool:
        """Whether a sum is of no row, or of at least one whose value is known."""
        if shape.known is None:
            return True
        rows, known = (self.total_of(measure, cell) for measure in shape.known)
        return not rows or known > 0

    def _sums(self, shape: Shape, cell: Cell) -> Floats:
        population = self._kpi.population
        return np.array(
            [self._batch.sum_of(population, part, cell) for part in shape.parts], dtype=np.float64
        )

    def _value(self, shape: Shape, cell: Cell, sums: Floats) -> Floats:
        values = shape.value(sums)
        if shape.times is None or self._factors is None:
            return values
        factor = self._factors.get(cell)
        return values * (np.nan if factor is None else factor)

    def _estimate(self, cell: Cell, own: Floats, accounts: float) -> Estimate | None:
        kpi, shape = self._kpi, self._kpi.shape
        varying = self._batch.varying_parts(shape)
        fixed = np.array([i not in varying and part.relation != SCOPE for i, part in enumerate(shape.parts)])

        def value(sums: Floats) -> Floats:
            return self._value(shape, cell, np.where(fixed, own, sums))

        products, acting = self._batch.products(kpi, cell)
        if shape.drawn:
            accounts = acting
        if acting > RESAMPLED:
            moments = Moments(
                int(accounts),
                tuple(own.tolist()),
                tuple(tuple(row) for row in self._all_products(shape, own, products).tolist()),
            )
            return linearised(moments, value)
        rows = self._acting.get(cell, np.zeros((0, len(varying))))
        parts = np.zeros((len(rows) + 1, len(shape.parts)))
        parts[:-1, varying] = rows
        for i, part in enumerate(shape.parts):
            if part.relation == SCOPE:
                parts[:, i] = 1
        counts = np.ones(len(parts), dtype=np.int64)
        counts[-1] = max(0, int(accounts) - len(rows))
        return estimate(parts, value, counts=counts, resamples=self._stats.bootstrap, seed=self._stats.seed)

    def _all_products(self, shape: Shape, sums: Floats, products: Floats) -> Floats:
        """Sums of products of all parts: those of varying parts are given, an account counts 1 in the scope."""
        k = len(shape.parts)
        varying = self._batch.varying_parts(shape)
        full = np.zeros((k, k))
        full[np.ix_(varying, varying)] = products
        for i, part in enumerate(shape.parts):
            if part.relation == SCOPE:
                full[i, :] = full[:, i] = np.where([j in varying or j == i for j in range(k)], sums, 0)
        return full

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
            found = estimated.interval(level) if estimated else None
            if found and shape.drawn:
                return replace(found, method=f"{found.method}_by_{shape.drawn[1]}")
            return found
        if shape.of_accounts:
            of_all = wilson_interval(numerator, accounts, level)
            return of_all.scaled(accounts) if of_all else None
        of_these = wilson_interval(numerator, denominator or 0.0, level)
        return of_these.scaled(shape.per) if of_these else None


def number(value: Any) -> float | None:
    """A finite number, or None."""
    plain = float(value)
    return plain if isfinite(plain) else None


def interval_dict(interval: Interval | None) -> dict[str, Any] | None:
    """An interval as it stands in JSON."""
    if interval is None:
        return None
    return {"low": interval.low, "high": interval.high, "level": interval.level, "method": interval.method}
