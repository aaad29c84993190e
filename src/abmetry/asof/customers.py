"""Customers as known at t, spell by spell (KPIS.md, rule 4)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    return [
        Step(
            "spells_known",
            f"""
            select
                account_id, spell_from, spell_from_local, spell_from_is_date,
                case when spell_to < {bounds.t} then spell_to end as spell_to,
                began_by, began_id,
                case when began_by = 'opportunity' then 'opportunities' else 'contracts' end as began_table,
                {bounds.in_period("spell_from")} as became_in_period,
                {bounds.holds_at(bounds.start, "spell_from", "spell_to")} as is_at_start,
                {bounds.holds_at(bounds.t, "spell_from", "spell_to")} as is_at_t
            from customer_spells
            where spell_from < {bounds.t} and {bounds.visible()}
            """,
        )
    ]


CUSTOMERS = AsOf(
    name="customers",
    doc="A spell in which an account is or was a customer, as known at t.",
    columns=fact_columns(
        "account_id text: The account.",
        "spell_from timestamp: Its won date, UTC.",
        "spell_from_local timestamp: Its won date, wall clock.",
        "spell_from_is_date boolean: The won date is a bare date.",
        "spell_to timestamp: When it ended, UTC; null: it lasts at t.",
        "began_by text: opportunity or contract.",
        "began_id text: The deal or contract that began it.",
        "began_table text: The table of that deal or contract.",
        "became_in_period boolean: It begins in the period.",
        "is_at_start boolean: It held at the last instant before the period.",
        "is_at_t boolean: It holds at the last instant before t.",
    ),
    reads=("customer_spells",),
    steps=_steps,
    table="began_table",
    key="began_id",
    shows=("began_by", "spell_from", "spell_to"),
)
