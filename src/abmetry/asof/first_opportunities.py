"""First new-business opportunities, and how long they took from the first engagement (KPIS.md, stage 3)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.elapsed import counted_days_sql, days_until_sql, elapsed_days_sql
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    days = elapsed_days_sql(
        dialect, "first_engaged_local", "created_local", "first_engaged_is_date", "created_is_date"
    )
    waiting = days_until_sql(dialect, bounds, "first_engaged_local", "first_engaged_is_date")
    return [
        Step(
            "new_business_in_order",
            """
            select *, row_number() over (partition by account_id order by created_at, opportunity_id) as place
            from known_opportunities
            where is_new_business and account_id is not null
            """,
        ),
        Step(
            "accounts_on_the_way",
            """
            select coalesce(o.account_id, e.account_id) as account_id, o.opportunity_id, o.name, o.created_at,
                o.created_local, o.created_is_date, coalesce(o.is_created_in_period, false) as is_created_in_period,
                e.first_engaged_at, e.first_engaged_local, e.first_engaged_is_date
            from (select * from new_business_in_order where place = 1) o
            full join known_first_engagement e on e.account_id = o.account_id
            """,
        ),
        Step(
            "first_opportunities",
            f"""
            select account_id, opportunity_id, name, created_at, is_created_in_period, first_engaged_at,
                coalesce(first_engaged_at < created_at, false) as was_engaged_before,
                case when first_engaged_at < created_at then {days} end as raw_days,
                case when first_engaged_at < created_at then {counted_days_sql(days)} end as days,
                opportunity_id is null as is_waiting,
                case when opportunity_id is null then {counted_days_sql(waiting)} end as waiting_days
            from accounts_on_the_way
            """,
        ),
    ]


FIRST_OPPORTUNITIES = AsOf(
    name="first_opportunities",
    doc="An account with its first new-business deal, or one that has engaged and has none yet.",
    columns=fact_columns(
        "account_id text: The account.",
        "opportunity_id text: Its first new-business deal; null: none yet.",
        "name text: The deal's name.",
        "created_at timestamp: When the deal was created, UTC.",
        "is_created_in_period boolean: The deal was created in the period.",
        "first_engaged_at timestamp: The account's first engagement ever, UTC; null: none before t.",
        "was_engaged_before boolean: It engaged before its first deal was created.",
        "raw_days number: Creation minus that engagement, negative where the data is wrong.",
        "days number: Creation minus that engagement; null where negative.",
        "is_waiting boolean: It has engaged and has no deal yet.",
        "waiting_days number: Days from its first engagement to t while it has none.",
    ),
    reads=(),
    steps=_steps,
    table="'opportunities'",
    key="opportunity_id",
    shows=("name", "created_at", "first_engaged_at"),
    upon=("opportunities", "first_engagement"),
)
