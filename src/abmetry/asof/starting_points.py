"""What was known of every account when the period began: what accounts are matched on (influence/matching.py).

Nothing at or after the start counts, neither touches nor links nor stages; size, industry and region have no time of
their own and are those last loaded.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    since = dialect.add_days(bounds.start_local, -settings.lift.traffic_days)
    known = bounds.holds_at(bounds.start, "known_from", "known_to")
    return [
        Step(
            "traffic_before",
            f"""
            select account_id, sum(quantity) as traffic
            from touches
            where is_engagement and account_id is not null and occurred_local >= {since}
                and occurred_at < {bounds.start} and {known}
            group by account_id
            """,
        ),
        Step(
            "stage_at_start",
            f"""
            select account_id, max(stage) as stage
            from funnel_spells
            where {bounds.holds_at(bounds.start, "spell_from", "spell_to")}
            group by account_id
            """,
        ),
        Step(
            "starting_points",
            """
            select a.account_id, cast(a.employees as double) as employees,
                cast(a.annual_revenue as double) as annual_revenue, a.currency, a.industry,
                coalesce(a.region, a.country) as region, coalesce(v.traffic, 0) as traffic, s.stage
            from accounts a
            left join traffic_before v on v.account_id = a.account_id
            left join stage_at_start s on s.account_id = a.account_id
            """,
        ),
    ]


STARTING_POINTS = AsOf(
    name="starting_points",
    doc="An account as it was known when the period began.",
    columns=fact_columns(
        "account_id text: The account.",
        "employees number: Employees, as last loaded.",
        "annual_revenue number: Revenue a year, as last loaded.",
        "currency text: Its currency.",
        "industry text: Industry, as last loaded.",
        "region text: Region, else country, as last loaded.",
        "traffic number: Engagements in the days before the start.",
        "stage integer: Stage of the funnel at the start.",
    ),
    reads=("accounts", "touches", "funnel_spells"),
    steps=_steps,
    table="'accounts'",
    key="account_id",
    shows=("employees", "industry", "region", "traffic", "stage"),
)
