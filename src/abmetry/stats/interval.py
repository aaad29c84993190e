"""What a method says about a value: an interval, or a difference with its interval and p-value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import erfc, sqrt
from statistics import NormalDist
from typing import Self


@dataclass(frozen=True)
class Interval:
    """A confidence interval, in the unit of the value: two-sided, but for `exact_one_sided`.

    Args:
        low: Its lower end.
        high: Its upper end; infinite, or the lower minus infinite, where only the other is known.
        level: The confidence level, between 0 and 1.
        method: `wilson`, `newcombe`, `bootstrap`, `cluster_linearised`, `mantel_haenszel`, `exact_one_sided`...
    """

    low: float
    high: float
    level: float
    method: str

    def within(self, least: float, most: float) -> Self:
        """The interval without what lies beyond what is possible."""
        return replace(self, low=min(max(self.low, least), most), high=max(min(self.high, most), least))

    def scaled(self, factor: float) -> Self:
        """The interval in another unit, for example 100 for percent of a proportion."""
        return replace(self, low=self.low * factor, high=self.high * factor)


@dataclass(frozen=True)
class Difference:
    """A difference of two values, first minus second, in their unit.

    Args:
        value: The difference.
        interval: Its confidence interval; None where there is too little to tell.
        p: The two-sided p-value of no difference, 0 to 1; None where there is too little to tell.
    """

    value: float
    interval: Interval | None
    p: float | None

    def within(self, furthest: float) -> Self:
        """The difference with an interval that is not further from 0 than two values can be from each other."""
        if self.interval is None:
            return self
        most = max(furthest, abs(self.value))
        return replace(self, interval=self.interval.within(-most, most))

    def scaled(self, factor: float) -> Self:
        """The difference in another unit, for example 100 for percentage points."""
        interval = None if self.interval is None else self.interval.scaled(factor)
        return replace(self, value=self.value * factor, interval=interval)


def normal_quantile(level: float) -> float:
    """The half width, in standard errors, of a two-sided normal interval at a level between 0 and 1."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def normal_p_value(z: float) -> float:
    """The two-sided p-value of a standard normal statistic: `2 (1 - Phi(|z|))`."""
    return erfc(abs(z) / sqrt(2))
