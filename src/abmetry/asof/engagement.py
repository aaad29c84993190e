"""Engaged accounts, by the rule of the workspace (KPIS.md, rule 6)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.facts.engaged_spells import ENGAGING
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    rule = settings.engaged
    within = bounds.in_period("occurred_at")
    if rule.lookback_days:
        earliest = dialect.add_days(bounds.t_local, -rule.lookback_days)
        within = f"(occurred_local >= {earliest} and occurred_at < {bounds.t})"
    enough = f"sum(minutes) >= {rule.minutes}" if rule.rule == "minutes" else "1 = 1"
    engaging = ENGAGING[rule.rule]
    return [
        Step(
            "engaged_accounts",
            f"""
            select
                account_id,
                min(case when {engaging} then occurred_at end) as first_engaged_at,
                min(case when {engaging} then occurred_local end) as first_engaged_local,
                min(occurred_at) as first_engagement_at,
                min(occurred_local) as first_engagement_local,
                {dialect.count_where(engaging)} as engagements,
                sum(case when {engaging} then minutes end) as minutes
            from touches
            where account_id is not null and is_engagement and {within} and {bounds.visible()}
            group by account_id
            having max(case when {engaging} then 1 else 0 end) = 1 and {enough}
            """,
        ),
    ]


def _first_touch(settings: Settings) -> str:
    engaging = ENGAGING[settings.engaged.rule]
    return f"""
        join (select * from touches where {engaging}) e
            on e.account_id = r.account_id and e.occurred_at = r.first_engaged_at
    """


ENGAGEMENT = AsOf(
    name="engagement",
    doc="An account that is engaged in the period, with the touch that decided first.",
    columns=fact_columns(
        "account_id text: The engaged account.",
        "first_engaged_at timestamp: When that was, UTC.",
        "first_engaged_local timestamp: When that was, wall clock.",
        "first_engagement_at timestamp: When it first engaged, by the rule or not, UTC.",
        "first_engagement_local timestamp: When that was, wall clock.",
        "engagements integer: How many engagements and responses.",
        "minutes number: Their minutes.",
    ),
    reads=("touches",),
    steps=_steps,
    table="e.source_table",
    key="e.touch_id",
    located=_first_touch,
    shows=("first_engaged_at", "engagements", "minutes"),
)
