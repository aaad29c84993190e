"""The walks that the Markov model learns from: closed deals with the channels of their touches, in order."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    return [
        Step(
            "walking",
            """
            select t.account_id, t.opportunity_id, t.is_won_in_period as is_won, t.channel, t.occurred_at, t.touch_id,
                s.cohort
            from known_deal_touches t
            join (select distinct account_id, cohort from known_scope where cohort <> 'ever_listed') s
                on s.account_id = t.account_id
            where t.is_before_creation and (t.is_won_in_period or t.is_lost_in_period)
            """,
        ),
        Step(
            "ordered",
            """
            select account_id, opportunity_id, is_won, channel, cohort, occurred_at, touch_id,
                lag(channel) over (partition by opportunity_id, cohort order by occurred_at, touch_id) as came_from
            from walking
            """,
        ),
        Step(
            "steps_taken",
            """
            select account_id, opportunity_id, is_won, channel, cohort, came_from,
                row_number() over (partition by opportunity_id, cohort order by occurred_at, touch_id) as place,
                lead(channel) over (partition by opportunity_id, cohort order by occurred_at, touch_id) as goes_to
            from ordered
            where came_from is null or came_from <> channel
            """,
        ),
        Step(
            "deals_of_cohorts",
            "select cohort, count(distinct opportunity_id) as deals from walking group by cohort",
        ),
        Step(
            "walks",
            f"""
            select w.*, d.deals < {settings.stats.min_n} as is_few
            from steps_taken w
            join deals_of_cohorts d on d.cohort = w.cohort
            """,
        ),
    ]


CLOSED_WALKS = AsOf(
    name="closed_walks",
    doc="A channel on the way of a deal that was closed in the period; staying on it is no new step.",
    columns=fact_columns(
        "account_id text: The account that the deal belongs to.",
        "opportunity_id text: The deal.",
        "is_won boolean: It was won; else lost.",
        "cohort text: The cohort of the account.",
        "channel text: The channel.",
        "came_from text: The channel before it; null: it is the first.",
        "goes_to text: The channel after it; null: it is the last.",
        "place integer: Its place on the way, from 1.",
        "is_few boolean: Fewer deals than `stats.min_n` have such a way.",
    ),
    reads=(),
    steps=_steps,
    table="'opportunities'",
    key="opportunity_id",
    upon=("deal_touches",),
    scoped=True,
)
