"""The model of research heat: the probability that an account opens an opportunity soon, of its weeks on the site.

Logistic regression with a small ridge penalty over standardised features x_j with means m_j (scores/heat_features.py):

    ln(p / (1 - p)) = a + sum over j of w_j (x_j - m_j)

so each feature adds w_j (x_j - m_j) to the log-odds of an average active account, exactly: these are the drivers. Rows
weigh as many as they were drawn from. Its log-odds are calibrated on accounts that they were not fitted to: a straight
line, fitted by logistic regression of the outcome on the log-odds that models without a third of the accounts give to
that third (Platt, Probabilistic Outputs for Support Vector Machines, 1999). The back-test holds the last 13 weeks out.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abmetry.scores.heat_features import FEATURES
from abmetry.stats.ranking import Decile, Ranking
from abmetry.workspace.scores import Heat

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

RECIPE = 1
HELD_OUT = timedelta(weeks=13)
FOLDS = 3
_RIDGE = 1.0


@dataclass(frozen=True)
class Cases:
    """Account-weeks to learn from, n of them.

    Attributes:
        account: n account ids.
        ends_at: n week ends, datetime64, UTC.
        draw: n numbers from 0 to 1, one per account.
        came: n outcomes.
        weight: n numbers of rows that each stands for.
        x: n x k features.
    """

    account: NDArray[Any]
    ends_at: NDArray[np.datetime64]
    draw: Floats
    came: Bools
    weight: Floats
    x: Floats

    def take(self, rows: Bools) -> Cases:
        """Some of them."""
        return Cases(
            *(getattr(self, name)[rows] for name in ("account", "ends_at", "draw", "came", "weight", "x"))
        )

    def labelled_by(self, instant: datetime, rule: Heat) -> Cases:
        """Those whose outcome was known at an instant, of the weeks that may be learned from."""
        last = np.datetime64(instant - timedelta(days=rule.within_days))
        first = np.datetime64(instant - timedelta(weeks=rule.training_weeks))
        return self.take((self.ends_at <= last) & (self.ends_at > first))

    @property
    def accounts(self) -> int:
        """How many accounts opened an opportunity."""
        return len(np.unique(self.account[self.came]))


@dataclass(frozen=True)
class Model:
    """One version of the model.

    Attributes:
        id: Hash of the rows it was learned from, of the settings and of the seed.
        trained_until: Nothing at or after this instant was used, ISO 8601 UTC.
        n: Rows it was learned from.
        accounts: Accounts among them that opened an opportunity.
        base_rate: Share of the active account-weeks that were followed by one.
        intercept: a.
        weights: w by feature.
        means: m by feature.
        backtest: How the recipe did on the last weeks, when it had not seen them; None: too few to tell.
    """

    id: str
    trained_until: str
    n: int
    accounts: int
    base_rate: float
    intercept: float
    weights: dict[str, float]
    means: dict[str, float]
    backtest: Ranking | None

    def to_json(self) -> str:
        """The model as it is kept."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Model:
        """Read a kept model.

        Raises:
            ValueError: It is none.
        """
        try:
            given = json.loads(text)
            if (test := given["backtest"]) is not None:
                test["deciles"] = tuple(Decile(**decile) for decile in test["deciles"])
                given["backtest"] = Ranking(**test)
            return cls(**given)
        except (TypeError, KeyError) as error:
            raise ValueError("This is no model of research heat.") from error


def model_id(cases: Cases, until: datetime, rule: Heat, seed: int) -> str:
    """The version that learning from these rows gives."""
    said = {"rule": rule.model_dump(mode="json", exclude={"model", "lifts"}), "seed": seed, "recipe": RECIPE}
    told = json.dumps(
        {**said, "until": until.isoformat(), "features": [f.name for f in FEATURES]}, sort_keys=True
    )
    digest = hashlib.blake2b(told.encode(), digest_size=6)
    digest.update("\n".join(cases.account.tolist()).encode())
    digest.update(cases.ends_at.astype("datetime64[us]").tobytes())
    digest.update(cases.came.tobytes())
    digest.update(np.round(np.column_stack([cases.weight, cases.x]), 9).tobytes())
    return digest.hexdigest()


def learn(cases: Cases, until: datetime, rule: Heat, seed: int) -> Model:
    """Learn from rows whose outcomes were known at an instant, and test the recipe on the last of them.

    Args:
        cases: The rows, with enough accounts that opened an opportunity.
        until: The instant.
        rule: The settings.
        seed: Of the drawing of rows.
    """
    from threadpoolctl import threadpool_limits

    # On one thread: sums are added in the same order on every machine, and small ones are faster so.
    with threadpool_limits(1):
        intercept, weights, means = _fit(cases)
        backtest = _backtest(cases, rule)
    names = [feature.name for feature in FEATURES]
    return Model(
        id=model_id(cases, until, rule, seed),
        trained_until=until.isoformat(),
        n=len(cases.came),
        accounts=cases.accounts,
        base_rate=short(np.average(cases.came, weights=cases.weight)),
        intercept=short(intercept),
        weights={name: short(one) for name, one in zip(names, weights, strict=True)},
        means={name: short(one) for name, one in zip(names, means, strict=True)},
        backtest=backtest,
    )


def _backtest(cases: Cases, rule: Heat) -> Ranking | None:
    newest = cases.ends_at.max()
    begins = newest - np.timedelta64(HELD_OUT)
    held = cases.take(cases.ends_at > begins)
    seen = cases.take(cases.ends_at <= begins - np.timedelta64(timedelta(days=rule.within_days)))
    if seen.accounts < rule.min_accounts:
        return None
    intercept, weights, means = _fit(seen)
    probability = 1 / (1 + np.exp(-(intercept + (held.x - means) @ weights)))
    return Ranking.of(probability, held.came, held.weight)


def _fit(cases: Cases) -> tuple[float, Floats, Floats]:
    """Intercept, weights and means of calibrated log-odds."""
    means = np.average(cases.x, axis=0, weights=cases.weight)
    spread = np.sqrt(np.average((cases.x - means) ** 2, axis=0, weights=cases.weight))
    scaled = (cases.x - means) / np.where(spread > 0, spread, 1.0)
    weight = cases.weight / cases.weight.mean()
    fold = np.minimum((cases.draw * FOLDS).astype(np.int64), FOLDS - 1)
    unseen = np.zeros(len(cases.came))
    for one in range(FOLDS):
        own, others = fold == one, fold != one
        if own.any() and 0 < cases.came[others].sum() < others.sum():
            a, w = _logistic(scaled[others], cases.came[others], weight[others])
            unseen[own] = a + scaled[own] @ w
    shift, slope = _logistic(unseen[:, None], cases.came, weight)
    a, w = _logistic(scaled, cases.came, weight)
    return shift + slope[0] * a, slope[0] * w / np.where(spread > 0, spread, 1.0), means


def _logistic(x: Floats, came: Bools, weight: Floats) -> tuple[float, Floats]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=_RIDGE, solver="newton-cholesky", tol=1e-8, max_iter=200)
    fitted.fit(x, came, sample_weight=weight)
    return float(fitted.intercept_[0]), np.asarray(fitted.coef_[0], dtype=np.float64)


def short(value: float) -> float:
    """Nine digits: what linear algebra, or an engine's sums, differ by from one machine to the next is not told."""
    return float(f"{float(value):.9g}")
