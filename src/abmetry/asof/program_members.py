"""Members of campaigns that were added in the period, or reached success in it (KPIS.md, reach).

A membership is its own account's, else its person's. Memberships of one campaign by people who are one stakeholder are
one, which succeeds once: when the first of them did. Our own staff's and suppressed people's never count.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

_SAME = "partition by campaign_id, account_id, member_id"


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del dialect, settings
    return [
        # Members of the others have nothing in the period.
        Step(
            "campaigns_of_period",
            f"""
            select distinct campaign_id from memberships
            where {bounds.in_period("created_at")} or {bounds.in_period("succeeded_at")}
                or (is_success and succeeded_at is null)
            """,
        ),
        Step(
            "people_at_t",
            f"select person_id, stakeholder_id, account_id, exclusion from people where {bounds.visible()}",
        ),
        Step(
            "members",
            f"""
            select m.membership_id, m.campaign_id, m.channel, m.program, m.person_id, m.status,
                m.responded_at, m.created_at, coalesce(m.account_id, p.account_id) as account_id,
                coalesce(p.stakeholder_id, m.person_id, m.membership_id) as member_id,
                case when m.succeeded_at < {bounds.t} then m.succeeded_at end as succeeded_at,
                m.is_success and m.succeeded_at is null as is_undated
            from memberships m
            join campaigns_of_period c on c.campaign_id = m.campaign_id
            left join people_at_t p on p.person_id = m.person_id
            where p.exclusion is null
                and (m.succeeded_at < {bounds.t} or m.created_at < {bounds.t} or m.succeeded_at is null)
            """,
        ),
        Step(
            "numbered",
            f"""
            select members.*, min(created_at) over ({_SAME}) as added_at,
                row_number() over (
                    {_SAME} order by case when succeeded_at is null then 1 else 0 end, succeeded_at,
                        case when is_undated then 0 else 1 end, created_at, membership_id
                ) as place
            from members
            """,
        ),
        Step(
            "of_members",
            f"""
            select account_id, membership_id, campaign_id, channel, program, person_id, status, added_at,
                responded_at, succeeded_at,
                coalesce({bounds.in_period("added_at")}, false) as is_added_in_period,
                coalesce({bounds.in_period("succeeded_at")}, false) as is_success_in_period,
                coalesce({bounds.in_period("succeeded_at")} and responded_at is null, false) as is_dated_by_adding,
                is_undated and succeeded_at is null as is_undated
            from numbered where place = 1
            """,
        ),
        Step(
            "program_members",
            "select * from of_members where is_added_in_period or is_success_in_period or is_undated",
        ),
    ]


PROGRAM_MEMBERS = AsOf(
    name="program_members",
    doc="A person or an account in a campaign, added in the period or successful in it; or successful without a date.",
    columns=fact_columns(
        "account_id text: The membership's account, else its person's; null: unresolved.",
        "membership_id text: The membership; of several that are one, the first that succeeded.",
        "campaign_id text: The campaign.",
        "channel text: The campaign's channel.",
        "program text: The campaign's program.",
        "person_id text: The person.",
        "status text: Status in the campaign, as last loaded.",
        "added_at timestamp: When the member was added, UTC.",
        "responded_at timestamp: When the member responded, UTC.",
        "succeeded_at timestamp: When it reached success, UTC; null: not before t.",
        "is_added_in_period boolean: It was added in the period.",
        "is_success_in_period boolean: It reached success in the period.",
        "is_dated_by_adding boolean: It did, and only the day of being added says when.",
        "is_undated boolean: It reached success, and nothing says when.",
    ),
    reads=("memberships", "people"),
    steps=_steps,
    table="'campaign_members'",
    key="membership_id",
    shows=("campaign_id", "status", "succeeded_at", "added_at", "person_id"),
    cautions=(
        Caution("is_undated", "{n} program [success|successes] without a date left out"),
        Caution(
            "is_dated_by_adding",
            "{n} program [success|successes] without a response date [is|are] dated by when the member was added",
        ),
    ),
)
