"""What a recomputed KPI returns, and the few shapes of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Oracle:
    """A recomputed number: value, numerator, denominator, n (None where the number does not exist)."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    n: float | None = None


UNAVAILABLE = Oracle(None, None, None, None)


def count(number: float) -> Oracle:
    """A count: the value and None."""
    return Oracle(number, number, None, number)


def total(amounts: Iterable[float]) -> Oracle:
    """A sum: the value and None; nothing sums to 0."""
    listed = list(amounts)
    value = math.fsum(listed)
    return Oracle(value, value, None, len(listed))


def known_total(amounts: Iterable[float | None]) -> Oracle:
    """A sum of what is known; of rows of which none is known it is not known itself."""
    listed = list(amounts)
    known = [amount for amount in listed if amount is not None]
    return UNAVAILABLE if listed and not known else total(known)


def mean(values: Sequence[float]) -> Oracle:
    """A mean: the sum and n; nothing has no mean."""
    if not values:
        return Oracle(None, 0, 0, 0)
    return Oracle(math.fsum(values) / len(values), math.fsum(values), len(values), len(values))


def rate(numerator: float, denominator: float) -> Oracle:
    """A percentage; null where the denominator is 0."""
    value = 100 * numerator / denominator if denominator else None
    return Oracle(value, numerator, denominator, denominator)


def ratio(numerator: float | None, denominator: float) -> Oracle:
    """A plain quotient; null where the denominator is 0, or the numerator is not known."""
    value = numerator / denominator if numerator is not None and denominator else None
    return Oracle(value, numerator, denominator, denominator)
