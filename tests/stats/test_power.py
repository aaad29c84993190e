"""Power, against the numbers of the textbook and against simulation."""

import numpy as np
import pytest

from abmetry.stats.power import detectable_difference, periods_needed, spread_over


def test_the_medium_effect_of_the_textbook():
    """Cohen: half a standard deviation is found with 63 in each arm (64 by the t distribution)."""
    assert detectable_difference(1.0, 63, 63) == pytest.approx(0.5, abs=0.002)
    assert detectable_difference(2.0, 63, 63) == pytest.approx(1.0, abs=0.004)
    assert detectable_difference(1.0, 0, 63) is None


def test_it_is_found_four_times_in_five():
    source = np.random.default_rng(3)
    d = detectable_difference(1.0, 200, 50)
    first, second = source.normal(d, 1, (4000, 200)), source.normal(0, 1, (4000, 50))
    z = (first.mean(axis=1) - second.mean(axis=1)) / np.sqrt(1 / 200 + 1 / 50)
    assert (np.abs(z) > 1.96).mean() == pytest.approx(0.8, abs=0.02)


def test_longer_finds_less_the_more_periods_differ():
    """Four periods that have nothing to do with one another halve the spread; equal ones leave it."""
    assert spread_over(10, 0, 4) == 5
    assert spread_over(10, 1, 4) == 10
    assert spread_over(10, 0.5, 4) == pytest.approx(10 * np.sqrt(2.5 / 4))
    one = detectable_difference(10, 100, 100)
    assert periods_needed(one, 10, 0, (100, 100)) == 1
    assert periods_needed(one / 2, 10, 0, (100, 100)) == 4
    assert periods_needed(one / 2, 10, 1, (100, 100)) is None
