"""Smooth functions of sums over accounts, as KPIs have them."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Ratio:
    """`factor * sums[numerator] / sums[denominator]`: a mean, a rate, or a cost per something; NaN over zero."""

    numerator: int = 0
    denominator: int = 1
    factor: float = 1.0

    def __call__(self, sums):
        above, below = sums[..., self.numerator], sums[..., self.denominator]
        value = np.full(np.shape(below), np.nan)
        return np.asarray(np.divide(self.factor * above, below, out=value, where=below != 0))


@dataclass(frozen=True)
class Total:
    """`sums[part]`: a count or an amount over all accounts."""

    part: int = 0

    def __call__(self, sums):
        return np.asarray(sums[..., self.part])
