"""False-discovery rates, by hand and against scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from abmetry.stats.discoveries import joining_q_values, q_values

P_VALUES = st.lists(st.floats(1e-9, 1), min_size=1, max_size=12)


def test_by_hand():
    """
    ten tests, three of them given: 10 x 0.01 / 1 = 0.1, 10 x 0.012 / 2 = 0.06, 10 x 0.5 / 3 > 1
    the smallest is taken with the next: 0.06
    """
    q = q_values(np.array([0.5, 0.01, 0.012]), np.array([0, 0, 0]), np.array([10.0]))
    assert q == pytest.approx([1, 0.06, 0.06])


@given(st.lists(P_VALUES, min_size=1, max_size=4))
def test_families_are_apart_and_each_is_scipys(families):
    tails = np.array([p for family in families for p in family])
    family = np.array([i for i, members in enumerate(families) for _ in members])
    tests = np.array([float(len(members)) for members in families])
    theirs = np.concatenate([false_discovery_control(members) for members in families])
    assert q_values(tails, family, tests) == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@given(P_VALUES, st.floats(1e-9, 1))
def test_one_that_joins_is_judged_as_if_it_had_been_there(known, joining):
    together = false_discovery_control([*known, joining])[-1]
    found = joining_q_values(
        np.array([joining]),
        np.array([0]),
        np.array(known),
        np.zeros(len(known), dtype=np.int64),
        np.array([float(len(known))]),
    )
    assert found == pytest.approx([together], rel=1e-9)
