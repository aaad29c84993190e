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
_STRIDE, _CLOSE = 0.1, 1e-4


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
    return _Sorted.of(lengths).log_rank(1.0)


def time_ratio(lengths: Lengths, level: float = 0.95) -> Difference | None:
    """The logarithm of the ratio of the first group's durations to the others', with its interval and p-value.

    Args:
        lengths: The durations.
        level: Confidence level, between 0 and 1.

    Returns:
        None where nothing tells; no interval where an end of it lies beyond a ratio of 50.
    """
    sides = _Sorted.of(lengths)
    at_one = sides.log_rank(1.0)
    if at_one.variance <= 0:
        return None

    def z(log_ratio: float) -> float:
        return sides.log_rank(exp(log_ratio)).z

    half = normal_quantile(level)
    value = _where(z, 0.0, 0.0)
    if value is None:
        return None
    low, high = _where(z, -half, value), _where(z, half, value)
    interval = None
    if low is not None and high is not None:
        interval = Interval(min(low, value), max(high, value), level, "log_rank_inversion")
    return Difference(value, interval, at_one.p)


def _where(z: Callable[[float], float], wanted: float, begin: float) -> float | None:
    """Where a rising step function reaches a value: stepping out from where to begin, then by false position.

    It rises only while the two groups overlap: far out nobody of one is at risk when one of the other ends.
    """
    before, below = begin, z(begin) - wanted
    rising = below < 0
    step = _STRIDE if rising else -_STRIDE
    after = begin + step
    above = z(after) - wanted
    while (above < 0) == rising:
        before, below, after = after, above, after + step
        if abs(after) > FARTHEST:
            return None
        above = z(after) - wanted
    # False position halves the weight of an end that stays (Illinois), so that both ends close in.
    while abs(after - before) > _CLOSE:
        middle = (before * above - after * below) / (above - below)
        middle = min(max(middle, min(before, after) + _CLOSE / 4), max(before, after) - _CLOSE / 4)
        found = z(middle) - wanted
        if (found < 0) == rising:
            before, below, above = middle, found, above / 2
        else:
            after, above, below = middle, found, below / 2
    return (before + after) / 2


@dataclass(frozen=True, eq=False)
class _Side:
    """One group's durations, sorted within strata: dividing all of them by a ratio leaves them sorted."""

    days: Floats
    place: Ints
    ended: Bools
    entered: Floats
    entered_place: Ints
    upto: Ints

    @classmethod
    def of(cls, lengths: Lengths, place: Ints, many: int, rows: Bools) -> _Side:
        days, entered, own = lengths.days[rows], lengths.entered[rows], place[rows]
        order, by_age = np.lexsort((days, own)), np.lexsort((entered, own))
        upto = np.cumsum(np.bincount(own, minlength=many))
        return cls(days[order], own[order], lengths.ended[rows][order], entered[by_age], own[by_age], upto)

    def at_risk(
        self, times: Floats, stratum: Ints, ratio: float, apart: float, *, from_birth: bool
    ) -> Floats:
        gone = np.searchsorted(self.days / ratio + self.place * apart, times, side="left")
        if from_birth:
            return np.asarray(self.upto[stratum] - gone, dtype=np.float64)
        there = np.searchsorted(self.entered / ratio + self.entered_place * apart, times, side="left")
        return np.asarray(there - gone, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class _Sorted:
    """Both groups, for the test at many ratios."""

    first: _Side
    others: _Side
    from_birth: bool

    @classmethod
    def of(cls, lengths: Lengths) -> _Sorted:
        strata, place = np.unique(lengths.stratum, return_inverse=True)
        first, others = (
            _Side.of(lengths, place, len(strata), rows) for rows in (lengths.first, ~lengths.first)
        )
        return cls(first, others, from_birth=not lengths.entered.any())

    def log_rank(self, ratio: float) -> LogRank:
        """The test with the first group's durations divided by a ratio."""
        sides = ((self.first, ratio), (self.others, 1.0))
        # Strata are set apart on one axis, so that those at risk in each are counted in one search.
        apart = max(float(side.days.max(initial=0)) / by for side, by in sides) + 1.0
        ends = [(side.days / by + side.place * apart)[side.ended] for side, by in sides]
        times = np.concatenate(ends)
        if not len(times):
            return LogRank(0.0, 0.0, 0.0)
        stratum = np.concatenate([side.place[side.ended] for side, _ in sides])
        own, other = (
            side.at_risk(times, stratum, by, apart, from_birth=self.from_birth) for side, by in sides
        )
        together = sum(np.searchsorted(e, times, "right") - np.searchsorted(e, times, "left") for e in ends)
        everyone = own + other
        share = own / everyone
        again = np.where(everyone > 1, (everyone - together) / np.maximum(everyone - 1, 1), 0.0)
        variance = float((share * (1 - share) * again).sum())
        return LogRank(float(len(ends[0])), float(share.sum()), variance)
