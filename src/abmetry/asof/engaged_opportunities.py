"""What became of accounts that engaged: their next new-business opportunity (KPIS.md, stage 3)."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    engaged_on = dialect.local_date("d.first_engagement_local")
    return [
        Step(
            "deals_of_engaged",
            """
            select e.account_id, e.first_engagement_at, e.first_engagement_local, o.opportunity_id, o.created_at
            from known_engagement e
            join known_opportunities o on o.account_id = e.account_id and o.is_new_business
            """,
        ),
        # A deal that closes on a bare date is open until that day is over.
        Step(
            "open_at_engagement",
            f"""
            select distinct d.account_id
            from deals_of_engaged d
            join opportunity_states s on s.opportunity_id = d.opportunity_id and s.status = 'open'
                and s.state_from < d.first_engagement_at
            left join opportunity_states c on c.opportunity_id = s.opportunity_id and c.status <> 'open'
                and c.state_from = s.state_to and c.closed_at = c.state_from
            where d.created_at < d.first_engagement_at
                and (s.state_to is null or s.state_to >= d.first_engagement_at
                    or (c.closed_is_date and c.closed_on = {engaged_on}))
            """,
        ),
        Step(
            "next_in_order",
            """
            select account_id, opportunity_id, created_at,
                row_number() over (partition by account_id order by created_at, opportunity_id) as place
            from deals_of_engaged
            where created_at >= first_engagement_at
            """,
        ),
        Step(
            "engaged_opportunities",
            """
            select e.account_id, e.first_engagement_at, o.account_id is null as is_free,
                n.opportunity_id, n.created_at, o.account_id is null and n.opportunity_id is not null as has_next
            from known_engagement e
            left join open_at_engagement o on o.account_id = e.account_id
            left join next_in_order n on n.account_id = e.account_id and n.place = 1
            """,
        ),
    ]


ENGAGED_OPPORTUNITIES = AsOf(
    name="engaged_opportunities",
    doc="An account engaged in the period, with its next new-business deal after its first engagement.",
    columns=fact_columns(
        "account_id text: The engaged account.",
        "first_engagement_at timestamp: Its first engagement in the period, UTC.",
        "is_free boolean: It had no new-business deal open at that engagement.",
        "opportunity_id text: Its next new-business deal created by t; null: none.",
        "created_at timestamp: When that deal was created, UTC.",
        "has_next boolean: It was free and has a next deal.",
    ),
    reads=("opportunity_states",),
    steps=_steps,
    table="'accounts'",
    key="r.account_id",
    shows=("first_engagement_at", "opportunity_id", "created_at"),
    upon=("engagement", "opportunities"),
)
