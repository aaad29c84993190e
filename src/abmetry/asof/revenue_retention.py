"""Annual value of customers at the period's start, and what is there of it at t (KPIS.md, stage 5)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    def of_active(column: str, value: str) -> str:
        return f"case when {column} then {value} end"

    return [
        Step(
            "account_values",
            f"""
            select
                account_id,
                {dialect.any_where("is_active_at_start")} as had_any,
                coalesce(sum({of_active("is_active_at_start", "annual_value")}), 0) as start_value,
                coalesce(sum({of_active("is_active", "annual_value")}), 0) as end_value,
                {dialect.json_list_of(of_active("is_active_at_start", "contract_id"))}
                    as start_contracts,
                {dialect.json_list_of(of_active("is_active", "contract_id"))} as end_contracts,
                {dialect.count_where("is_active_at_start and annual_value is null")} as unvalued_contracts
            from known_contracts
            where is_active_at_start or is_active
            group by account_id
            """,
        ),
        Step(
            "revenue_retention",
            """
            select *, case when end_value < start_value then end_value else start_value end as kept_value
            from account_values where had_any = 1
            """,
        ),
    ]


REVENUE_RETENTION = AsOf(
    name="revenue_retention",
    doc="A customer with a contract active at the period's start, its annual value then and at t.",
    columns=fact_columns(
        "account_id text: The account.",
        "start_value number: Annual value of its contracts active at the start, reporting currency.",
        "end_value number: Annual value of its contracts active at t.",
        "kept_value number: Annual value of its contracts active at t, at most the value at the start.",
        "start_contracts text: Its contracts active at the start, a JSON list.",
        "end_contracts text: Its contracts active at t, a JSON list.",
        "unvalued_contracts integer: Contracts active at the start whose yearly value is not known.",
    ),
    reads=(),
    steps=_steps,
    table="'accounts'",
    key="r.account_id",
    shows=("start_value", "end_value", "start_contracts", "end_contracts"),
    upon=("contracts",),
)
