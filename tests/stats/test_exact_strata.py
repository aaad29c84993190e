"""The exact stratified test by hand and against scipy's."""

import numpy as np
import pytest
from scipy.stats import fisher_exact

from abmetry.stats.exact_strata import exact_p_value


def exact(*rows):
    return exact_p_value(*np.array(rows, dtype=float).T)


def test_by_hand():
    """
    3 of 3 against 0 of 3: one of 20 ways; twice that
    with the same again: 1 of 400 ways, twice that
    """
    assert exact((3, 3, 0, 3)) == pytest.approx(2 / 20)
    assert exact((3, 3, 0, 3), (3, 3, 0, 3)) == pytest.approx(2 / 400)


def test_either_tail_is_fishers():
    tails = [fisher_exact([[7, 13], [2, 28]], way).pvalue for way in ("less", "greater")]
    assert exact((7, 20, 2, 30)) == pytest.approx(2 * min(tails))


def test_as_likely_as_can_be():
    assert exact((2, 4, 2, 4)) == 1


def test_it_comes_to_chance_as_often_as_it_says():
    """2,000 draws without a difference, few that have it: p < 0.05 in no more than 5 %."""
    random = np.random.default_rng(8)
    n1, n0, share = np.array([30, 20]), np.array([400, 300]), np.array([0.01, 0.03])
    found = sum(
        exact_p_value(
            *(a.astype(float) for a in (random.binomial(n1, share), n1, random.binomial(n0, share), n0))
        )
        < 0.05
        for _ in range(2000)
    )
    assert found <= 110
