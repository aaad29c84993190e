"""Quantiles from a histogram: each distinct value once, with how often it occurs."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from abmetry.stats.statistic import Floats


@dataclass(frozen=True, eq=False)
class Histogram:
    """Distinct values in rising order and their counts. Build one with `Histogram.of`.

    Args:
        values: The distinct values, all in one unit.
        counts: How often each occurs, 1 or more.
    """

    values: Floats
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, values: ArrayLike, counts: ArrayLike | None = None) -> Self:
        """The histogram of values in any order, with repetitions.

        Args:
            values: Finite numbers.
            counts: How often each occurs, 0 or more; None: once.

        Raises:
            ValueError: A value is not finite, a count is negative, or there is not one count for each value.
        """
        given = np.asarray(values, dtype=np.float64)
        times = np.ones(len(given), dtype=np.int64) if counts is None else np.asarray(counts, dtype=np.int64)
        if given.shape != times.shape or (times < 0).any() or not np.isfinite(given).all():
            raise ValueError("values must be finite, with one count of 0 or more for each")
        distinct, where = np.unique(given[times > 0] + 0.0, return_inverse=True)
        summed = np.zeros(len(distinct), dtype=np.int64)
        np.add.at(summed, where, times[times > 0])
        for array in (distinct, summed):
            array.flags.writeable = False
        return cls(distinct, summed)

    @property
    def n(self) -> int:
        """How many values there are, repetitions included."""
        return int(self.counts.sum())

    def merge(self, other: Self) -> Self:
        """The histogram of the values of both."""
        return self.of(np.r_[self.values, other.values], np.r_[self.counts, other.counts])

    def __add__(self, other: Self) -> Self:
        return self.merge(other)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Histogram):
            return NotImplemented
        return np.array_equal(self.values, other.values) and np.array_equal(self.counts, other.counts)

    def __hash__(self) -> int:
        return hash((self.values.tobytes(), self.counts.tobytes()))

    def mean(self) -> float | None:
        """The mean; None where there is no value."""
        return float(self.counts @ self.values) / self.n if self.n else None

    def quantile(self, p: float) -> float | None:
        """The value below which the share p lies, by linear interpolation between order statistics.

        With `h = (n - 1) p`, it lies between the values of rank `floor(h)` and the next, `h - floor(h)` of
        the way (definition 7 of Hyndman and Fan 1996, the default of numpy and of spreadsheets).

        Args:
            p: A share, 0 to 1.

        Returns:
            The quantile in the unit of the values; None where there is no value.

        Raises:
            ValueError: p is not between 0 and 1.
        """
        if not 0 <= p <= 1:
            raise ValueError(f"a quantile's share is between 0 and 1, not {p}")
        if self.n == 0:
            return None
        position = (self.n - 1) * p
        rank = floor(position)
        low, high = self._ranked(rank), self._ranked(min(rank + 1, self.n - 1))
        way = position - rank
        return low + (high - low) * way if way < 0.5 else high - (high - low) * (1 - way)

    def quartiles(self) -> tuple[float, float, float] | None:
        """The 25th, 50th and 75th percentile; None where there is no value."""
        low, middle, high = (self.quantile(p) for p in (0.25, 0.5, 0.75))
        return None if low is None or middle is None or high is None else (low, middle, high)

    def _ranked(self, rank: int) -> float:
        return float(self.values[np.searchsorted(np.cumsum(self.counts), rank, side="right")])
