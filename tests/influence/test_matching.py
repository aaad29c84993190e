"""Entropy balancing, by hand and by its properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abmetry.influence.balance import Covariates, balance
from abmetry.influence.matching import designed, entropy_weights, match, unmatched


def groups(**given):
    return {
        name: np.array([None if v == "-" else v for v in values], dtype=object)
        for name, values in given.items()
    }


def test_shares_by_hand():
    """12 of the program: 9 of software, 3 of retail. 20 others: 5 of software, 15 of retail.

    Each software account outside stands for 9/5 = 1.8, each of retail for 3/15 = 0.2.
    """
    industry = "s" * 9 + "r" * 3 + "s" * 5 + "r" * 15
    treated = np.arange(32) < 12
    found = match(Covariates({}, groups(industry=industry)), treated)
    assert found.treated == 12
    assert found.weights == pytest.approx([1.8] * 5 + [0.2] * 15, rel=0.01)
    assert found.weights.sum() == pytest.approx(12)
    assert found.effective == pytest.approx(12**2 / (5 * 1.8**2 + 15 * 0.2**2), rel=0.01)
    software = next(row for row in found.balance if row.level == "s")
    assert (software.first, software.second) == (0.75, 0.25)
    # (0.75 - 0.25) / sqrt((0.75 x 0.25 + 0.25 x 0.75) / 2)
    assert software.before == pytest.approx(0.5 / 0.4330127)
    assert abs(software.after) < 0.01


def test_balance_of_a_number_by_hand():
    """Program 1 3, others 0 2 4 and one unknown; weighted 0 1 0 3 of which the last is unknown.

    Means 2 and 2; weighted 2. Variances 1 and 8/3. One of four is unknown outside, weighted three quarters.
    """
    size = np.array([1.0, 3.0, 0.0, 2.0, 4.0, np.nan])
    first = np.array([True, True, False, False, False, False])
    mean, unknown = balance(Covariates({"size": size}, {}), first, np.array([1, 1, 0, 1, 0, 3.0]))
    assert (mean.first, mean.second, mean.weighted, mean.before, mean.after) == (2, 2, 2, 0, 0)
    assert (unknown.level, unknown.first, unknown.second, unknown.weighted) == ("unknown", 0, 0.25, 0.75)


def test_who_has_no_counterpart_is_left_out_and_counted():
    """One of the program is of an industry that nobody outside has, one far beyond every size outside."""
    treated = np.arange(40) < 15
    size = np.where(treated, 5.0, np.linspace(4, 6, 40))
    size[0] = 50.0
    industry = ["s"] * 40
    industry[1] = "aerospace"
    found = match(Covariates({"size": size}, groups(industry=industry)), treated)
    assert found.left_out == {"size": 1, "industry": 1}
    assert found.treated == 13
    assert set(found.rows[:13]) == set(range(2, 15))


def test_too_few_are_not_compared():
    treated = np.arange(40) < 9
    assert match(Covariates({}, groups(industry="s" * 40)), treated) is None
    assert unmatched(np.zeros(5, dtype=bool)) is None


def test_what_cannot_be_balanced_says_so():
    """Program: half big, half small, outside the middle only, but for one big account: no weights have both means."""
    treated = np.arange(60) < 20
    size = np.concatenate([np.repeat([0.0, 10.0], 10), np.linspace(4.9, 5.1, 39), [0.0]])
    big = np.where(size > 8, "y", "n").astype(object)
    big[-2] = "y"
    found = match(Covariates({"size": size}, {"big": big}), treated)
    if found is not None and found.treated == 20:
        assert not found.is_balanced or found.effective < 5


def test_weights_are_those_of_a_second_computation():
    """The dual, minimised by another method from another start, and the log of weights is linear in the covariates."""
    from scipy.optimize import minimize

    source = np.random.default_rng(4)
    columns = source.normal(size=(200, 4))
    wanted = np.array([0.4, -0.3, 0.1, 0.0])
    mine = entropy_weights(columns, wanted, ridge=1e-9)
    other = minimize(
        lambda at: np.log(np.exp((columns - wanted) @ at).sum()), np.full(4, 0.1), method="BFGS", tol=1e-10
    ).x
    raised = np.exp(columns @ other)
    assert mine == pytest.approx(raised / raised.sum(), rel=1e-4)
    assert mine @ columns == pytest.approx(wanted, abs=1e-6)
    design = np.column_stack([np.ones(200), columns])
    fitted = design @ np.linalg.lstsq(design, np.log(mine), rcond=None)[0]
    assert fitted == pytest.approx(np.log(mine), abs=1e-6)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.floats(0, 1.5))
def test_weights_sum_and_balance_improves_or_is_told(seed, slope):
    source = np.random.default_rng(seed)
    n = 160
    size = source.normal(size=n)
    size[source.random(n) < 0.1] = np.nan
    treated = source.random(n) < 1 / (1 + np.exp(0.8 - slope * np.nan_to_num(size)))
    industry = source.choice(["a", "b", "c", None], n).astype(object)
    found = match(Covariates({"size": size}, {"industry": industry}), treated)
    if found is None:
        return
    assert found.weights.sum() == pytest.approx(found.treated)
    assert (found.weights > 0).all()
    before = max(abs(one.before) for one in found.balance)
    after = max(abs(one.after) for one in found.balance)
    assert after <= before + 0.02 or not found.is_balanced
    again = match(Covariates({"size": size}, {"industry": industry}), treated)
    assert (again.weights == found.weights).all()


def test_the_design_does_not_depend_on_the_order_of_levels():
    treated = np.arange(40) < 20
    levels = groups(industry=["a", "b"] * 20)
    columns = designed(Covariates({}, levels), treated)
    assert columns.shape == (40, 2)
    assert columns[:, 1].mean() == pytest.approx(0)
