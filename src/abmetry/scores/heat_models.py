"""Which model of research heat held when, each learned from nothing later than it began to hold.

A new model begins to hold with every quarter of the calendar. It is learned from weeks whose outcomes were known by
then, so the heat of any past week is what it would have been then. Where fewer than `heat.min_accounts` accounts with
an opportunity were known, a rule holds: one point each for a visit in the week, for three visits or more that are at
least twice the weekly mean of the four weeks before, for two people or more, for a high-value page, for somebody new.
Models are kept in the workspace; `heat.model` names one that no later one replaces.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.scores.heat_features import FEATURES
from abmetry.scores.heat_model import Cases, Model, learn, model_id, short
from abmetry.scores.heat_sample import sample
from abmetry.scores.heat_store import HeatStore
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.steps.renewal import CAME, CHANGED, WENT, Renewal, by
from abmetry.workspace.settings import Settings

_COLUMNS = fact_columns(
    "quarter_on date: The first day of the quarter with which it begins to hold; null: from ever.",
    "holds_from timestamp: For weeks that end at this instant or later, UTC: that day's local midnight.",
    "holds_to timestamp: For weeks that end before this instant, UTC; null: no later one holds.",
    "model text: Its version; null: the rule holds.",
    "trained_until timestamp: Nothing at or after this instant was used, UTC.",
    "n integer: Account-weeks it was learned from.",
    "accounts integer: Accounts among them that opened an opportunity; of the rule: those that there were.",
    "base_rate number: Share of the active account-weeks that an opportunity followed.",
    "intercept number: Log-odds of an account-week that is average in everything.",
    "test_n integer: Account-weeks of the back-test; null: too few to tell.",
    "test_positives integer: Of these, those that an opportunity followed.",
    "area number: Area under the curve.",
    "brier number: Brier score.",
    "brier_of_base_rate number: Brier score of always saying the base rate.",
    "top_decile_lift number: Share of positives in the highest tenth over the base rate.",
    "deciles text: Predicted, observed and lift per tenth, the highest first, as JSON.",
    "parameters text: Weight and mean of each feature, as JSON.",
)
_WEIGHT_COLUMNS = fact_columns(
    "model text: The version.",
    "feature text: The feature.",
    "driver text: What it is told as.",
    "weight number: What one unit adds to the log-odds.",
    "mean number: The feature's mean over the account-weeks that the model was learned from.",
    "doc text: What the feature is.",
)
_ARROW = {
    "text": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "timestamp": pa.timestamp("us"),
    "date": pa.date32(),
}


def quarters(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, date]]:
    """The local midnights at which quarters begin, after `first` up to `last`, all naive UTC, with their days."""
    year = first.year
    while True:
        for month in (1, 4, 7, 10):
            begins = datetime(year, month, 1, tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
            if begins > last:
                return
            if begins > first:
                yield begins, date(year, month, 1)
        year += 1


def walk_forward(cases: Cases, begins: list[datetime], settings: Settings) -> list[tuple[Model | None, int]]:
    """The model that holds from each instant, or None where the rule does; and how many accounts there were."""
    rule, seed, store = settings.heat, settings.stats.seed, HeatStore(settings)
    pinned = store.pinned(rule.model) if rule.model else None
    found: list[tuple[Model | None, int]] = []
    for instant in begins:
        if pinned and instant.isoformat() >= pinned.trained_until:
            found.append((pinned, pinned.accounts))
            continue
        seen = cases.labelled_by(instant, rule)
        if seen.accounts < rule.min_accounts or seen.came.all():
            found.append((None, seen.accounts))
            continue
        model = store.find(model_id(seen, instant, rule, seed)) or learn(seen, instant, rule, seed)
        store.keep(model)
        found.append((model, model.accounts))
    return found


def _table(engine: Engine, settings: Settings) -> pa.Table:
    ends = engine.query(
        "select min(week_ends_at) as first, max(week_ends_at) as last from account_weeks"
    ).to_pylist()
    first, last = ends[0]["first"], ends[0]["last"]
    if first is None:
        return _rows([_row(None, None, None, 0)], _COLUMNS)
    begun = dict(quarters(first, last, ZoneInfo(settings.workspace.timezone)))
    begins = list(begun)
    models = walk_forward(_cases(sample(engine, settings)), begins, settings)
    bounds = [None, *begins, None]
    rows = [
        {
            "quarter_on": None if i == 0 else begun[begins[i - 1]],
            **_row(bounds[i], bounds[i + 1], model, accounts),
        }
        for i, (model, accounts) in enumerate([(None, 0), *models])
    ]
    return _rows(rows, _COLUMNS)


def _cases(drawn: pa.Table) -> Cases:
    return Cases(
        account=np.array(drawn["account_id"].to_pylist(), dtype=np.str_),
        ends_at=drawn["week_ends_at"].to_numpy().astype("datetime64[us]"),
        draw=drawn["draw"].to_numpy(),
        came=drawn["is_positive"].to_numpy() == 1,
        weight=drawn["weight"].to_numpy().astype(np.float64),
        x=np.column_stack([drawn[feature.name].to_numpy() for feature in FEATURES]).astype(np.float64),
    )


def _row(
    begins: datetime | None, until: datetime | None, model: Model | None, accounts: int
) -> dict[str, Any]:
    row: dict[str, Any] = {"holds_from": begins, "holds_to": until, "accounts": accounts}
    if model is None:
        return row
    row |= {
        "model": model.id,
        "trained_until": datetime.fromisoformat(model.trained_until),
        "n": model.n,
        "base_rate": model.base_rate,
        "intercept": model.intercept,
        "parameters": json.dumps({"weights": model.weights, "means": model.means}, sort_keys=True),
    }
    if (test := model.backtest) is None:
        return row
    return row | {
        "test_n": test.n,
        "test_positives": test.positives,
        "area": test.area,
        "brier": test.brier,
        "brier_of_base_rate": test.brier_of_base_rate,
        "top_decile_lift": test.deciles[0].lift,
        "deciles": json.dumps(
            [{name: short(value) for name, value in asdict(decile).items()} for decile in test.deciles]
        ),
    }


def _weights(engine: Engine, settings: Settings) -> pa.Table:
    del settings
    models = engine.query(
        "select distinct model, parameters from heat_models where model is not null order by 1"
    )
    rows: list[dict[str, Any]] = []
    for one in models.to_pylist():
        parameters = json.loads(one["parameters"])
        rows.extend(
            {
                "model": one["model"],
                "feature": feature.name,
                "driver": feature.driver,
                "weight": parameters["weights"][feature.name],
                "mean": parameters["means"][feature.name],
                "doc": feature.doc,
            }
            for feature in FEATURES
        )
    return _rows(rows, _WEIGHT_COLUMNS)


def _rows(rows: list[dict[str, Any]], columns: tuple[Any, ...]) -> pa.Table:
    return pa.table(
        {
            column.name: pa.array([row.get(column.name) for row in rows], _ARROW[column.type.value])
            for column in columns
        }
    )


_LAST = "(select max(holds_from) from heat_models)"
_QUARTER = "interval 89 days"


def _before_last(relation: str, columns: str, which: str) -> str:
    """Rows that went from a relation or came to it, and differ in what was so before the last model began to hold."""
    sides = [
        f"select {columns} from {side}{relation} where {_LAST} is null or {which}" for side in (CAME, WENT)
    ]
    return f"select 1 as key_0 from ({sides[0]} except all {sides[1]} union all ({sides[1]} except all {sides[0]}))"


def _until_last(*columns: str) -> str:
    return ", ".join(f"case when {column} < {_LAST} then {column} end" for column in columns)


_RENEWAL = Renewal(
    key=by("1"),
    # A model rests on nothing that became so after it began to hold; a quarter has 90 days at least.
    touched={
        "account_weeks": (
            f"select 1 as key_0 from {CHANGED}"
            f" where {_LAST} is null or week_ends_at <= {_LAST} or week_ends_at > {_LAST} + {_QUARTER}"
            f" or (select max(week_ends_at) from account_weeks) < {_LAST}"
        ),
        # The history of a deal may be older than the deal.
        "opportunities": _before_last(
            "opportunities",
            "opportunity_id, account_id, type, created_at",
            f"created_at < {_LAST} or opportunity_id in"
            f" (select opportunity_id from opportunity_states where state_from < {_LAST})",
        ),
        "opportunity_states": _before_last(
            "opportunity_states",
            f"opportunity_id, status, state_from, {_until_last('state_to')}",
            f"state_from < {_LAST}",
        ),
        "customer_spells": _before_last(
            "customer_spells",
            f"account_id, {_until_last('known_from', 'known_to', 'spell_from', 'spell_to')}",
            f"spell_from < {_LAST} and (known_from is null or known_from < {_LAST})",
        ),
    },
    within={},
)

FACTS = (
    LookupFact(
        name="heat_models",
        doc="A time in which one model of research heat holds, or the rule, with the model's back-test.",
        columns=_COLUMNS,
        reads=("account_weeks", "opportunities", "opportunity_states", "customer_spells"),
        table=_table,
        renewal=_RENEWAL,
    ),
    LookupFact(
        name="heat_weights",
        doc="What a feature counts for in a model of research heat.",
        columns=_WEIGHT_COLUMNS,
        reads=("heat_models",),
        table=_weights,
    ),
)
