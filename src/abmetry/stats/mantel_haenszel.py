"""Shares of two groups compared within strata, so that what the strata differ in does not count.

In stratum k, x1 of n1 and x0 of n0 have it, N = n1 + n0, X = x1 + x0.

    difference  d = sum w (x1/n1 - x0/n0) / sum w,  w = n1 n0 / N
                var d = (d sum P + sum Q) / (sum w)^2
                P = (n1^2 x0 - n0^2 x1 + n1 n0 (n0 - n1)/2) / N^2,  Q = (x1 (n0 - x0) + x0 (n1 - x1)) / 2N
    ratio       r = R / S,  R = sum x1 n0 / N,  S = sum x0 n1 / N
                var log r = sum (n1 n0 X - x1 x0 N) / N^2 / (R S)
                where one group has none of it: no variance, but an exact one-sided interval; given X, x1 is
                binomial with chance r n1 / (r n1 + n0) (of rare things; of others it is wider than it need be)
    test        Z = sum (x1 - n1 X / N) / sqrt(sum n1 n0 X (N - X) / (N^2 (N - 1)));
                exact (stats/exact_strata.py) where fewer than 50 of a kind are to be expected in a group

Sources: N. Mantel and W. Haenszel, Journal of the National Cancer Institute 22 (1959); W. G. Cochran, Biometrics 10
(1954); S. Greenland and J. M. Robins, Biometrics 41 (1985); T. Sato, Biometrics 45 (1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log, sqrt

import numpy as np
from numpy.typing import NDArray

from abmetry.stats.exact_strata import exact_p_value
from abmetry.stats.interval import Difference, Interval, normal_p_value, normal_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
METHOD = "mantel_haenszel"
ONE_SIDED = "exact_one_sided"
FEW = 50
MOST = 50.0


@dataclass(frozen=True, eq=False)
class Tables:
    """One two-by-two table per stratum.

    Attributes:
        x1: How many of the first group have it.
        n1: How many are in the first group.
        x0: The same of the others.
        n0: How many others there are.
    """

    x1: Floats
    n1: Floats
    x0: Floats
    n0: Floats

    @classmethod
    def of(cls, has: Bools, first: Bools, stratum: Ints) -> Tables:
        """Count; strata with one group only tell nothing and are left out."""
        _, place = np.unique(stratum, return_inverse=True)
        many = int(place.max()) + 1 if len(place) else 0

        def counted(rows: Bools) -> Floats:
            return np.bincount(place[rows], minlength=many).astype(np.float64)

        x1, n1, x0, n0 = (counted(rows) for rows in (has & first, first, has & ~first, ~first))
        both = (n1 > 0) & (n0 > 0)
        return cls(x1[both], n1[both], x0[both], n0[both])

    @property
    def p(self) -> float | None:
        """The two-sided p-value of Cochran's, Mantel's and Haenszel's test, or exact; None where nothing tells."""
        total, having = self.n1 + self.n0, self.x1 + self.x0
        variance = float(
            (self.n1 * self.n0 * having * (total - having) / (total**2 * np.maximum(total - 1, 1))).sum()
        )
        if variance <= 0:
            return None
        share = having / total
        kinds = (self.n1 * share, self.n0 * share, self.n1 * (1 - share), self.n0 * (1 - share))
        if min(float(kind.sum()) for kind in kinds) < FEW:
            return exact_p_value(self.x1, self.n1, self.x0, self.n0)
        return normal_p_value(float((self.x1 - self.n1 * having / total).sum()) / sqrt(variance))

    def difference(self, level: float = 0.95) -> Difference | None:
        """The first group's share less the others', -1 to 1; None where nothing tells."""
        total = self.n1 + self.n0
        weight = float((self.n1 * self.n0 / total).sum()) if len(total) else 0.0
        p = self.p
        if weight == 0 or p is None:
            return None
        value = float(((self.x1 * self.n0 - self.x0 * self.n1) / total).sum()) / weight
        towards = self.n1**2 * self.x0 - self.n0**2 * self.x1 + self.n1 * self.n0 * (self.n0 - self.n1) / 2
        either = self.x1 * (self.n0 - self.x0) + self.x0 * (self.n1 - self.x1)
        variance = value * float((towards / total**2).sum()) + float((either / (2 * total)).sum())
        half = normal_quantile(level) * sqrt(max(variance, 0.0)) / weight
        ends = max(-1.0, value - half), min(1.0, value + half)
        return Difference(value, Interval(*ends, level, METHOD), p)

    def log_ratio(self, level: float = 0.95) -> Difference | None:
        """The logarithm of the first group's share over the others'; None where nothing tells.

        Where one group has none it is infinite, with the interval's one end that is known.
        """
        total = self.n1 + self.n0
        above, below = float((self.x1 * self.n0 / total).sum()), float((self.x0 * self.n1 / total).sum())
        p = self.p
        if p is None or above <= 0 >= below:
            return None
        if above <= 0 or below <= 0:
            end = self._one_end(below <= 0, level)
            ends = (end, inf) if below <= 0 else (-inf, end)
            return Difference(inf if below <= 0 else -inf, Interval(*ends, level, ONE_SIDED), p)
        spread = self.n1 * self.n0 * (self.x1 + self.x0) - self.x1 * self.x0 * total
        half = normal_quantile(level) * sqrt(float((spread / total**2).sum()) / (above * below))
        value = log(above / below)
        return Difference(value, Interval(value - half, value + half, level, METHOD), p)

    def _one_end(self, is_first: bool, level: float) -> float:
        """The logarithm of the ratio at which it is just likely enough that only the one group has any."""
        having = self.x1 + self.x0
        sign = 1.0 if is_first else -1.0

        def chance(at: float) -> float:
            """The logarithm of the probability that all who have it are of that group."""
            odds = sign * (at + np.log(self.n1 / self.n0))
            return float(-(having * np.logaddexp(0.0, -odds)).sum())

        low, high = -MOST, MOST
        for _ in range(100):
            middle = (low + high) / 2
            if (chance(middle) < log(1 - level)) == is_first:
                low = middle
            else:
                high = middle
        return (low + high) / 2
