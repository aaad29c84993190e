"""Accounts that became customers in the period, with their way there (KPIS.md, stage 4)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.elapsed import counted_days_sql, days_until_sql, elapsed_days_sql
from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _once(dialect: Dialect, settings: Settings, periods: Sequence[Bounds]) -> Sequence[Step]:
    del settings
    return [
        Step(
            "ever_won",
            """
            select account_id, max(spell_from) as last_won_at
            from asof_customers where became_in_period
            group by account_id
            """,
        ),
        # The day of a win that is a bare date ends within two days of its midnight.
        Step(
            "touches_of_winners",
            f"""
            select t.account_id, t.occurred_at, t.occurred_on, t.quantity, t.category, t.known_from, t.known_to
            from touches t
            join ever_won w on w.account_id = t.account_id
            where t.is_counted and t.occurred_at < {periods[-1].t}
                and t.occurred_at < {dialect.add_days("w.last_won_at", 2)}
            """,
        ),
    ]


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    days = elapsed_days_sql(
        dialect, "e.first_engaged_local", "w.won_local", "e.first_engaged_is_date", "w.won_is_date"
    )
    waiting = days_until_sql(dialect, bounds, "e.first_engaged_local", "e.first_engaged_is_date")
    won_on = dialect.local_date("w.won_local")
    return [
        Step(
            "begun",
            """
            select *, row_number() over (partition by account_id order by spell_from, began_id) as place
            from known_customers where became_in_period
            """,
        ),
        Step(
            "won",
            """
            select account_id, spell_from as won_at, spell_from_local as won_local,
                spell_from_is_date as won_is_date, began_by, began_id, began_table
            from begun where place = 1
            """,
        ),
        Step("ever_customers", "select distinct account_id from known_customers"),
        Step(
            "touches_to_the_win",
            f"""
            select w.account_id, sum(t.quantity) as touches,
                sum(case when t.category = 'sales' then t.quantity else 0 end) as sales_touches,
                sum(case when t.category = 'marketing' then t.quantity else 0 end) as marketing_touches
            from once_won_accounts t
            join won w on w.account_id = t.account_id
            where t.occurred_at < {bounds.t} and {bounds.visible("t")}
                and (t.occurred_at < w.won_at or (w.won_is_date and t.occurred_on = {won_on}))
            group by w.account_id
            """,
        ),
        Step(
            "won_accounts",
            f"""
            select w.account_id, true as became_in_period, w.won_at, w.began_by, w.began_id, w.began_table,
                e.first_engaged_at, {days} as raw_days, {counted_days_sql(days)} as days,
                cast(null as double) as waiting_days,
                coalesce(t.touches, 0) as touches, coalesce(t.sales_touches, 0) as sales_touches,
                coalesce(t.marketing_touches, 0) as marketing_touches
            from won w
            left join known_first_engagement e on e.account_id = w.account_id
            left join touches_to_the_win t on t.account_id = w.account_id
            union all
            select e.account_id, false, cast(null as timestamp), cast(null as string), cast(null as string),
                cast(null as string), e.first_engaged_at, cast(null as double), cast(null as double),
                {counted_days_sql(waiting)}, cast(null as double), cast(null as double), cast(null as double)
            from known_first_engagement e
            left join ever_customers c on c.account_id = e.account_id
            where c.account_id is null
            """,
        ),
    ]


WON_ACCOUNTS = AsOf(
    name="won_accounts",
    doc="An account that became a customer in the period, or one that has engaged and never was one.",
    columns=fact_columns(
        "account_id text: The account.",
        "became_in_period boolean: It became a customer in the period.",
        "won_at timestamp: Its won date, UTC; of two in the period the first.",
        "began_by text: opportunity or contract.",
        "began_id text: The deal or contract that made it a customer.",
        "began_table text: The table of that deal or contract.",
        "first_engaged_at timestamp: Its first engagement ever, UTC; null: none before t.",
        "raw_days number: Won date minus that engagement, negative where it came later.",
        "days number: Won date minus that engagement; null where negative.",
        "waiting_days number: Days from its first engagement to t while it was never a customer.",
        "touches number: Touches that count, both directions, up to the won date.",
        "sales_touches number: Those of sales.",
        "marketing_touches number: Those of marketing.",
    ),
    reads=("touches",),
    steps=_steps,
    table="began_table",
    key="began_id",
    shows=("began_by", "won_at", "first_engaged_at"),
    upon=("customers", "first_engagement"),
    once=_once,
)
