"""Marketing-qualified accounts: enough marketing minutes, by enough people (KPIS.md, stage 2)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    rule = settings.mqa
    earliest = dialect.add_days(bounds.t_local, -rule.window_days)
    return [
        Step(
            "marketing_minutes",
            f"""
            select account_id, stakeholder_id, sum(minutes) as minutes, max(occurred_at) as last_at
            from touches
            where account_id is not null and category = 'marketing' and minutes > 0
                and occurred_local >= {earliest} and occurred_at < {bounds.t} and {bounds.visible()}
            group by account_id, stakeholder_id
            """,
        ),
        Step(
            "qualifying",
            f"""
            select account_id, sum(minutes) as minutes, max(last_at) as last_at,
                cast(sum(case when stakeholder_id is not null and minutes >= {rule.minutes_each} then 1 else 0 end)
                    as bigint) as people
            from marketing_minutes
            group by account_id
            """,
        ),
        Step(
            "mqa",
            f"""
            select * from qualifying
            where minutes >= {rule.marketing_minutes} and people >= {rule.people}
            """,
        ),
    ]


MQA = AsOf(
    name="mqa",
    doc="An account that meets the rule of marketing qualification at t.",
    columns=fact_columns(
        "account_id text: The account.",
        "minutes number: Its marketing minutes in the rule's window.",
        "people integer: Its people with enough minutes each.",
        "last_at timestamp: The last touch with such minutes, UTC.",
    ),
    reads=("touches",),
    steps=_steps,
    table="'accounts'",
    key="account_id",
    shows=("minutes", "people", "last_at"),
    stored=False,
)
