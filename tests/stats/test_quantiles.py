"""Quantiles of a histogram are those of the values written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abmetry.stats.quantiles import Histogram

rows = st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(0, 9)), max_size=30)
shares = st.floats(0, 1) | st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


def histogram(pairs):
    return Histogram.of([v for v, _ in pairs], [c for _, c in pairs])


def test_by_hand():
    """1 2 2 10: the 75th percentile lies a quarter of the way from the third (2) to the fourth (10) value."""
    days = Histogram.of([2, 1, 10], [2, 1, 1])
    assert days.quartiles() == (1.75, 2.0, 4.0)
    assert days.mean() == 3.75


@given(rows, shares)
def test_quantile_is_numpys(pairs, p):
    values = np.repeat([v for v, _ in pairs], [c for _, c in pairs]) if pairs else np.array([])
    ours = histogram(pairs).quantile(p)
    if len(values) == 0:
        assert ours is None
    else:
        assert ours == pytest.approx(np.quantile(values, p), rel=1e-9, abs=1e-9)


@given(rows, rows)
def test_merging_is_counting_together(first, second):
    merged = histogram(first) + histogram(second)
    assert merged == histogram(second + first)
    assert hash(merged) == hash(histogram(second + first))
    assert merged.n == sum(c for _, c in first + second)


def test_nothing():
    nothing = Histogram.of([])
    assert (nothing.n, nothing.mean(), nothing.quartiles()) == (0, None, None)
    assert Histogram.of([1.0], [0]) == nothing
    assert nothing != "nothing"


@pytest.mark.parametrize("wrong", [([float("nan")], [1]), ([1.0], [-1]), ([1.0, 2.0], [1])])
def test_wrong_values(wrong):
    with pytest.raises(ValueError, match="values must be finite"):
        Histogram.of(*wrong)


def test_wrong_share():
    with pytest.raises(ValueError, match="between 0 and 1"):
        Histogram.of([1.0]).quantile(75)


def test_a_histogram_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        Histogram.of([1.0]).counts[0] = 5
