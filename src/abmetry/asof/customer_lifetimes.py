"""How long customers stay: the spells known at t, those that last censored at t (KPIS.md, stage 6)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    ended = dialect.local_time("spell_to", settings.workspace.timezone)
    return [
        Step(
            "spells_known",
            f"""
            select *, case when spell_to is null then {bounds.t_local} else {ended} end as until_local
            from known_customers
            """,
        ),
        Step(
            "customer_lifetimes",
            f"""
            select
                account_id, began_table, began_id, spell_from, spell_to,
                spell_to is not null as has_ended,
                greatest({dialect.days_between("spell_from_local", "until_local")}, 0) as lifetime_days
            from spells_known
            """,
        ),
    ]


CUSTOMER_LIFETIMES = AsOf(
    name="customer_lifetimes",
    doc="A spell as a customer, with its length up to its end or t.",
    columns=fact_columns(
        "account_id text: The account.",
        "began_table text: The table of the deal or contract that began it.",
        "began_id text: The deal or contract that began it.",
        "spell_from timestamp: Its beginning, UTC.",
        "spell_to timestamp: Its end, UTC; null: it lasts at t.",
        "has_ended boolean: It ended before t.",
        "lifetime_days number: Elapsed days on the wall clock, up to t where it lasts.",
    ),
    reads=(),
    steps=_steps,
    table="began_table",
    key="began_id",
    shows=("spell_from", "spell_to", "lifetime_days"),
    upon=("customers",),
)
