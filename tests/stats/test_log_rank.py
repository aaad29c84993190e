"""The log-rank test by hand and against lifelines; the ratio of durations where it is known."""

import numpy as np
import pytest
from lifelines.statistics import logrank_test

from abmetry.stats.log_rank import Lengths, log_rank, time_ratio


def lengths(days, ended, first, stratum=None, entered=None):
    n = len(days)
    return Lengths(
        np.array(days, dtype=float),
        np.array(ended, dtype=bool),
        np.array(first, dtype=bool),
        np.zeros(n, dtype=np.int64) if stratum is None else np.array(stratum, dtype=np.int64),
        np.zeros(n) if entered is None else np.array(entered, dtype=float),
    )


def test_by_hand():
    """
    first   1, 3
    others  2, 4+

    day 1: 2 of 4 at risk are of the first, expected 1/2, variance 1/2 x 1/2 x 3/3 = 1/4
    day 2: 1 of 3, expected 1/3, variance 1/3 x 2/3 x 2/2 = 2/9
    day 3: 1 of 2, expected 1/2, variance 1/4 x 1/1 = 1/4
    """
    found = log_rank(lengths([1, 3, 2, 4], [1, 1, 1, 0], [1, 1, 0, 0]))
    assert found.observed == 2
    assert found.expected == pytest.approx(1 / 2 + 1 / 3 + 1 / 2)
    assert found.variance == pytest.approx(1 / 4 + 2 / 9 + 1 / 4)


def test_who_is_watched_from_an_age_on_is_at_risk_from_then():
    """
    the same, the 4+ of the others watched from day 2.5: on days 1 and 2 it is not at risk
    day 1: 2 of 3 -> 2/3, 2/9; day 2: 1 of 2 -> 1/2, 1/4; day 3: 1 of 2 -> 1/2, 1/4
    """
    found = log_rank(lengths([1, 3, 2, 4], [1, 1, 1, 0], [1, 1, 0, 0], entered=[0, 0, 0, 2.5]))
    assert found.expected == pytest.approx(2 / 3 + 1 / 2 + 1 / 2)
    assert found.variance == pytest.approx(2 / 9 + 1 / 4 + 1 / 4)


def test_strata_add_up():
    one = lengths([1, 3, 2, 4], [1, 1, 1, 0], [1, 1, 0, 0])
    two = lengths([1, 3, 2, 4] * 2, [1, 1, 1, 0] * 2, [1, 1, 0, 0] * 2, stratum=[0] * 4 + [9] * 4)
    assert log_rank(two).z == pytest.approx(2**0.5 * log_rank(one).z)


def test_it_is_that_of_lifelines():
    random = np.random.default_rng(1)
    days, ended, first = random.integers(1, 60, 200), random.random(200) < 0.7, random.random(200) < 0.4
    theirs = logrank_test(days[first], days[~first], ended[first], ended[~first])
    assert log_rank(lengths(days, ended, first)).p == pytest.approx(theirs.p_value)


def test_the_ratio_of_exact_multiples():
    """The first group's are the others' times 0.72: divided by 0.72 the two are alike."""
    base = np.exp(np.random.default_rng(2).normal(4, 0.3, 300))
    found = time_ratio(
        lengths([*(0.72 * base), *base], [1] * 600, [1] * 300 + [0] * 300),
    )
    assert np.exp(found.value) == pytest.approx(0.72, abs=0.005)
    assert found.interval.low < np.log(0.72) < found.interval.high < 0
    assert found.p < 1e-6


def test_censoring_and_late_entry_do_not_bend_the_ratio():
    """Lengths x 0.7, watched from day 30 on, open ones censored: of 40 intervals about 38 hold 0.7."""
    random = np.random.default_rng(3)
    held, values = 0, []
    for _ in range(40):
        first = random.random(400) < 0.5
        days = 100 * np.exp(0.3 * random.normal(size=400)) * np.where(first, 0.7, 1.0)
        until = random.uniform(20, 250, 400)
        watched = (days > 30) & (until > 30)
        found = time_ratio(
            lengths(
                np.minimum(days, until)[watched],
                (days <= until)[watched],
                first[watched],
                entered=np.full(watched.sum(), 30.0),
            )
        )
        held += found.interval.low <= np.log(0.7) <= found.interval.high
        values.append(found.value)
    assert np.exp(np.mean(values)) == pytest.approx(0.7, abs=0.01)
    assert held >= 34


def test_nothing_tells():
    assert time_ratio(lengths([5, 6], [0, 0], [1, 0])) is None
    assert time_ratio(lengths([5, 6], [1, 1], [1, 1])) is None
    with pytest.raises(ValueError, match="after"):
        lengths([5.0], [1], [1], entered=[5.0])
