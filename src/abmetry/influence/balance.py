"""How alike two sets of accounts are, covariate by covariate: standardised mean differences.

    d = (mean of the first - mean of the second) / sqrt((s1^2 + s2^2) / 2)

for numbers, and with p (1 - p) for the variance of a share p. Both spreads are those before weighting, so that weights
can only move the means. Below 0.1 two sets count as alike.

Source: P. C. Austin, "Balance diagnostics for comparing the distribution of baseline covariates between treatment
groups in propensity-score matched samples", Statistics in Medicine 28 (2009).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Groups = NDArray[np.object_]

ALIKE = 0.1
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Covariates:
    """What is known of accounts before anything is compared, one element per account.

    Attributes:
        numbers: By name; NaN where it is not known.
        groups: By name, the value of a grouping; None where it is not known.
    """

    numbers: Mapping[str, Floats]
    groups: Mapping[str, Groups]

    def take(self, rows: Bools) -> Covariates:
        """Those of some of the accounts."""
        return Covariates(
            {name: values[rows] for name, values in self.numbers.items()},
            {name: values[rows] for name, values in self.groups.items()},
        )


@dataclass(frozen=True)
class Balance:
    """One covariate, or one value of a grouping, on both sides.

    Attributes:
        covariate: Its name.
        level: The value of a grouping, ``unknown`` for accounts without it; None: the number itself.
        first: Mean, or share of the accounts, of the first set.
        second: The same of the second set as it is.
        weighted: The same of the second set as it is weighted.
        before: The standardised difference as they are.
        after: The standardised difference as weighted.
    """

    covariate: str
    level: str | None
    first: float
    second: float
    weighted: float
    before: float
    after: float

    @property
    def is_alike(self) -> bool:
        """Whether the sets are alike once weighted."""
        return abs(self.after) < ALIKE


def balance(covariates: Covariates, first: Bools, weights: Floats) -> tuple[Balance, ...]:
    """The balance of every covariate and level.

    Args:
        covariates: Of all accounts.
        first: Which accounts are the first set; the others are the second.
        weights: Of all accounts; those of the first set do not matter.
    """
    second = ~first
    weight = weights[second]
    rows = []
    for name, values in covariates.numbers.items():
        known = np.isfinite(values)
        if (known & first).any() and (known & second).any():
            held = weight * known[second]
            rows.append(_row(name, None, values[known & first], values[second], known[second], held))
        if not known.all():
            rows.append(_level(name, UNKNOWN, ~known, first, weight))
    for name, found in covariates.groups.items():
        for level in levels(found):
            rows.append(_level(name, level, found == (None if level == UNKNOWN else level), first, weight))
    return tuple(rows)


def levels(found: Groups) -> Sequence[str]:
    """The values of a grouping, the most frequent first; None, as ``unknown``, last."""
    values, counts = np.unique([value for value in found if value is not None], return_counts=True)
    ordered = [str(value) for value in values[np.argsort(-counts, kind="stable")]]
    return [*ordered, *([UNKNOWN] if any(value is None for value in found) else [])]


def _level(name: str, level: str, having: Bools, first: Bools, weight: Floats) -> Balance:
    share = having.astype(np.float64)
    own, other = share[first], share[~first]
    spread = np.sqrt((own.mean() * (1 - own.mean()) + other.mean() * (1 - other.mean())) / 2)
    return _told(name, level, float(own.mean()), float(other.mean()), _mean(other, weight), float(spread))


def _row(name: str, level: str | None, own: Floats, other: Floats, known: Bools, held: Floats) -> Balance:
    others = other[known]
    spread = float(np.sqrt((own.var() + others.var()) / 2))
    weighted = _mean(np.where(known, other, 0.0), held)
    return _told(name, level, float(own.mean()), float(others.mean()), weighted, spread)


def _mean(values: Floats, weight: Floats) -> float:
    total = float(weight.sum())
    return float(values @ weight) / total if total > 0 else float("nan")


def _told(
    name: str, level: str | None, first: float, second: float, weighted: float, spread: float
) -> Balance:
    def standardised(gap: float) -> float:
        if abs(gap) < 1e-12:
            return 0.0
        return gap / spread if spread > 0 else float(np.copysign(np.inf, gap))

    return Balance(
        name, level, first, second, weighted, standardised(first - second), standardised(first - weighted)
    )
