"""The exact test that a share is the same in two groups within every stratum, for counts too small for the normal.

Given how many have it in each stratum (X of N, n1 of them in the first group), their number in the first group is
hypergeometric if the groups are alike; the number over all strata is distributed as the convolution of these. The
two-sided p-value is twice the smaller tail, at most 1.

Source: J. J. Gart, Biometrika 57 (1970); C. R. Mehta, N. R. Patel, R. Gray, JASA 80 (1985).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def exact_p_value(x1: Floats, n1: Floats, x0: Floats, n0: Floats) -> float:
    """The two-sided exact p-value.

    Args:
        x1: How many of the first group have it, per stratum.
        n1: How many are in the first group.
        x0: The same of the others.
        n0: How many others there are.
    """
    chances, lowest = np.ones(1), 0.0
    for having, own, others in zip(x1 + x0, n1, n0, strict=True):
        low, many = _hypergeometric(having, own, others)
        chances = np.convolve(chances, many)
        lowest += low
    place = round(float(x1.sum()) - lowest)
    chances = chances / chances.sum()
    return float(min(1.0, 2 * min(chances[: place + 1].sum(), chances[place:].sum())))


def _hypergeometric(having: float, own: float, others: float) -> tuple[float, Floats]:
    """The fewest there can be in the first group, and the probability of that and every higher number."""
    from scipy.special import gammaln

    low, high = max(0.0, having - others), min(own, having)
    k = np.arange(low, high + 1)

    def log_choose(n: float, chosen: Floats) -> Floats:
        return np.asarray(gammaln(n + 1) - gammaln(chosen + 1) - gammaln(n - chosen + 1))

    logs = log_choose(own, k) + log_choose(others, having - k)
    chances = np.exp(logs - logs.max())
    return low, chances / chances.sum()
