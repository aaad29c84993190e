"""Amounts of opportunities at t, split among the accounts of a deal (KPIS.md, rule 11)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.opportunities import OPPORTUNITIES, WITHOUT_ACCOUNT
from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

_SPLIT = ("amount", "creation_amount")
_OF_THE_DEAL = tuple(c for c in OPPORTUNITIES.columns if c.name not in ("account_id", *_SPLIT))


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    columns = ", ".join(f"o.{column.name}" for column in _OF_THE_DEAL)
    amounts = ", ".join(f"o.{name} * coalesce(h.share, 1) as {name}" for name in _SPLIT)
    return [
        Step(
            "amounts_by_account",
            f"""
            select coalesce(h.account_id, o.account_id) as account_id, coalesce(h.share, 1) as share,
                {columns}, {amounts}
            from known_opportunities o
            left join opportunity_shares h on h.opportunity_id = o.opportunity_id
            """,
        )
    ]


OPPORTUNITY_AMOUNTS = AsOf(
    name="opportunity_amounts",
    doc="An account's part of a deal's amounts as they stood at t; for sums only, deals are counted elsewhere.",
    columns=(
        *fact_columns(
            "account_id text: The account; null: none.",
            "share number: The account's share of the amount.",
            "amount number: The account's part of the amount, reporting currency.",
            "creation_amount number: The account's part of the amount at creation.",
        ),
        *_OF_THE_DEAL,
    ),
    reads=("opportunity_shares",),
    steps=_steps,
    table="'opportunities'",
    key="opportunity_id",
    shows=("name", "type", "status", "stage", "share", "created_at", "closed_at"),
    upon=("opportunities",),
    cautions=(
        WITHOUT_ACCOUNT,
        Caution(
            "amount is null",
            "{n} [deal|deals] without an amount, or without its exchange rate, left out",
            of=("amount",),
        ),
        Caution(
            "amount_from_row",
            "{n} [deal has|deals have] no history of amounts: the oldest amount loaded is taken",
            of=_SPLIT,
        ),
    ),
)
