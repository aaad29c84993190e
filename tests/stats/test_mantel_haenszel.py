"""Stratified shares by hand, and over many draws."""

import numpy as np
import pytest

from abmetry.stats.interval import normal_p_value
from abmetry.stats.mantel_haenszel import Tables
from abmetry.stats.wilson import two_proportion_p_value


def tables(*rows):
    return Tables(*np.array(rows, dtype=float).T)


def test_by_hand():
    """
    small  6 of 10 against  4 of 20   w = 200/30 = 20/3
    large  9 of 30 against  1 of 10   w = 300/40 = 15/2

    difference ((6*20 - 4*10)/30 + (9*10 - 1*30)/40) / (20/3 + 15/2) = (8/3 + 3/2) / (85/6) = 25/85
    ratio (6*20/30 + 9*10/40) / (4*10/30 + 1*30/40) = 6.25 / (25/12) = 3
    Z: (6 - 10*10/30 + 9 - 30*10/40) / sqrt(200*10*20/(900*29) + 300*10*30/(1600*39)), ten times as many: x sqrt 10
    """
    both = tables((6, 10, 4, 20), (9, 30, 1, 10))
    assert both.difference().value == pytest.approx(25 / 85)
    assert np.exp(both.log_ratio().value) == pytest.approx(3)
    z = (6 - 10 / 3 + 9 - 7.5) / (40_000 / 26_100 + 90_000 / 62_400) ** 0.5
    assert both.p == pytest.approx(normal_p_value(z), abs=0.02)
    tenfold = tables((60, 100, 40, 200), (90, 300, 10, 100))
    assert tenfold.p == pytest.approx(normal_p_value(z * 10**0.5), rel=0.1)


def test_one_stratum_is_the_plain_difference():
    """
    30 of 50 against 20 of 50: 0.2, var = (0.6*0.4 + 0.4*0.6)/50
    p of ten times as many is that of the two-proportion test but for n - 1 in place of n
    """
    told = tables((30, 50, 20, 50)).difference()
    assert told.value == pytest.approx(0.2)
    assert told.interval.high - told.value == pytest.approx(1.959964 * (0.48 / 50) ** 0.5, rel=1e-6)
    tenfold = tables((270, 500, 250, 500))
    assert tenfold.p == pytest.approx(two_proportion_p_value(270, 500, 250, 500), abs=0.002)


def test_what_the_strata_differ_in_does_not_count():
    """
    large 45 of 50 against 9 of 10, small 1 of 10 against 5 of 50: alike within each, 46/60 against 14/60 in all
    """
    told = tables((45, 50, 9, 10), (1, 10, 5, 50)).difference()
    assert told.value == pytest.approx(0)
    assert told.p == pytest.approx(1)


def test_counting_leaves_out_strata_of_one_group():
    has = np.array([1, 0, 1, 1, 0], dtype=bool)
    first = np.array([1, 0, 1, 1, 1], dtype=bool)
    found = Tables.of(has, first, np.array([3, 3, 3, 8, 8]))
    assert [a.tolist() for a in (found.x1, found.n1, found.x0, found.n0)] == [[2], [2], [0], [1]]


def test_nothing_tells():
    nothing = Tables.of(np.zeros(0, bool), np.zeros(0, bool), np.zeros(0, np.int64))
    assert nothing.difference() is None
    assert nothing.log_ratio() is None
    assert tables((5, 5, 5, 5)).difference() is None


def test_the_intervals_hold_what_is_true():
    """Rates 0.2 x (1, 1.5, 2) by stratum and ratio 1.5: over 300 draws about 95 % of the intervals hold it."""
    random = np.random.default_rng(5)
    n1, n0 = np.array([80.0, 60, 40]), np.array([40.0, 60, 120])
    base = np.array([0.2, 0.3, 0.4])

    def drawn(rates):
        draws = (random.binomial(n.astype(int), rate) * 1.0 for n, rate in ((n1, rates), (n0, base)))
        return Tables(next(draws), n1, next(draws), n0)

    ratios, differences = 0, 0
    for _ in range(300):
        told = drawn(1.5 * base).log_ratio().interval
        ratios += told.low <= np.log(1.5) <= told.high
        told = drawn(base + 0.1).difference().interval
        differences += told.low <= 0.1 <= told.high
    assert 275 <= ratios <= 296
    assert 275 <= differences <= 296


def test_a_group_with_none_has_an_interval_of_one_end():
    """
    5 of 100 against 0 of 100: (r / (1 + r))^5 = 0.05, r = 0.5493 / 0.4507
    5 of 100 against 0 of 100 and 2 of 50 against 0 of 100: (r / (1 + r))^5 (0.5 r / (1 + 0.5 r))^2 = 0.05
    """
    told = tables((5, 100, 0, 100)).log_ratio()
    chance = 0.05 ** (1 / 5)
    assert (told.value, told.interval.high, told.interval.method) == (np.inf, np.inf, "exact_one_sided")
    assert np.exp(told.interval.low) == pytest.approx(chance / (1 - chance), rel=1e-6)
    assert told.p == pytest.approx(tables((0, 100, 5, 100)).p)
    r = np.exp(tables((5, 100, 0, 100), (2, 50, 0, 100)).log_ratio().interval.low)
    assert (r / (1 + r)) ** 5 * (0.5 * r / (1 + 0.5 * r)) ** 2 == pytest.approx(0.05, rel=1e-6)


def test_the_other_way_round():
    one, other = tables((5, 100, 0, 80)).log_ratio(), tables((0, 80, 5, 100)).log_ratio()
    assert (other.value, other.interval.low) == (-np.inf, -np.inf)
    assert other.interval.high == pytest.approx(-one.interval.low)


def test_nothing_in_either_group_tells_nothing():
    assert tables((0, 100, 0, 100)).log_ratio() is None


def test_a_difference_of_shares_is_at_most_all():
    assert tables((9, 9, 0, 4), (3, 4, 0, 3)).difference().interval.high == 1
