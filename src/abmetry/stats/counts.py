"""Counts that are rare and come in clusters: what to expect of a unit, and how surprising a count is.

Units (accounts) are counted in periods (weeks). Unit i has a rate lambda_i of its own, with mean mu and variance tau^2
over the units; its counts vary around it with phi times the variance of a Poisson. After n periods with a sum of s,

    expected     m = (s + k mu) / (n + k),   k = phi mu / tau^2
    variance     v = m phi (1 + 1 / (n + k))

which for phi = 1 is the gamma-Poisson model's posterior predictive: negative binomial with shape s + k mu and
probability (n + k) / (n + k + 1). For phi > 1 the predictive is the negative binomial of that mean and variance. A unit
without history is expected to be as the others are; the longer its own history, the more that counts.

Sources: Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6; Buehlmann and Straub, Glaubwuerdigkeit fuer
Schadensaetze, 1970 (k is the credibility constant).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Below this excess of the variance over the mean a negative binomial is a Poisson.
_POISSON = 1e-9


@dataclass(frozen=True)
class Rates:
    """How the rates of units differ, by moments; arrays of one shape.

    Attributes:
        mean: mu, per period.
        dispersion: phi, at least 1.
        weight: k, in periods: how long a history weighs as much as the others do; infinite where all are alike.
    """

    mean: Floats
    dispersion: Floats
    weight: Floats

    @classmethod
    def of_moments(
        cls, sums: Floats, squares: Floats, pairs: Floats, periods: Floats, paired: Floats
    ) -> Rates:
        """Estimate by the method of moments.

        Two periods of one unit share its rate and nothing else, so the mean product of their counts estimates
        mu^2 + tau^2, and the mean square of a count estimates phi mu + mu^2 + tau^2. Where no unit has two periods,
        phi is taken as 1. Half a count is added to the sum (Jeffreys), so that nothing counted is not taken for
        nothing possible.

        Args:
            sums: Sum of all counts.
            squares: Sum of their squares.
            pairs: Sum over units of the products of counts of two different periods, each pair in both orders.
            periods: Number of unit-periods, not 0.
            paired: Number of such pairs.
        """
        mean = (sums + 0.5) / periods
        square = squares / periods
        with np.errstate(divide="ignore", invalid="ignore"):
            shared = np.where(paired > 0, pairs / paired, square - mean)
            between = np.maximum(shared - mean**2, 0.0)
            dispersion = np.where(paired > 0, np.maximum((square - shared) / mean, 1.0), 1.0)
            weight = np.where(between > 0, dispersion * mean / between, np.inf)
        return cls(mean, dispersion, weight)

    def at(self, places: tuple[NDArray[np.int64], ...]) -> Rates:
        """The rates at some places of the arrays."""
        return Rates(self.mean[places], self.dispersion[places], self.weight[places])

    def expected(self, sums: Floats, periods: Floats) -> Floats:
        """What a unit with this history is expected to count in the next period."""
        with np.errstate(invalid="ignore"):
            shrunk = (sums + self.weight * self.mean) / (periods + self.weight)
        return np.where(np.isinf(self.weight), self.mean, shrunk)

    def ratio(self, periods: Floats) -> Floats:
        """Variance over mean of what a unit with so many periods of history counts next."""
        return self.dispersion * (1 + 1 / (periods + self.weight))


def upper_tail(counts: Floats, mean: Floats, ratio: Floats) -> Floats:
    """P(Y >= count) of a negative binomial Y, by the regularised incomplete beta function.

    Args:
        counts: 0 or more.
        mean: Its mean, above 0.
        ratio: Its variance over its mean; 1 is a Poisson.
    """
    from scipy.special import betainc, gammainc

    excess = np.maximum(ratio - 1.0, _POISSON)
    some = np.maximum(counts, np.finfo(np.float64).tiny)
    tail = np.where(
        ratio - 1.0 <= _POISSON, gammainc(some, mean), betainc(some, mean / excess, excess / (1.0 + excess))
    )
    return np.where(counts > 0, tail, 1.0)
