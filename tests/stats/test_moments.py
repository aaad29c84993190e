"""Moments merge, and say what the accounts written out would say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from abmetry.stats.moments import Moments

parts = st.integers(2, 20).flatmap(lambda n: arrays(np.int64, (n, 3), elements=st.integers(-1000, 1000)))


def test_by_hand():
    """Two accounts (1, 2) and (3, 4): sums 4 and 6, products 1+9, 2+12, 4+16."""
    found = Moments.of([[1, 2], [3, 4]])
    assert found == Moments(2, (4, 6), ((10, 14), (14, 20)))
    assert found.covariance_of_sums().tolist() == [[4, 4], [4, 4]]


@given(parts, parts)
def test_merging_is_adding_accounts(first, second):
    together = Moments.of(np.vstack([first, second]))
    assert Moments.of(first) + Moments.of(second) == together
    assert together + Moments.none(3) == together


@given(parts)
def test_covariance_is_numpys(accounts):
    expected = np.cov(accounts, rowvar=False) * len(accounts)
    assert Moments.of(accounts).covariance_of_sums() == pytest.approx(expected, abs=1e-3)


def test_counts_are_repetitions():
    assert Moments.of([[1, 2], [3, 4]], [3, 0]) == Moments.of([[1, 2]] * 3)


def test_what_does_not_fit():
    with pytest.raises(ValueError, match="do not merge"):
        Moments.none(2) + Moments.none(3)
    with pytest.raises(ValueError, match="2 x 2"):
        Moments(1, (1.0, 2.0), ((1.0,),))
    with pytest.raises(ValueError, match="two accounts"):
        Moments.of([[1]]).covariance_of_sums()
