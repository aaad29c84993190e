"""Statistics of sums, one set of sums or many."""

import numpy as np

from abmetry.stats.statistic import Ratio, Total


def test_ratio_of_one_and_of_many():
    assert Ratio(factor=100)(np.array([1.0, 4.0])) == 25
    many = Ratio(1, 0)(np.array([[2.0, 1.0], [0.0, 5.0]]))
    assert many[0] == 0.5
    assert np.isnan(many[1])


def test_total():
    assert Total(1)(np.array([[2.0, 1.0], [0.0, 5.0]])).tolist() == [1, 5]
