"""Intervals in other units, and the normal distribution's ends."""

import pytest

from abmetry.stats.interval import Difference, Interval, normal_p_value, normal_quantile


def test_scaling():
    interval = Interval(0.25, 0.5, 0.95, "wilson")
    assert interval.scaled(100) == Interval(25, 50, 0.95, "wilson")
    assert Difference(0.25, interval, 0.04).scaled(100) == Difference(25, interval.scaled(100), 0.04)
    assert Difference(0.25, None, None).scaled(100).interval is None


def test_normal():
    assert normal_quantile(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert normal_p_value(-1.959964) == pytest.approx(0.05, abs=1e-6)
    assert normal_p_value(10) == pytest.approx(1.5e-23, rel=0.05)


def test_nothing_beyond_what_is_possible():
    assert Interval(-130, 40, 0.95, "bootstrap").within(-100, 100) == Interval(-100, 40, 0.95, "bootstrap")
    told = Difference(-90, Interval(-130, 120, 0.95, "bootstrap"), 0.1)
    assert told.within(100).interval == Interval(-100, 100, 0.95, "bootstrap")
    assert told.within(float("inf")) == told
    assert Difference(1, None, None).within(100).interval is None
