"""Marketing touches around the deals that are open at t or were won in the period (KPIS.md, influence)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.elapsed import days_until_sql
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    window, when = settings.influence.window_days, settings.influence.when
    since_last = days_until_sql(dialect, bounds, "c.last_touch_local", "c.last_touch_is_date")
    oldest = dialect.add_days(bounds.t_local, -window)
    return [
        Step(
            "deals",
            """
            select account_id, opportunity_id, name, type, is_open, is_won_in_period, created_at
            from known_opportunities
            where account_id is not null and (is_open or is_won_in_period)
            """,
        ),
        Step(
            "cover",
            f"""
            select opportunity_id,
                sum(quantity) as touches,
                sum(case when is_before_creation then quantity else 0 end) as touches_before,
                count(distinct stakeholder_id) as people,
                count(distinct channel) as channels,
                max(occurred_at) as last_touch_at,
                max(occurred_local) as last_touch_local,
                {dialect.last_by("occurred_is_date", "occurred_at")} as last_touch_is_date
            from known_deal_touches
            where not is_lost_in_period
            group by opportunity_id
            """,
        ),
        Step(
            "influence",
            f"""
            select d.account_id, d.opportunity_id, d.name, d.type, d.is_open, d.is_won_in_period, d.created_at,
                coalesce({"c.touches" if when == "any" else "c.touches_before"} > 0, false) as is_influenced,
                coalesce(c.touches, 0) as touches, coalesce(c.touches_before, 0) as touches_before,
                coalesce(c.people, 0) as people, coalesce(c.channels, 0) as channels, c.last_touch_at,
                case when {since_last} < 0 then 0 else {since_last} end as days_since_last,
                coalesce(c.people, 0) <= 1 or c.last_touch_local < {oldest} as is_thin
            from deals d
            left join cover c on c.opportunity_id = d.opportunity_id
            """,
        ),
    ]


OPPORTUNITY_INFLUENCE = AsOf(
    name="opportunity_influence",
    doc="A deal that is open at t or was won in the period, with the marketing touches of its account from the"
    " influence window before its creation up to t or its close.",
    columns=fact_columns(
        "account_id text: The account.",
        "opportunity_id text: The deal.",
        "name text: Its name.",
        "type text: new_business, renewal or expansion.",
        "is_open boolean: It is open at t.",
        "is_won_in_period boolean: It was won in the period.",
        "created_at timestamp: When it was created, UTC.",
        "is_influenced boolean: A marketing touch lies where the workspace says that one influences.",
        "touches number: Marketing touches from the window before its creation to t or its close.",
        "touches_before number: Those before its creation.",
        "people integer: How many people made them.",
        "channels integer: Over how many channels.",
        "last_touch_at timestamp: The last of them, UTC; null: there is none.",
        "days_since_last number: Days from it to t.",
        "is_thin boolean: No more than one person made them, or the last is older than the window.",
    ),
    reads=(),
    steps=_steps,
    table="'opportunities'",
    key="opportunity_id",
    shows=("name", "type", "touches", "touches_before", "people", "channels", "last_touch_at"),
    upon=("opportunities", "deal_touches"),
)
