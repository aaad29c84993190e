"""Contracts as known at t, and whether they are active then (KPIS.md, rule 4)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    def active_on(day: str) -> str:
        return f"c.starts_on <= {day} and (c.last_on is null or c.last_on >= {day})"

    margin = settings.lifetime.gross_margin
    otherwise = "cast(null as double)" if margin is None else f"cast({margin} as double)"
    return [
        Step(
            "contracts_known",
            f"""
            select
                c.account_id, c.contract_id, c.opportunity_id, c.starts_on, c.last_on, c.renews_contract_id,
                c.annual_value_reporting as annual_value,
                coalesce(c.gross_margin, {otherwise}) as gross_margin,
                {active_on(bounds.last_day)} as is_active,
                {active_on(bounds.first_day)} as is_active_at_start
            from contracts c
            where c.starts_on <= {bounds.last_day} and c.known_from < {bounds.t}
                and (c.last_on is null or c.last_on >= c.starts_on)
            """,
        )
    ]


CONTRACTS = AsOf(
    name="contracts",
    doc="A contract that began before t, as known at t.",
    columns=fact_columns(
        "account_id text: The account.",
        "contract_id text: The contract.",
        "opportunity_id text: The deal it came from.",
        "starts_on date: First day.",
        "last_on date: Last day, the earlier of end and cancellation; null: no end.",
        "renews_contract_id text: The contract it renews.",
        "annual_value number: Value per year, reporting currency; null: not known.",
        "gross_margin number: Gross margin, 0 to 1, its own or the workspace's; null: not known.",
        "is_active boolean: Active on the local day of the last instant before t.",
        "is_active_at_start boolean: Active on the local day of the last instant before the period.",
    ),
    reads=("contracts",),
    steps=_steps,
    cautions=(
        Caution(
            "annual_value is null and is_active",
            "{n} active [contract|contracts] without a known yearly value left out",
        ),
    ),
    table="'contracts'",
    key="contract_id",
    shows=("starts_on", "last_on", "annual_value"),
)
