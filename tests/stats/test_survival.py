"""Kaplan-Meier by hand and against lifelines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time

from abmetry.stats.survival import kaplan_meier

rows = st.lists(
    st.tuples(st.integers(0, 40).map(lambda d: d / 2), st.booleans(), st.integers(1, 4)),
    min_size=1,
    max_size=25,
)


def test_by_hand():
    """Five deals: 1, 2, 2+ , 4, 5+ days (+ still open).

    S(1) = 4/5, S(2) = 4/5 * 3/4 = 3/5, S(4) = 3/5 * 1/2 = 3/10: the median is 4.
    Area to 5 days: 1 + 0.8 + 2 * 0.6 + 0.3 = 3.3; to 10, where the curve stays at 0.3: 4.8.
    """
    curve = kaplan_meier([1, 2, 2, 4, 5], [True, True, False, True, False])
    assert curve.times.tolist() == [1, 2, 4]
    assert curve.survival.tolist() == pytest.approx([0.8, 0.6, 0.3])
    assert curve.median() == 4
    assert curve.restricted_mean(5) == pytest.approx(3.3)
    assert curve.restricted_mean(10) == pytest.approx(4.8)
    assert [curve.at(t) for t in (0, 1, 3.9, 99)] == pytest.approx([1, 0.8, 0.6, 0.3])
    assert (curve.n, curve.last) == (5, 5)


def test_bounds_by_hand():
    """Of the same deals: V(1) = 1/(5*4) = 0.05, V(2) = 0.05 + 1/(4*3), V(4) = V(2) + 1/(2*1)."""
    curve = kaplan_meier([1, 2, 2, 4, 5], [True, True, False, True, False])
    assert curve.greenwood.tolist() == pytest.approx([0.05, 0.05 + 1 / 12, 0.05 + 1 / 12 + 0.5])
    lows, highs = curve.bounds()
    far = np.exp(1.959964 * np.sqrt(0.05) / -np.log(0.8))
    assert (lows[0], highs[0]) == pytest.approx((0.8**far, 0.8 ** (1 / far)))


def test_bounds_where_nothing_lasts_longer_are_not_known():
    lows, highs = kaplan_meier([1, 2], [True, True]).bounds()
    assert np.isnan(lows[-1])
    assert np.isnan(highs[-1])
    assert 0 < lows[0] < 0.5 < highs[0] < 1


@settings(max_examples=30, deadline=None)
@given(rows)
def test_bounds_are_those_of_lifelines(drawn):
    days, ended, counts = (list(column) for column in zip(*drawn, strict=True))
    curve = kaplan_meier(days, ended, counts)
    theirs = KaplanMeierFitter().fit(days, ended, weights=counts).confidence_interval_
    for time, share, low, high in zip(curve.times, curve.survival, *curve.bounds(), strict=True):
        if share > 1e-9:
            assert [low, high] == pytest.approx(theirs.loc[time].to_numpy().tolist(), rel=1e-6)


def test_half_exactly_is_the_median_whatever_the_rounding():
    """Of 1..6, all ended, half have ended by 3."""
    assert kaplan_meier(range(1, 7), [True] * 6).median() == 3


def test_nothing_has_ended():
    curve = kaplan_meier([3, 4], [False, False])
    assert curve.median() is None
    assert curve.restricted_mean(4) == 4


def test_nothing():
    assert kaplan_meier([], []) is None
    assert kaplan_meier([1.0], [True], [0]) is None


@given(rows, st.integers(0, 50).map(lambda d: d / 2))
@settings(max_examples=60, deadline=None)
def test_it_is_lifelines(found, horizon):
    durations, observed, counts = zip(*found, strict=True)
    curve = kaplan_meier(durations, observed, counts)
    theirs = KaplanMeierFitter().fit(durations, observed, weights=counts)
    times = np.arange(0, 21, 0.5)
    assert [curve.at(t) for t in times] == pytest.approx(theirs.predict(times).tolist(), abs=1e-9)
    if not np.isclose(curve.survival, 0.5).any():
        assert (np.inf if curve.median() is None else curve.median()) == theirs.median_survival_time_
    expected = float(restricted_mean_survival_time(theirs, t=horizon)) if horizon else 0.0
    assert curve.restricted_mean(horizon) == pytest.approx(expected, abs=1e-6)


@given(rows)
def test_counts_are_repetitions(found):
    durations, observed, counts = (np.array(column) for column in zip(*found, strict=True))
    counted = kaplan_meier(durations, observed, counts)
    written_out = kaplan_meier(np.repeat(durations, counts), np.repeat(observed, counts))
    assert counted.survival.tolist() == written_out.survival.tolist()
    assert counted.n == written_out.n


@pytest.mark.parametrize(
    "wrong", [([-1.0], [True]), ([float("inf")], [True]), ([1.0], []), ([1.0], [True], [-1])]
)
def test_wrong_durations(wrong):
    with pytest.raises(ValueError, match="duration"):
        kaplan_meier(*wrong)


def test_wrong_horizon():
    with pytest.raises(ValueError, match="horizon"):
        kaplan_meier([1.0], [True]).restricted_mean(-1)
