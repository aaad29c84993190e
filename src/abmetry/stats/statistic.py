"""Statistics that are smooth functions of sums over accounts.

To write your own, take an array of sums whose last axis is the parts, and give an array without that axis;
where the value does not exist give NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Ratio:
    """`sums[numerator] / sums[denominator]`: a mean, a rate, or a cost per something; NaN over zero.

    Args:
        numerator: Which part is above the line.
        denominator: Which part is below it.
        factor: A unit, for example 100 for percent.
    """

    numerator: int = 0
    denominator: int = 1
    factor: float = 1.0

    def __call__(self, sums: Floats) -> Floats:
        """The ratio at sums whose last axis is the parts."""
        above, below = sums[..., self.numerator], sums[..., self.denominator]
        value = np.full(np.shape(below), np.nan)
        return np.asarray(np.divide(self.factor * above, below, out=value, where=below != 0))


@dataclass(frozen=True)
class Total:
    """`sums[part]`: a count or an amount over all accounts.

    Args:
        part: Which part.
    """

    part: int = 0

    def __call__(self, sums: Floats) -> Floats:
        """The sum at sums whose last axis is the parts."""
        return np.asarray(sums[..., self.part])
