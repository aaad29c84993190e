"""The model of research heat: what it learns, that it is reproducible, and what it may see."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from abmetry.scores import heat_model
from abmetry.scores.heat_features import FEATURES
from abmetry.scores.heat_model import Cases, Model, learn, model_id
from abmetry.workspace.scores import Heat

UNTIL = datetime(2026, 1, 1)
RULE = Heat()


def cases(n=4000, weeks=60, seed=3):
    """Outcomes by log-odds -2.5 + x0 - 0.5 x1 of independent features; two hundred accounts."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, len(FEATURES)))
    number = rng.integers(0, 200, n)
    ends = np.datetime64(UNTIL - timedelta(days=60)) - rng.integers(0, weeks, n) * np.timedelta64(7, "D")
    odds = -2.5 + x[:, 0] - 0.5 * x[:, 1]
    return Cases(
        account=np.array([f"a{i}" for i in number]),
        ends_at=ends,
        draw=(number + 0.5) / 200,
        came=rng.random(n) < 1 / (1 + np.exp(-odds)),
        weight=np.ones(n),
        x=x,
    )


def newton(x, came, weight):
    """The same logistic regression by Newton's steps, penalised by half the squared weights."""
    full = np.column_stack([np.ones(len(x)), x])
    beta, ridge = np.zeros(full.shape[1]), np.diag([0.0, *np.ones(x.shape[1])])
    for _ in range(50):
        p = 1 / (1 + np.exp(-full @ beta))
        gradient = full.T @ (weight * (came - p)) - ridge @ beta
        beta = beta + np.linalg.solve((full.T * (weight * p * (1 - p))) @ full + ridge, gradient)
    return beta[0], beta[1:]


def test_the_fit_is_that_of_plain_newton_steps():
    given = cases()
    weight = given.weight * np.where(given.came, 1.0, 3.0)
    a, w = heat_model._logistic(given.x, given.came, weight)
    b, v = newton(given.x, given.came, weight)
    assert (a, *w) == pytest.approx((b, *v), abs=1e-6)


def test_it_finds_what_was_simulated_and_adds_up():
    given = cases(40_000)
    model = learn(given, UNTIL, RULE, 7)
    names = [feature.name for feature in FEATURES]
    assert model.weights[names[0]] == pytest.approx(1, abs=0.08)
    assert model.weights[names[1]] == pytest.approx(-0.5, abs=0.08)
    assert all(abs(model.weights[name]) < 0.08 for name in names[2:])
    weights, means = (np.array([part[name] for name in names]) for part in (model.weights, model.means))
    said = 1 / (1 + np.exp(-(model.intercept + (given.x - means) @ weights)))
    assert said.mean() == pytest.approx(model.base_rate, rel=0.02)
    test = model.backtest
    assert test.n < len(given.came)
    assert 0.7 < test.area < 0.85
    assert test.brier < test.brier_of_base_rate
    assert test.deciles[0].lift > 2.5
    assert test.deciles[0].predicted == pytest.approx(test.deciles[0].observed, rel=0.15)


def test_rows_that_stand_for_several_count_as_several():
    """Of those that did not come one in four is drawn: the probabilities are those of all."""
    given = cases(40_000)
    kept = given.came | (np.arange(40_000) % 4 == 0)
    drawn = given.take(kept)
    weighed = Cases(**{**vars(drawn), "weight": np.where(drawn.came, 1.0, 4.0)})
    whole, part = learn(given, UNTIL, RULE, 7), learn(weighed, UNTIL, RULE, 7)
    assert part.base_rate == pytest.approx(whole.base_rate, rel=0.03)
    assert part.intercept == pytest.approx(whole.intercept, abs=0.1)


def test_the_same_rows_and_seed_give_the_same_model():
    first, second = learn(cases(), UNTIL, RULE, 7), learn(cases(), UNTIL, RULE, 7)
    assert first == second
    assert Model.from_json(first.to_json()) == first
    assert model_id(cases(), UNTIL, RULE, 8) != first.id
    assert model_id(cases(), UNTIL, Heat(within_days=30), 7) != first.id
    assert model_id(cases(seed=4), UNTIL, RULE, 7) != first.id
    assert model_id(cases(), UNTIL, Heat(lifts=(1, 2, 3, 4, 5), model="0123456789ab"), 7) == first.id


def test_nothing_is_learned_from_a_week_whose_outcome_was_not_known():
    """The last week ends 60 days before: its outcome is known at that instant. A day earlier it is not."""
    given = cases()
    newest = given.ends_at.max()
    assert given.labelled_by(UNTIL, RULE).ends_at.max() == newest
    assert given.labelled_by(UNTIL - timedelta(days=1), RULE).ends_at.max() < newest
    assert given.labelled_by(UNTIL, Heat(training_weeks=20)).ends_at.min() > np.datetime64(
        UNTIL - timedelta(weeks=20)
    )


def test_the_back_test_knows_nothing_of_the_weeks_it_is_tested_on():
    """With the outcomes of the last 13 weeks turned round, what was fitted before them ranks them upside down."""
    given = cases(20_000)
    begins = given.ends_at.max() - np.timedelta64(heat_model.HELD_OUT)
    turned = Cases(**{**vars(given), "came": np.where(given.ends_at > begins, ~given.came, given.came)})
    assert learn(given, UNTIL, RULE, 7).backtest.area > 0.7
    assert learn(turned, UNTIL, RULE, 7).backtest.area == pytest.approx(
        1 - learn(given, UNTIL, RULE, 7).backtest.area
    )


def test_without_enough_accounts_before_the_last_weeks_there_is_no_back_test():
    assert learn(cases(weeks=15), UNTIL, RULE, 7).backtest is None
