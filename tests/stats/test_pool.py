"""The weights: their distribution, and that they depend on the seed alone."""

import numpy as np
import pytest
from scipy.stats import poisson

from abmetry.stats.pool import SIZE, WeightPool, shared_pool


def edges(*positions):
    return np.array(positions, dtype=np.int64)


def test_weights_do_not_depend_on_what_was_asked_before():
    late, early = WeightPool(1, 50), WeightPool(1, 50)
    early.poisson(edges(0, 3, 4))
    assert np.array_equal(late.poisson(edges(1000, 1001)), early.poisson(edges(1000, 1001)))
    assert np.array_equal(late.normal(300, edges(9)), WeightPool(1, 50).normal(300, edges(9)))
    assert not np.array_equal(late.poisson(edges(0, 9)), WeightPool(2, 50).poisson(edges(0, 9)))


def test_the_weight_of_a_row_is_the_sum_of_its_accounts():
    pool = WeightPool(7, 100)
    assert np.array_equal(pool.poisson(edges(10, 300))[0], pool.poisson(np.arange(10, 301)).sum(axis=0))


def test_weights_are_poisson():
    drawn = WeightPool(3, 4000).poisson(np.arange(0, 51)).ravel()
    for k in range(4):
        assert np.mean(drawn == k) == pytest.approx(poisson.pmf(k, 1), abs=0.005)
    sums = WeightPool(3, 4000).poisson(np.arange(0, 401, 8))
    assert (sums.mean(), sums.var()) == pytest.approx((8, 8), rel=0.02)


def test_weights_of_many_accounts_have_their_mean_and_variance():
    drawn = WeightPool(3, 20000).normal(0, edges(10_000))
    assert (drawn.mean(), drawn.var()) == pytest.approx((10_000, 10_000), rel=0.03)


def test_the_whole_pool_can_be_used():
    pool = WeightPool(5, 20)
    assert pool.poisson(edges(0, SIZE)).mean() == pytest.approx(SIZE, rel=0.02)
    assert pool.normal(SIZE, edges(4)).shape == (1, 20)


def test_one_pool_for_the_process_and_any_seed():
    assert shared_pool(7, 10) is shared_pool(7, 10)
    assert WeightPool(-1, 10).poisson(edges(0, 1)).shape == (1, 10)
