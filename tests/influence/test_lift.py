"""Lift: values by hand, intervals against a slow computation and against the truth."""

import numpy as np
import pytest

from abmetry.influence.balance import Covariates
from abmetry.influence.differences import change, stacked
from abmetry.influence.lift import RESAMPLED, Compared
from abmetry.influence.matching import match, unmatched
from stats.smooth import Ratio, Total

PERCENT = Ratio(factor=100)


def test_raw_by_hand():
    """Program: 6 of 10 engaged. Others: 4 of 20. 60 % against 20 %; as a count 6 against 2 of as many."""
    treated = np.arange(30) < 10
    engaged = np.isin(np.arange(30), [0, 1, 2, 3, 4, 5, 10, 11, 12, 13]).astype(float)
    compared = Compared(unmatched(treated), 500, 0.95, 7)
    found = compared.lift(np.column_stack([engaged, np.ones(30)]), PERCENT)
    assert (found.first, found.second) == (pytest.approx(60), pytest.approx(20))
    assert found.difference.value == pytest.approx(40)
    assert found.difference.interval.low < 40 < found.difference.interval.high
    assert found.relative == pytest.approx(2)
    assert found.relative_interval.low < 2 < found.relative_interval.high
    count = compared.lift(engaged[:, None], Total())
    assert (count.first, count.second) == (6, pytest.approx(2))


def test_matched_by_hand():
    """Software engages at 50 %, retail at 10 %, in the program and outside; the program has more software.

    Program 40: 30 software (15 engaged), 10 retail (1): 40 %. Outside 100: 20 software (10), 80 retail (8): 18 %.
    Weighted 1.5 and 0.125: (15 + 1) of 40: 40 %, no lift.
    """
    industry = np.array(["s"] * 30 + ["r"] * 10 + ["s"] * 20 + ["r"] * 80, dtype=object)
    engaged = np.zeros(140)
    engaged[[*range(15), 30, *range(40, 50), *range(60, 68)]] = 1
    treated = np.arange(140) < 40
    parts = np.column_stack([engaged, np.ones(140)])
    raw = Compared(unmatched(treated), 500, 0.95, 7).lift(parts, PERCENT)
    matched = Compared(match(Covariates({}, {"industry": industry}), treated), 500, 0.95, 7).lift(
        parts, PERCENT
    )
    assert raw.difference.value == pytest.approx(22)
    assert matched.second == pytest.approx(40, rel=0.01)
    assert matched.difference.value == pytest.approx(0, abs=0.2)


def test_differences_by_hand():
    """Program 2 of 10, then 6 of 10; others 5 of 20, then 7 of 20: (60 - 20) - (35 - 25) = 30 points."""
    treated = np.arange(30) < 10
    ones = np.ones(30)
    before, after = np.zeros(30), np.zeros(30)
    before[[0, 1, 10, 11, 12, 13, 14]] = 1
    after[[0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16]] = 1
    parts = stacked(np.column_stack([after, ones]), np.column_stack([before, ones]))
    found = Compared(unmatched(treated), 500, 0.95, 7).lift(parts, change(PERCENT), scale_free=True)
    assert (found.first, found.second) == (pytest.approx(40), pytest.approx(10))
    assert found.difference.value == pytest.approx(30)
    assert found.relative is None


def test_no_value_where_there_is_nothing():
    treated = np.arange(30) < 10
    nothing = np.zeros((30, 2))
    nothing[treated, 1] = 1
    found = Compared(unmatched(treated), 200, 0.95, 7).lift(nothing, PERCENT)
    assert (found.first, found.second, found.difference) == (0, None, None)


def confounded(seed, n, effect=0.0):
    source = np.random.default_rng(seed)
    size = source.normal(size=n)
    treated = source.random(n) < 1 / (1 + np.exp(1 - size))
    outcome = 2 * size + effect * treated + source.normal(size=n)
    return Covariates({"size": size}, {}), treated, np.column_stack([outcome, np.ones(n)])


def test_the_spread_is_that_of_matching_anew_in_each_resample():
    """The slow way: draw accounts, match them anew, take the difference."""
    covariates, treated, parts = confounded(5, 400)
    quick = Compared(match(covariates, treated), 2000, 0.95, 7).lift(parts, Ratio())
    source = np.random.default_rng(9)
    values = []
    for _ in range(200):
        rows = source.integers(0, 400, 400)
        held = Covariates({"size": covariates.numbers["size"][rows]}, {})
        again = match(held, treated[rows])
        values.append(Compared(again, 2, 0.95, 7).lift(parts[rows], Ratio()).difference.value)
    half = (quick.difference.interval.high - quick.difference.interval.low) / 2
    assert half == pytest.approx(1.96 * np.std(values), rel=0.25)


def test_intervals_hold_the_truth_that_raw_ones_miss():
    held, missed = 0, 0
    for seed in range(80):
        covariates, treated, parts = confounded(seed, 300, effect=1.0)
        matched = Compared(match(covariates, treated), 400, 0.95, 7).lift(parts, Ratio()).difference
        raw = Compared(unmatched(treated), 400, 0.95, 7).lift(parts, Ratio()).difference
        held += matched.interval.low <= 1 <= matched.interval.high
        missed += not raw.interval.low <= 1 <= raw.interval.high
    assert held >= 72
    assert missed >= 72


def test_many_accounts_are_drawn_as_sums():
    """Beyond RESAMPLED accounts the sums are drawn: as wide as resampling accounts, here by the closed form."""
    n = RESAMPLED + 2000
    _, treated, parts = confounded(3, n)
    found = Compared(unmatched(treated), 2000, 0.95, 7).lift(parts, Ratio()).difference
    assert found.interval.method == "cluster_linearised"
    own, others = parts[treated, 0], parts[~treated, 0]
    error = np.sqrt(own.var() / len(own) + others.var() / len(others))
    assert (found.interval.high - found.interval.low) / 2 == pytest.approx(1.96 * error, rel=0.06)


def test_equal_seeds_give_equal_intervals():
    covariates, treated, parts = confounded(1, 300)
    one, two = (Compared(match(covariates, treated), 300, 0.95, 7).lift(parts, Ratio()) for _ in "ab")
    assert one == two
