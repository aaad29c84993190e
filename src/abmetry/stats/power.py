"""What an experiment can find: the smallest difference that two arms would show, and for how long they must run.

With a standard deviation s of the outcome between accounts, arms of n1 and n0 accounts find a true difference of

    d = (z(1 - a/2) + z(power)) s sqrt(1/n1 + 1/n0)

with the given power in a two-sided test at level 1 - a. Watched over k periods, whose outcomes of one account correlate
by r, the mean outcome has the variance s^2 (1 + (k - 1) r) / k.

Sources: J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988, chapter 2; D. McKenzie, "Beyond
baseline and follow-up: the case for more T in experiments", Journal of Development Economics 99 (2012).
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def spread_over(deviation: float, correlation: float, periods: int) -> float:
    """The standard deviation of an account's mean outcome over several periods.

    Args:
        deviation: Of one period's outcome, in its unit.
        correlation: Of two periods of one account, 0 to 1.
        periods: How many, 1 or more.
    """
    return deviation * sqrt((1 + (periods - 1) * correlation) / periods)


def detectable_difference(
    deviation: float, first: int, second: int, level: float = 0.95, power: float = 0.8
) -> float | None:
    """The smallest true difference that is found with the given power.

    Args:
        deviation: Of the outcome between accounts, in its unit.
        first: Accounts of the first arm.
        second: Accounts of the second arm.
        level: Confidence level of the test, between 0 and 1.
        power: Chance to find it, between 0 and 1.

    Returns:
        In the unit of the outcome; None where an arm is empty.
    """
    if first < 1 or second < 1:
        return None
    normal = NormalDist()
    both = normal.inv_cdf(0.5 + level / 2) + normal.inv_cdf(power)
    return both * deviation * sqrt(1 / first + 1 / second)


def periods_needed(
    difference: float,
    deviation: float,
    correlation: float,
    arms: tuple[int, int],
    level: float = 0.95,
    power: float = 0.8,
    most: int = 40,
) -> int | None:
    """For how many periods the arms must be watched to find a difference; None: not even ``most`` are enough."""
    for periods in range(1, most + 1):
        found = detectable_difference(spread_over(deviation, correlation, periods), *arms, level, power)
        if found is not None and found <= abs(difference):
            return periods
    return None
