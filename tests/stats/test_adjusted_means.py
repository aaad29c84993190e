"""Adjusted means by hand, against scipy, and where a covariate confounds."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from abmetry.stats.adjusted_means import adjusted_difference


def test_by_hand():
    """
    stratum a: 5, 7 against 2, 4 -> 3; stratum b: 10 against 8, 9 -> 1.5
    weights n1 n0 / N: 1 and 2/3: (3 + 1) / (5/3) = 2.4
    """
    values = np.array([5.0, 7, 2, 4, 10, 8, 9])
    first = np.array([1, 1, 0, 0, 1, 0, 0], dtype=bool)
    told = adjusted_difference(values, first, np.array([0, 0, 0, 0, 1, 1, 1]))
    assert told.value == pytest.approx(2.4)
    assert told.interval.low < 2.4 < told.interval.high


def test_one_stratum_is_about_welchs():
    random = np.random.default_rng(4)
    first = np.arange(200) < 60
    values = random.normal(0, np.where(first, 3, 1), 200) + first
    told = adjusted_difference(values, first, np.zeros(200, np.int64))
    theirs = ttest_ind(values[first], values[~first], equal_var=False)
    assert told.value == pytest.approx(values[first].mean() - values[~first].mean())
    assert told.p == pytest.approx(theirs.pvalue, rel=0.2)


def test_a_covariate_that_does_it_all_leaves_nothing():
    """Values are twice the size, and the first group is bigger: adjusted 0, unadjusted not."""
    random = np.random.default_rng(6)
    size = random.normal(size=400)
    first = random.random(400) < 1 / (1 + np.exp(-1.5 * size))
    values = 2 * size + random.normal(0, 0.1, 400)
    one = np.zeros(400, np.int64)
    assert adjusted_difference(values, first, one).value > 1
    told = adjusted_difference(values, first, one, size[:, None])
    assert abs(told.value) < 0.05
    assert told.p > 0.01


def test_nothing_tells():
    one = np.zeros(3, np.int64)
    values = np.array([1.0, 2, 3])
    assert adjusted_difference(values, np.ones(3, bool), one) is None
    assert adjusted_difference(values[:2], np.array([True, False]), one[:2]) is None
    assert adjusted_difference(values[:0], np.zeros(0, bool), one[:0]) is None


def test_equal_values_differ_by_nothing():
    told = adjusted_difference(np.ones(8), np.arange(8) < 4, np.zeros(8, np.int64))
    assert (told.value, told.p) == (0, 1)
