"""Amounts of deals by whether marketing touched their account, split among the accounts of a deal."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.opportunity_amounts import OPPORTUNITY_AMOUNTS
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    return [
        Step(
            "influenced_amounts",
            """
            select a.account_id, a.opportunity_id, a.name, a.type, a.share, a.amount,
                a.account_id = i.account_id as is_primary, a.is_open, a.is_won_in_period, a.is_closed_in_period,
                a.is_created_in_period, a.amount_from_row, i.is_influenced,
                i.touches, i.touches_before, i.last_touch_at
            from known_opportunity_influence i
            join known_opportunity_amounts a on a.opportunity_id = i.opportunity_id
            """,
        )
    ]


INFLUENCED_AMOUNTS = AsOf(
    name="influenced_amounts",
    doc="An account's part of the amount of a deal that is open at t or was won in the period.",
    columns=fact_columns(
        "account_id text: The account.",
        "opportunity_id text: The deal.",
        "name text: Its name.",
        "type text: new_business, renewal or expansion.",
        "share number: The account's share of the amount.",
        "amount number: The account's part of the amount, reporting currency; null: no rate.",
        "is_primary boolean: The deal belongs to this account.",
        "is_open boolean: The deal is open at t.",
        "is_won_in_period boolean: The deal was won in the period.",
        "is_closed_in_period boolean: Its last close lies in the period.",
        "is_created_in_period boolean: It was created in the period.",
        "amount_from_row boolean: No history says its amount.",
        "is_influenced boolean: Marketing touched the account that the deal belongs to, where that influences.",
        "touches number: Marketing touches from the window before its creation to t or its close.",
        "touches_before number: Those before its creation.",
        "last_touch_at timestamp: The last of them, UTC.",
    ),
    reads=(),
    steps=_steps,
    table="'opportunities'",
    key="opportunity_id",
    shows=("name", "type", "share", "touches", "touches_before", "last_touch_at"),
    upon=("opportunity_influence", "opportunity_amounts"),
    cautions=OPPORTUNITY_AMOUNTS.cautions,
)
