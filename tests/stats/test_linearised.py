"""The closed form gives the textbook's standard errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abmetry.stats.linearised import gradient, linearised
from abmetry.stats.moments import Moments
from stats.smooth import Ratio, Total


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=50))
def test_standard_error_of_a_mean(values):
    found = linearised(Moments.of([(v, 1) for v in values]), Ratio())
    assert found.value == pytest.approx(np.mean(values))
    assert found.standard_error == pytest.approx(
        np.std(values, ddof=1) / np.sqrt(len(values)), rel=1e-6, abs=1e-5
    )


def test_standard_error_of_a_ratio():
    """Spend over opportunities of three accounts, 30/3 in all: residuals spend - 10 opportunities.

    accounts   spend   opportunities   residual
        a       12          1              2
        b       10          2            -10
        c        8          0              8         se = sqrt(3/2 * (4 + 100 + 64)) / 3
    """
    found = linearised(Moments.of([[12, 1], [10, 2], [8, 0]]), Ratio())
    assert found.value == 10
    assert found.standard_error == pytest.approx(np.sqrt(1.5 * 168) / 3, rel=1e-6)
    interval = found.interval()
    assert interval.method == "cluster_linearised"
    assert interval.high - interval.low == pytest.approx(2 * 1.959964 * found.standard_error, rel=1e-6)


def test_standard_error_of_a_total():
    found = linearised(Moments.of([[4], [6]]), Total())
    assert (found.value, found.standard_error) == (10, pytest.approx(2))


def test_gradient_at_zero_and_of_a_part_that_does_not_move():
    slopes = gradient(Ratio(), np.array([0.0, 4.0, 0.0]), np.array([1.0, 1.0, 0.0]))
    assert slopes == pytest.approx([0.25, 0, 0])


def test_too_little_to_tell():
    assert linearised(Moments.none(2), Ratio()) is None
    assert linearised(Moments.of([[1, 0], [2, 0]]), Ratio()) is None
    alone = linearised(Moments.of([[1, 1]]), Ratio())
    assert (alone.value, alone.interval()) == (1, None)
