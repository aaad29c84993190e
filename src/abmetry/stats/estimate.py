"""A value with what is known of its sampling error, and the difference of two of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isclose, isfinite, sqrt

import numpy as np

from abmetry.stats.interval import Difference, Interval, normal_p_value, normal_quantile
from abmetry.stats.statistic import Floats

ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Estimate:
    """A value over accounts and its sampling distribution, resampled or normal.

    Args:
        value: The value, in the statistic's unit.
        accounts: How many accounts were drawn.
        method: `bootstrap` or `cluster_linearised`.
        standard_error: In the value's unit; None where there is too little to tell.
        replicates: The value in each resample, NaN where it does not exist; None for the normal distribution.
    """

    value: float
    accounts: int
    method: str
    standard_error: float | None
    replicates: Floats | None = field(default=None, repr=False)

    def interval(self, level: float = 0.95) -> Interval | None:
        """The interval at a level between 0 and 1: percentiles of the resamples, else normal.

        Returns:
            None where there is too little to tell: one account, or a value that more than half of the
            resamples do not have.
        """
        if self.standard_error is None:
            return None
        if self.replicates is None:
            half = normal_quantile(level) * self.standard_error
            return Interval(self.value - half, self.value + half, level, self.method)
        low, high = percentiles(self.replicates, level)
        low, high = (self.value if isclose(end, self.value, rel_tol=ROUNDING) else end for end in (low, high))
        return Interval(low, high, level, self.method)


def percentiles(replicates: Floats, level: float) -> tuple[float, float]:
    """The ends of the percentile interval of resampled values (Efron and Tibshirani 1993, chapter 13)."""
    alone = replicates[np.isfinite(replicates)]
    low, high = np.quantile(alone, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def difference(first: Estimate, second: Estimate, level: float = 0.95, seed: int = 7) -> Difference:
    """The difference of two values over disjoint sets of accounts, first minus second.

    Resamples are paired at random: both sets may have been drawn with the same weights, and what is
    independent must not be paired in step. The p-value is twice the smaller share of paired differences on
    either side of 0 (one added to each, so that it is never 0). Where one of the two is normal, so is the
    difference, with `sqrt(se1^2 + se2^2)`.

    Args:
        first: The value of the first set.
        second: The value of the second set.
        level: The confidence level, between 0 and 1.
        seed: Of the pairing.
    """
    value = first.value - second.value
    if first.standard_error is None or second.standard_error is None:
        return Difference(value, None, None)
    if (
        first.replicates is None
        or second.replicates is None
        or len(first.replicates) != len(second.replicates)
    ):
        return _normal_difference(value, sqrt(first.standard_error**2 + second.standard_error**2), level)
    shuffled = np.random.default_rng([seed % 2**64, len(second.replicates)]).permutation(second.replicates)
    paired = first.replicates - shuffled
    paired = paired[np.isfinite(paired)]
    if 2 * len(paired) < len(shuffled):
        return Difference(value, None, None)
    low, high = percentiles(paired, level)
    below, above = np.count_nonzero(paired <= 0), np.count_nonzero(paired >= 0)
    p = min(1.0, 2 * (min(below, above) + 1) / (len(paired) + 1))
    return Difference(value, Interval(low, high, level, first.method), p)


def _normal_difference(value: float, standard_error: float, level: float) -> Difference:
    half = normal_quantile(level) * standard_error
    interval = Interval(value - half, value + half, level, "cluster_linearised")
    if standard_error == 0:
        return Difference(value, interval, 1.0 if value == 0 else 0.0)
    z = value / standard_error
    return Difference(value, interval, normal_p_value(z) if isfinite(z) else None)
