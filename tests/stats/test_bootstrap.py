"""The bootstrap by account: what it must not depend on, what it must find, what it must not claim."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abmetry.stats.bootstrap import AccountParts, estimate
from abmetry.stats.estimate import difference
from abmetry.stats.pool import SIZE
from stats.smooth import Ratio, Total

MEAN, TOTAL = Ratio(), Total()
rows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=40)


def means(values):
    return np.column_stack([values, np.ones(len(values))])


@given(rows, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_neither_order_nor_compression_changes_anything(accounts, random):
    shuffled = random.sample(accounts, len(accounts))
    distinct = sorted(set(accounts))
    counts = [accounts.count(row) for row in distinct]
    found = [estimate(accounts, MEAN), estimate(shuffled, MEAN), estimate(distinct, MEAN, counts=counts)]
    if found[0] is None:
        assert found == [None, None, None]
    else:
        assert len({(e.value, e.accounts, e.interval()) for e in found}) == 1


def test_account_parts_are_distinct_and_few_first():
    """Rows (0,1) x 3, (5,1) x 1, (2,1) x 1."""
    parts = AccountParts.of([[0, 1], [5, 1], [0, 1], [2, 1], [-0.0, 1]])
    assert parts.rows.tolist() == [[2, 1], [5, 1], [0, 1]]
    assert parts.counts.tolist() == [1, 1, 3]
    assert (parts.accounts, parts.sums.tolist()) == (5, [7, 5])


def test_standard_error_is_that_of_the_mean():
    values = np.random.default_rng(1).normal(50, 10, 300)
    found = estimate(means(values), MEAN)
    assert found.standard_error == pytest.approx(values.std() / np.sqrt(300), rel=0.06)
    interval = found.interval()
    assert interval.low < values.mean() < interval.high
    assert (interval.method, interval.level) == ("bootstrap", 0.95)
    narrower = found.interval(0.8)
    assert interval.low < narrower.low < narrower.high < interval.high


def test_accounts_without_anything_count_in_the_error_of_a_total():
    """100 accounts of which 10 have 1: the total's error is sqrt(100 * 0.1 * 0.9) = 3."""
    assert estimate([[1], [0]], TOTAL, counts=[10, 90]).standard_error == pytest.approx(3, rel=0.08)
    assert estimate([[1]], TOTAL, counts=[100]).standard_error == pytest.approx(0, abs=1e-9)


def test_the_account_is_the_cluster():
    """10 deals of each of 30 accounts, alike within an account: as wide as with one deal each."""
    values = np.random.default_rng(2).normal(100, 20, 30)
    one, ten = estimate(means(values), MEAN), estimate(10 * means(values), MEAN)
    assert ten.standard_error == pytest.approx(one.standard_error)


def test_more_accounts_than_the_pool_in_few_rows():
    """100 000 accounts, 2 000 of them engaged for 10 minutes."""
    found = estimate([[10, 1], [0, 1]], MEAN, counts=[2_000, 98_000])
    assert found.method == "bootstrap"
    assert found.value == 0.2
    assert found.standard_error == pytest.approx(10 * np.sqrt(0.02 * 0.98 / 1e5), rel=0.06)


def test_more_distinct_rows_than_the_pool():
    values = np.random.default_rng(3).normal(5, 2, SIZE + 1)
    found = estimate(means(values), MEAN)
    assert found.method == "cluster_linearised"
    assert found.standard_error == pytest.approx(values.std(ddof=1) / np.sqrt(SIZE + 1), rel=1e-6)
    fewer = estimate(means(values[:SIZE]), MEAN)
    assert fewer.method == "bootstrap"
    assert fewer.standard_error == pytest.approx(found.standard_error, rel=0.06)


def test_coverage_of_a_mean_of_60_accounts():
    """300 samples of a skewed amount: a 95 % interval should hold the truth about 95 times of 100."""
    random = np.random.default_rng(4)
    held = 0
    for _ in range(300):
        interval = estimate(means(random.gamma(4, 250, 60)), MEAN, resamples=1000).interval()
        held += interval.low <= 1000 <= interval.high
    assert 0.90 <= held / 300 <= 0.98


def test_coverage_of_a_ratio():
    """Revenue per deal, where accounts have 1 to 4 deals."""
    random = np.random.default_rng(5)
    held = 0
    for _ in range(300):
        deals = random.integers(1, 5, 60)
        revenue = deals * random.normal(1000, 300, 60)
        interval = estimate(np.column_stack([revenue, deals]), MEAN, resamples=1000).interval()
        held += interval.low <= 1000 <= interval.high
    assert 0.90 <= held / 300 <= 0.98


def test_equal_accounts_have_exactly_their_value_at_both_ends():
    interval = estimate(means(np.full(37, 1234.56)), MEAN).interval()
    assert interval.low == interval.high == pytest.approx(1234.56)


@pytest.mark.parametrize("nothing", [np.empty((0, 2)), [[0, 0], [0, 0]], [[3, 0]]])
def test_a_value_that_does_not_exist(nothing):
    assert estimate(nothing, MEAN) is None


def test_one_account_does_not_tell():
    assert estimate([[7, 1]], MEAN).interval() is None
    among_others = estimate([[7, 1], [0, 0]], MEAN, counts=[1, 50])
    assert (among_others.value, among_others.accounts, among_others.interval()) == (7, 51, None)


def test_resamples_without_a_value_are_dropped():
    """Two of 50 accounts have deals: in a resample without either, the mean deal does not exist."""
    found = estimate([[100, 1], [300, 1], [0, 0]], MEAN, counts=[1, 1, 48])
    assert np.mean(np.isnan(found.replicates)) == pytest.approx(np.exp(-2), abs=0.03)
    assert (found.interval().low, found.interval().high) == (100, 300)


def test_a_value_that_most_resamples_do_not_have():
    def defined_at_the_sums_only(sums):
        return np.where(sums[..., 1] == 6, sums[..., 0], np.nan)

    found = estimate([[1, 1], [2, 2], [3, 3]], defined_at_the_sums_only)
    assert (found.value, found.interval()) == (6, None)
    assert difference(found, found).interval is None


def test_difference_of_two_cohorts():
    random = np.random.default_rng(6)
    abm, rest = random.normal(60, 10, 200), random.normal(50, 10, 300)
    found = difference(estimate(means(abm), MEAN), estimate(means(rest), MEAN))
    error = np.sqrt(abm.var() / 200 + rest.var() / 300)
    assert found.value == pytest.approx(abm.mean() - rest.mean())
    assert found.interval.high - found.interval.low == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert found.p < 0.01


def test_cohorts_drawn_with_the_same_weights_are_not_paired_in_step():
    """The same 100 values twice: in step every difference would be 0."""
    values = np.random.default_rng(7).normal(50, 10, 100)
    same = estimate(means(values), MEAN)
    found = difference(same, same)
    assert found.interval.high - found.interval.low == pytest.approx(
        2 * 1.96 * np.sqrt(2 / 100) * values.std(), rel=0.08
    )
    assert found.p > 0.9


def test_p_value_where_there_is_no_difference():
    """Under the null hypothesis about 5 of 100 p-values lie below 0.05."""
    random = np.random.default_rng(8)
    below = 0
    for _ in range(200):
        first, second = (estimate(means(random.normal(0, 1, 80)), MEAN, resamples=500) for _ in range(2))
        below += difference(first, second).p < 0.05
    assert 2 <= below <= 22


def test_difference_with_a_cohort_in_closed_form():
    random = np.random.default_rng(9)
    many, few = random.normal(51, 10, SIZE + 500), random.normal(50, 10, 100)
    found = difference(estimate(means(many), MEAN), estimate(means(few), MEAN))
    error = np.sqrt(many.var() / len(many) + few.var() / 100)
    assert found.interval.method == "cluster_linearised"
    assert found.interval.high - found.interval.low == pytest.approx(2 * 1.96 * error, rel=0.06)


def test_seed_and_resamples():
    parts = means(np.random.default_rng(10).normal(50, 10, 50))
    assert estimate(parts, MEAN).interval() == estimate(parts, MEAN).interval()
    assert estimate(parts, MEAN, seed=8).interval() != estimate(parts, MEAN).interval()
    assert len(estimate(parts, MEAN, resamples=400).replicates) == 400


@pytest.mark.parametrize(
    ("parts", "counts"),
    [([1, 2], None), ([[np.nan, 1]], None), ([[1, 1]], [-1]), ([[1, 1]], [1, 2]), ([[]], None)],
)
def test_wrong_parts(parts, counts):
    with pytest.raises(ValueError, match="parts"):
        estimate(parts, MEAN, counts=counts)
