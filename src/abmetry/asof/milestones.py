"""The milestones of deals among their touches: first, lead, deal and close (KPIS.md, credit).

First is the first touch; the lead is the last one at or before the creation of the account's first person (none: the
first); the deal is the last before the creation; the close is the last before the close. Each is found twice: among the
eligible touches, which come before the creation, and among the longer ones, which go on to the close. Of touches at one
instant the one with the smaller id comes first.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import Bounds
from abmetry.steps.fact import Step

MARKED = {
    "is_first": "first_id",
    "is_lead": "lead_id",
    "is_deal": "deal_id",
    "is_longer_first": "longer_first_id",
    "is_longer_lead": "longer_lead_id",
    "is_longer_deal": "deal_id",
    "is_close": "close_id",
}
_INSTANTS = ("first_at", "lead_at", "deal_at", "longer_lead_at", "close_at")


def milestone_steps(bounds: Bounds) -> Sequence[Step]:
    """Steps over ``known_deal_touches``; the last, ``milestones``, has one row per deal with a touch.

    Its columns are the ids of the milestones' touches (those of ``MARKED``; null: there is none), and ``least_days``,
    days from the last eligible touch to the creation.
    """
    is_at = " or ".join(f"t.occurred_at = i.{name}" for name in _INSTANTS)
    return (
        Step(
            "first_people",
            f"""
            select account_id, min(created_at) as lead_by
            from people
            where account_id is not null and {bounds.visible()}
            group by account_id
            """,
        ),
        Step(
            "instants",
            """
            select t.opportunity_id,
                min(t.occurred_at) as first_at,
                max(case when t.is_before_creation and t.occurred_at <= p.lead_by then t.occurred_at end) as lead_at,
                max(case when t.is_before_creation then t.occurred_at end) as deal_at,
                max(case when t.occurred_at <= p.lead_by then t.occurred_at end) as longer_lead_at,
                max(case when not t.is_open then t.occurred_at end) as close_at,
                min(t.days_before) as least_days
            from known_deal_touches t
            left join first_people p on p.account_id = t.account_id
            where not t.is_lost_in_period
            group by t.opportunity_id
            """,
        ),
        Step(
            "found",
            f"""
            select t.opportunity_id, i.least_days,
                min(case when t.occurred_at = i.first_at then t.touch_id end) as longer_first_id,
                min(case when t.occurred_at = i.first_at and t.is_before_creation then t.touch_id end) as first_id,
                max(case when t.occurred_at = i.lead_at then t.touch_id end) as lead_id,
                max(case when t.occurred_at = i.deal_at then t.touch_id end) as deal_id,
                max(case when t.occurred_at = i.longer_lead_at then t.touch_id end) as longer_lead_id,
                max(case when t.occurred_at = i.close_at then t.touch_id end) as close_id
            from known_deal_touches t
            join instants i on i.opportunity_id = t.opportunity_id
            where {is_at}
            group by t.opportunity_id, i.least_days
            """,
        ),
        Step(
            "milestones",
            """
            select opportunity_id, least_days, first_id, coalesce(lead_id, first_id) as lead_id, deal_id,
                longer_first_id, coalesce(longer_lead_id, longer_first_id) as longer_lead_id, close_id
            from found
            """,
        ),
    )
