"""Stays of deals in their stages, and which of them are unusually long (KPIS.md, stage 4)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.elapsed import counted_days_sql, days_until_sql, elapsed_days_sql
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

USUAL = 0.75
"""A stay is stalled above this quantile of the stage's stays in deals that were won."""


def _usual_steps(dialect: Dialect) -> list[Step]:
    """The quantile of each stage by linear interpolation: between the two stays around place q (n - 1)."""
    return [
        Step(
            "usual_stays",
            f"""
            select stage, days, count(*) over (partition by stage) as n,
                row_number() over (partition by stage order by days) - 1 as place,
                cast({USUAL} as double) * (count(*) over (partition by stage) - 1) as wanted
            from measured_stays
            where is_won and days is not null
            """,
        ),
        Step(
            "usual_days_of_stages",
            """
            select stage,
                max(case when place = floor(wanted) then days end)
                + max(wanted - floor(wanted)) * (
                    max(case when place = least(floor(wanted) + 1, n - 1) then days end)
                    - max(case when place = floor(wanted) then days end)
                ) as usual_days
            from usual_stays
            group by stage
            """,
        ),
    ]


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    days = elapsed_days_sql(dialect, "entered_local", "left_local", "entered_is_date", "left_is_date")
    so_far = days_until_sql(dialect, bounds, "entered_local", "entered_is_date")
    return [
        Step(
            "stays_begun",
            f"""
            select s.opportunity_id, o.account_id, o.name, o.type, s.stage, s.entered_at, s.entered_local,
                s.entered_is_date, o.is_won, o.is_open,
                case when s.left_at < {bounds.t} then s.left_at end as left_at,
                case when s.left_at < {bounds.t} then s.left_local end as left_local,
                coalesce(s.left_at < {bounds.t} and s.left_is_date, false) as left_is_date
            from stage_stays s
            join known_opportunities o on o.opportunity_id = s.opportunity_id
            where s.entered_at < {bounds.t}
            """,
        ),
        Step(
            "measured_stays",
            f"""
            select *, case when left_at is not null then {days} end as raw_days,
                case when left_at is not null then {counted_days_sql(days)} end as days,
                case when left_at is null then {counted_days_sql(so_far)} end as days_so_far
            from stays_begun
            """,
        ),
        *_usual_steps(dialect),
        Step(
            "stays",
            f"""
            select m.account_id, m.opportunity_id, m.name, m.type, m.stage, m.entered_at, m.left_at,
                m.raw_days, m.days, coalesce({bounds.in_period("m.left_at")}, false) as ended_in_period,
                m.left_at is null and m.is_open as is_present, m.days_so_far, u.usual_days,
                coalesce(m.left_at is null and m.is_open and m.days_so_far > u.usual_days, false) as is_stalled
            from measured_stays m
            left join usual_days_of_stages u on u.stage = m.stage
            """,
        ),
    ]


STAGE_STAYS = AsOf(
    name="stage_stays",
    doc="A stay of a deal in an open stage, as known at t; a stage that is entered again has two.",
    columns=fact_columns(
        "account_id text: The account; null: none.",
        "opportunity_id text: The deal.",
        "name text: Its name.",
        "type text: new_business, renewal or expansion.",
        "stage text: The stage.",
        "entered_at timestamp: When the stay began, UTC.",
        "left_at timestamp: When it ended, UTC; null: it lasts at t.",
        "raw_days number: Its length, negative where the data is wrong.",
        "days number: Its length; null where negative.",
        "ended_in_period boolean: It ended in the period.",
        "is_present boolean: The deal is open and stands in the stage at t.",
        "days_so_far number: Its length up to t while it lasts.",
        "usual_days number: 75th percentile of the stage's stays of all deals won before t; null: there are none.",
        "is_stalled boolean: It is longer than that.",
    ),
    reads=("stage_stays",),
    steps=_steps,
    table="'opportunity_stages'",
    key="opportunity_id",
    shows=("name", "stage", "entered_at", "left_at"),
    upon=("opportunities",),
)
