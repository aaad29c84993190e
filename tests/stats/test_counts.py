"""Rates of counted units, by hand and by simulation; tails against scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from abmetry.stats.counts import Rates, upper_tail


def moments(counts):
    """Sums of a matrix of units by periods."""
    n, periods = counts.shape
    sums = counts.sum(1)
    pairs = float((sums**2).sum() - (counts**2).sum())
    given = (counts.sum(), (counts**2).sum(), pairs, n * periods, n * periods * (periods - 1))
    return Rates.of_moments(*(np.array([float(one)]) for one in given))


def test_two_units_by_hand():
    """
    a counts 2 2 2, b 0 0 0: mu = 6.5 / 6, mean square 12 / 6 = 2, mean product of pairs 24 / 12 = 2
    phi = max(1, (2 - 2) / mu) = 1, tau^2 = 2 - mu^2 = 0.826389, k = mu / tau^2 = 1.310924
    """
    rates = moments(np.array([[2.0, 2, 2], [0, 0, 0]]))
    assert rates.mean[0] == pytest.approx(6.5 / 6)
    assert rates.dispersion[0] == 1
    assert rates.weight[0] == pytest.approx(1.310924, abs=1e-6)
    expected = rates.expected(np.array([6.0, 0.0]), np.array([3.0, 3.0]))
    assert expected == pytest.approx([1.721254, 0.329439], abs=1e-5)
    assert rates.ratio(np.array([3.0]))[0] == pytest.approx(1 + 1 / 4.310924)


def test_units_that_do_not_differ_are_expected_to_be_alike():
    rates = moments(np.array([[1.0, 2, 0], [0, 1, 2]]))
    assert np.isinf(rates.weight[0])
    assert rates.expected(np.array([0.0, 99.0]), np.array([3.0, 3.0])) == pytest.approx([6.5 / 6] * 2)
    assert rates.ratio(np.array([3.0]))[0] == 1


def test_nothing_counted_is_not_nothing_possible():
    rates = moments(np.zeros((4, 3)))
    assert rates.expected(np.zeros(1), np.full(1, 3.0))[0] == pytest.approx(0.5 / 12)


def test_of_one_period_all_that_exceeds_a_poisson_is_between_units():
    rates = moments(np.array([[4.0], [0.0]]))
    assert rates.dispersion[0] == 1
    assert rates.weight[0] == pytest.approx(2.25 / (8 - 2.25 - 2.25**2))


def test_with_plain_poisson_counts_the_predictive_is_the_closed_form_of_gamma_and_poisson():
    """Shape s + k mu, probability (n + k) / (n + k + 1)."""
    rates = Rates(np.array([2.0]), np.array([1.0]), np.array([3.0]))
    s, n, k, mu = np.array([5.0]), np.array([4.0]), 3.0, 2.0
    tail = upper_tail(np.array([6.0]), rates.expected(s, n), rates.ratio(n))
    assert tail[0] == pytest.approx(nbinom.sf(5, s[0] + k * mu, (n[0] + k) / (n[0] + k + 1)))


def test_the_moments_find_what_was_simulated():
    """Gamma rates of mean 2 and variance 1.5; counts of three times the variance of a Poisson."""
    rng = np.random.default_rng(7)
    rates = rng.gamma(2 * 2 / 1.5, 1.5 / 2, 40_000)[:, None].repeat(12, 1)
    counts = rng.negative_binomial(rates / 2, 1 / 3).astype(float)
    found = moments(counts)
    assert found.mean[0] == pytest.approx(2, rel=0.02)
    assert found.dispersion[0] == pytest.approx(3, rel=0.03)
    assert found.weight[0] == pytest.approx(3 * 2 / 1.5, rel=0.05)


@given(st.integers(0, 60), st.floats(0.01, 30), st.floats(1.001, 20))
def test_the_tail_is_scipys(count, mean, ratio):
    theirs = nbinom.sf(count - 1, mean / (ratio - 1), 1 / ratio)
    ours = upper_tail(np.array([float(count)]), np.array([mean]), np.array([ratio]))[0]
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-300)


def test_without_excess_the_tail_is_of_a_poisson():
    ours = upper_tail(np.array([4.0]), np.array([1.5]), np.array([1.0]))[0]
    assert ours == pytest.approx(poisson.sf(3, 1.5))
