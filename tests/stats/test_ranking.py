"""Ranking, calibration and lift, by hand and against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from abmetry.stats.ranking import Ranking, area_under_curve

CASES = st.lists(
    st.tuples(st.sampled_from([0.1, 0.2, 0.2, 0.5, 0.9]), st.booleans(), st.floats(0.5, 9)),
    min_size=4,
    max_size=40,
).filter(lambda cases: len({came for _, came, _ in cases}) == 2)


def arrays(cases):
    return tuple(np.array(column) for column in zip(*cases, strict=True))


def test_by_hand():
    """
    0.9 came, 0.5 not, 0.5 came, 0.1 not: of four pairs three are in order and one is tied: (3 + 0.5) / 4
    Brier (0.01 + 0.25 + 0.25 + 0.01) / 4
    """
    found = Ranking.of(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, False, True, False]), np.ones(4))
    assert (found.n, found.positives, found.base_rate) == (4, 2, 0.5)
    assert found.area == pytest.approx(3.5 / 4)
    assert (found.brier, found.brier_of_base_rate) == pytest.approx((0.13, 0.25))
    assert [(d.predicted, d.observed, d.lift) for d in found.deciles] == [
        (0.9, 1, 2),
        (0.5, 0, 0),
        (0.5, 1, 2),
        (0.1, 0, 0),
    ]


def test_tenths_are_of_the_weight():
    """Of twenty cases the first stands for twenty: half of all, in the highest tenth where it begins."""
    probability = np.linspace(0.9, 0.1, 20)
    weight = np.array([20.0, *np.ones(19)])
    found = Ranking.of(probability, np.arange(20) < 4, weight)
    assert found.deciles[0].predicted == pytest.approx(0.9)
    assert found.base_rate == pytest.approx(23 / 39)


def test_where_all_came_or_none_there_is_nothing_to_rank():
    assert Ranking.of(np.array([0.2, 0.3]), np.array([True, True]), np.ones(2)) is None
    assert Ranking.of(np.array([0.2, 0.3]), np.array([False, False]), np.ones(2)) is None


@given(CASES)
def test_area_and_brier_are_scikit_learns(cases):
    probability, came, weight = arrays(cases)
    assert area_under_curve(probability, came, weight) == pytest.approx(
        roc_auc_score(came, probability, sample_weight=weight)
    )
    assert Ranking.of(probability, came, weight).brier == pytest.approx(
        brier_score_loss(came, probability, sample_weight=weight)
    )
