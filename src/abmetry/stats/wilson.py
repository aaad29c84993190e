"""Intervals and tests for proportions.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927);
R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven
methods", Statistics in Medicine 17 (1998), method 10.
"""

from __future__ import annotations

from math import hypot, sqrt

from abmetry.stats.interval import Difference, Interval, normal_p_value, normal_quantile


def wilson_interval(successes: float, n: float, level: float = 0.95) -> Interval | None:
    """The Wilson score interval of a proportion.

    With `p = successes / n` and the normal quantile `z`, the ends are
    `(p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n)`.

    Args:
        successes: How many of the n, 0 to n.
        n: How many there are.
        level: The confidence level, between 0 and 1.

    Returns:
        The interval as shares from 0 to 1; None where n is 0.

    Raises:
        ValueError: The successes are not between 0 and n.
    """
    _check(successes, n)
    if n == 0:
        return None
    z2 = normal_quantile(level) ** 2
    p = successes / n
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Interval(low, high, level, "wilson")


def newcombe_interval(x1: float, n1: float, x2: float, n2: float, level: float = 0.95) -> Interval | None:
    """Newcombe's hybrid score interval of `x1/n1 - x2/n2`, two independent proportions.

    With the Wilson ends `l, u` of each, low = `d - sqrt((p1 - l1)^2 + (u2 - p2)^2)` and
    high = `d + sqrt((u1 - p1)^2 + (p2 - l2)^2)`.

    Args:
        x1: Successes of the first group.
        n1: Size of the first group.
        x2: Successes of the second group.
        n2: Size of the second group.
        level: The confidence level, between 0 and 1.

    Returns:
        The interval as a difference of shares, -1 to 1; None where a group is empty.
    """
    first, second = wilson_interval(x1, n1, level), wilson_interval(x2, n2, level)
    if first is None or second is None:
        return None
    p1, p2 = x1 / n1, x2 / n2
    low = p1 - p2 - hypot(p1 - first.low, second.high - p2)
    high = p1 - p2 + hypot(first.high - p1, p2 - second.low)
    return Interval(low, high, level, "newcombe")


def two_proportion_p_value(x1: float, n1: float, x2: float, n2: float) -> float | None:
    """The two-sided p-value of the z test of two independent proportions with the pooled variance.

    `z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2))` with `p = (x1 + x2) / (n1 + n2)`; equal groups of all or
    none have p-value 1.

    Args:
        x1: Successes of the first group.
        n1: Size of the first group.
        x2: Successes of the second group.
        n2: Size of the second group.

    Returns:
        The p-value, 0 to 1; None where a group is empty.
    """
    _check(x1, n1)
    _check(x2, n2)
    if n1 == 0 or n2 == 0:
        return None
    pooled = (x1 + x2) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    if variance <= 0:
        return 1.0
    return normal_p_value((x1 / n1 - x2 / n2) / sqrt(variance))


def proportion_difference(
    x1: float, n1: float, x2: float, n2: float, level: float = 0.95
) -> Difference | None:
    """The difference of two independent proportions with Newcombe's interval and the z test's p-value.

    Args:
        x1: Successes of the first group.
        n1: Size of the first group.
        x2: Successes of the second group.
        n2: Size of the second group.
        level: The confidence level, between 0 and 1.

    Returns:
        The difference of the shares; None where a group is empty.
    """
    interval = newcombe_interval(x1, n1, x2, n2, level)
    if interval is None:
        return None
    return Difference(x1 / n1 - x2 / n2, interval, two_proportion_p_value(x1, n1, x2, n2))


def count_difference(
    first: tuple[float, float], second: tuple[float, float], level: float = 0.95
) -> Difference | None:
    """The difference of two counts, each out of a number of its own: first minus second.

    The ends follow Newcombe's method 10 with each Wilson interval scaled by its number: low =
    `d - sqrt((x1 - n1 l1)^2 + (n2 u2 - x2)^2)`, high likewise. The p-value is that of
    `z = d / sqrt(n1 p1 (1 - p1) + n2 p2 (1 - p2))`.

    Args:
        first: The count of the first group, and out of how many.
        second: The count of the second group, and out of how many.
        level: The confidence level, between 0 and 1.

    Returns:
        The difference in counts; None where a group is empty.
    """
    (x1, n1), (x2, n2) = first, second
    one, two = wilson_interval(x1, n1, level), wilson_interval(x2, n2, level)
    if one is None or two is None:
        return None
    value = x1 - x2
    low = value - hypot(x1 - n1 * one.low, n2 * two.high - x2)
    high = value + hypot(n1 * one.high - x1, x2 - n2 * two.low)
    variance = x1 * (1 - x1 / n1) + x2 * (1 - x2 / n2)
    p = normal_p_value(value / sqrt(variance)) if variance > 0 else None
    return Difference(value, Interval(low, high, level, "newcombe"), p)


def _check(successes: float, n: float) -> None:
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a proportion")
