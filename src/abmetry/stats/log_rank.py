"""Whether one group's durations are shorter than another's, when some have not ended, and by what factor.

The stratified log-rank test: at each time at which d of the r that have lasted so far end, r1 of them in the first
group, d r1 / r ends of the first group are expected, with the variance d (r1/r) (1 - r1/r) (r - d) / (r - 1). Over all
times and strata, Z = (observed - expected) / sqrt(variance). A duration that is watched from an age on (delayed entry)
is among the r from that age.

The ratio of durations: if the first group's last rho times as long, its durations (and the ages from which they are
watched) divided by rho are like the others'. rho is where Z = 0, its interval where Z = -+z; the p-value is that of
Z at rho = 1, so that interval and test agree (the accelerated failure time model, estimated by ranks).

Sources: N. Mantel, Cancer Chemotherapy Reports 50 (1966); R. L. Prentice, Biometrika 65 (1978); T. A. Louis,
Biometrika 68 (1981); L. J. Wei and M. H. Gail, JASA 78 (1983); A. A. Tsiatis, Annals of Statistics 18 (1990).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from abmetry.stats.interval import Difference, Interval, normal_p_value, normal_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FARTHEST = log(50.0)
_STRIDE, _HALVINGS = 0.1, 11


@dataclass(frozen=True)
class LogRank:
    """Ends of the first group.

    Attributes:
        observed: How many there were.
        expected: How many there would be if the groups were alike.
        variance: Of the difference.
    """

    observed: float
    expected: float
    variance: float

    @property
    def z(self) -> float:
        """Standard normal if the groups are alike; above 0: the first group ends sooner. 0 where nothing tells."""
        return (self.observed - self.expected) / sqrt(self.variance) if self.variance > 0 else 0.0

    @property
    def p(self) -> float:
        """The two-sided p-value."""
        return normal_p_value(self.z)


@dataclass(frozen=True)
class Lengths:
    """Durations of two groups.

    Attributes:
        days: Each duration, or how long it was watched; above 0, in any unit.
        ended: Whether it ended.
        first: Whether it is of the first group.
        stratum: Which stratum it is of.
        entered: The age from which it was watched, below ``days``; 0: from its beginning.
    """

    days: Floats
    ended: Bools
    first: Bools
    stratum: Ints
    entered: Floats

    def __post_init__(self) -> None:
        lengths = {len(a) for a in (self.days, self.ended, self.first, self.stratum, self.entered)}
        if len(lengths) != 1:
            raise ValueError("each duration needs an end, a group, a stratum and an age")
        if not (self.days > self.entered).all():
            raise ValueError("a duration ends after the age from which it is watched")


def log_rank(lengths: Lengths) -> LogRank:
    """The stratified log-rank test."""
    if not lengths.ended.any():
        return LogRank(0.0, 0.0, 0.0)
    # Strata are set apart on one axis, so that those at risk in each are counted in one search.
    strata, place = np.unique(lengths.stratum, return_inverse=True)
    apart = place * (float(lengths.days.max()) + 1.0)
    days, entered = lengths.days + apart, lengths.entered + apart
    times, first_of, at = np.unique(days[lengths.ended], return_index=True, return_inverse=True)
    ends = np.bincount(at, minlength=len(times)).astype(np.float64)
    stratum = place[lengths.ended][first_of]
    from_birth = not lengths.entered.any()

    def at_risk(rows: Bools) -> Floats:
        gone = np.searchsorted(np.sort(days[rows]), times, side="left")
        if from_birth:
            there = np.cumsum(np.bincount(place[rows], minlength=len(strata)))[stratum]
        else:
            there = np.searchsorted(np.sort(entered[rows]), times, side="left")
        return np.asarray(there - gone, dtype=np.float64)

    everyone, own = at_risk(np.ones(len(days), dtype=np.bool_)), at_risk(lengths.first)
    share = own / everyone
    again = np.where(everyone > 1, (everyone - ends) / np.maximum(everyone - 1, 1), 0.0)
    observed = float((lengths.ended & lengths.first).sum())
    return LogRank(observed, float(ends @ share), float((ends * share * (1 - share)) @ again))


def time_ratio(lengths: Lengths, level: float = 0.95) -> Difference | None:
    """The logarithm of the ratio of the first group's durations to the others', with its interval and p-value.

    Args:
        lengths: The durations.
        level: Confidence level, between 0 and 1.

    Returns:
        None where nothing tells; no interval where an end of it lies beyond a ratio of 50.
    """
    at_one = log_rank(lengths)
    if at_one.variance <= 0:
        return None

    def z(log_ratio: float) -> float:
        return log_rank(_divided(lengths, exp(log_ratio))).z

    half = normal_quantile(level)
    value = _where(z, 0.0, 0.0)
    if value is None:
        return None
    low, high = _where(z, -half, value), _where(z, half, value)
    interval = None
    if low is not None and high is not None:
        interval = Interval(min(low, value), max(high, value), level, "log_rank_inversion")
    return Difference(value, interval, at_one.p)


def _divided(lengths: Lengths, ratio: float) -> Lengths:
    by = np.where(lengths.first, ratio, 1.0)
    return Lengths(lengths.days / by, lengths.ended, lengths.first, lengths.stratum, lengths.entered / by)


def _where(z: Callable[[float], float], wanted: float, begin: float) -> float | None:
    """Where a rising step function reaches a value: stepping out from where to begin, then by halving.

    It rises only while the two groups overlap: far out nobody of one is at risk when one of the other ends.
    """
    rising = z(begin) < wanted
    step = _STRIDE if rising else -_STRIDE
    before, after = begin, begin + step
    while (z(after) < wanted) == rising:
        before, after = after, after + step
        if abs(after) > FARTHEST:
            return None
    for _ in range(_HALVINGS):
        middle = (before + after) / 2
        if (z(middle) < wanted) == rising:
            before = middle
        else:
            after = middle
    return (before + after) / 2
