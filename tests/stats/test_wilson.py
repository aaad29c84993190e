"""Proportions: published values, and scipy's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency

from abmetry.stats.wilson import (
    count_difference,
    newcombe_interval,
    proportion_difference,
    two_proportion_p_value,
    wilson_interval,
)

groups = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_by_hand():
    """25 of 40 at z = 1.96: centre (0.625 + 0.048)/1.096 = 0.6140, half width 0.1437."""
    interval = wilson_interval(25, 40)
    assert (interval.low, interval.high) == pytest.approx((0.4703, 0.7577), abs=1e-4)
    assert (interval.level, interval.method) == (0.95, "wilson")


def test_none_and_all():
    assert wilson_interval(0, 20).low == 0
    assert wilson_interval(20, 20).high == 1
    assert wilson_interval(0, 0) is None


@given(groups, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_is_scipys(group, level):
    successes, n = group
    theirs = binomtest(successes, n).proportion_ci(level, method="wilson")
    ours = wilson_interval(successes, n, level)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 10), 0.6075, 1.0000),
        ((0, 10, 0, 10), -0.2775, 0.2775),
    ],
)
def test_newcombe_gives_the_values_of_his_table(table, low, high):
    """Newcombe 1998, table II, method 10."""
    interval = newcombe_interval(*table)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


@given(groups, groups)
def test_newcombe_is_antisymmetric(first, second):
    there, back = newcombe_interval(*first, *second), newcombe_interval(*second, *first)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)


@given(groups, groups)
def test_p_value_is_that_of_the_chi_squared_test(first, second):
    (x1, n1), (x2, n2) = first, second
    ours = two_proportion_p_value(x1, n1, x2, n2)
    if x1 + x2 in (0, n1 + n2):
        assert ours == 1
    else:
        theirs = chi2_contingency([[x1, n1 - x1], [x2, n2 - x2]], correction=False).pvalue
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-12)


def test_difference_in_percentage_points():
    found = proportion_difference(56, 70, 48, 80).scaled(100)
    assert found.value == pytest.approx(20)
    assert (found.interval.low, found.interval.high) == pytest.approx((5.24, 33.39), abs=5e-3)
    assert found.p == pytest.approx(0.00805, abs=5e-5)


def test_an_empty_group_has_no_difference():
    assert proportion_difference(1, 2, 0, 0) is None
    assert two_proportion_p_value(0, 0, 1, 2) is None


@pytest.mark.parametrize("wrong", [(-1, 2), (3, 2), (float("nan"), 2)])
def test_what_is_not_a_proportion(wrong):
    with pytest.raises(ValueError, match="not a proportion"):
        wilson_interval(*wrong)


def test_difference_of_counts_out_of_different_numbers() -> None:
    """30 of 40 against 20 of 100: 10 more, between the scaled Wilson ends."""
    told = count_difference((30, 40), (20, 100))
    assert told is not None
    assert told.value == 10
    one, two = wilson_interval(30, 40), wilson_interval(20, 100)
    assert one is not None
    assert two is not None
    assert told.interval is not None
    assert told.interval.low == pytest.approx(
        10 - ((30 - 40 * one.low) ** 2 + (100 * two.high - 20) ** 2) ** 0.5
    )
    assert told.interval.high == pytest.approx(
        10 + ((40 * one.high - 30) ** 2 + (20 - 100 * two.low) ** 2) ** 0.5
    )
    assert told.p == pytest.approx(0.0391, abs=5e-4)


def test_difference_of_counts_needs_both_groups() -> None:
    assert count_difference((0, 0), (1, 2)) is None
