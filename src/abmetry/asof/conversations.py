"""Meaningful conversations of the period (KPIS.md, account-based sales development).

A person, without one a visitor, without one an account, has one a day: the first meaningful talk, on its account.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del dialect, settings, bounds
    return [
        Step(
            "numbered",
            """
            select *, row_number() over (
                partition by occurred_on, case
                    when stakeholder_id is not null then concat('person ', stakeholder_id)
                    when visitor_id is not null then concat('visitor ', visitor_id)
                    else concat('account ', account_id) end
                order by occurred_at, touch_id) as place
            from known_talks
            where is_meaningful and account_id is not null
            """,
        ),
        Step(
            "conversations",
            """
            select n.account_id, n.touch_id, n.kind, n.channel, n.occurred_at, n.occurred_local, n.person_id,
                n.stakeholder_id, n.user_id as rep, u.team, n.thread_id, n.minutes
            from numbered n
            left join users u on u.user_id = n.user_id
            where n.place = 1
            """,
        ),
    ]


CONVERSATIONS = AsOf(
    name="conversations",
    doc="A meaningful conversation: the first of its person and local day.",
    columns=fact_columns(
        "account_id text: The account.",
        "touch_id text: The touch.",
        "kind text: call_answered, chat, meeting, email_reply or email_received.",
        "channel text: Channel.",
        "occurred_at timestamp: When, UTC.",
        "occurred_local timestamp: When, wall clock.",
        "person_id text: Person; null: nobody known.",
        "stakeholder_id text: Person, people with one address being one.",
        "rep text: Our user.",
        "team text: Their team.",
        "thread_id text: Thread.",
        "minutes number: Its minutes; null: a reply.",
    ),
    reads=("users",),
    steps=_steps,
    table="'touches'",
    key="touch_id",
    shows=("occurred_at", "kind", "person_id", "rep", "minutes"),
    upon=("talks",),
)
