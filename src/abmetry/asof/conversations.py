"""Meaningful conversations of the period (KPIS.md, account-based sales development).

An answered call, a chat or a meeting of enough minutes (the actual ones, else those of its kind), or a reply in a
thread that we began. A person, without one a visitor, without one an account, has one a day: the first, on its account.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.model.kinds import TOUCH_KINDS
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

_TALKS = ("call_answered", "chat", "meeting")
_REPLIES = ("email_reply", "email_received")


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    in_period = f"{bounds.in_period('t.occurred_at')} and {bounds.visible('t')}"
    return [
        Step(
            "begun_by_us",
            f"""
            select thread_id from thread_starts
            where {bounds.visible()}
            group by thread_id
            having min(case when is_ours then occurred_at end) <= min(case when not is_ours then occurred_at end)
            """,
        ),
        Step(
            "talks",
            f"""
            select t.*, {_minutes_sql(dialect, settings)} as minutes_taken
            from touches t
            where {dialect.in_list("t.kind", _TALKS)} and t.is_engagement and t.account_id is not null and {in_period}
                and {_minutes_sql(dialect, settings)} >= {float(settings.sales.meaningful_minutes)!r}
            """,
        ),
        Step(
            "replies",
            f"""
            select t.*, cast(null as double) as minutes_taken
            from touches t
            join begun_by_us b on b.thread_id = t.thread_id
            where {dialect.in_list("t.kind", _REPLIES)} and t.is_engagement and t.account_id is not null and {in_period}
            """,
        ),
        Step("meaningful", "select * from talks union all select * from replies"),
        Step(
            "numbered",
            """
            select meaningful.*, row_number() over (
                partition by occurred_on, case
                    when stakeholder_id is not null then concat('person ', stakeholder_id)
                    when visitor_id is not null then concat('visitor ', visitor_id)
                    else concat('account ', account_id) end
                order by occurred_at, touch_id) as place
            from meaningful
            """,
        ),
        Step(
            "conversations",
            """
            select n.account_id, n.touch_id, n.kind, n.channel, n.occurred_at, n.occurred_local, n.person_id,
                n.stakeholder_id, n.user_id as rep, u.team, n.thread_id, n.minutes_taken as minutes
            from numbered n
            left join users u on u.user_id = n.user_id
            where n.place = 1
            """,
        ),
    ]


def _minutes_sql(dialect: Dialect, settings: Settings) -> str:
    of_kind = settings.engagement.minutes
    cases = " ".join(
        f"when {dialect.text(kind)} then {float(of_kind.get(kind, TOUCH_KINDS[kind].minutes))!r}"
        for kind in _TALKS
    )
    return f"coalesce(t.actual_minutes, case t.kind {cases} end)"


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
    reads=("touches", "thread_starts", "users"),
    steps=_steps,
    table="'touches'",
    key="touch_id",
    shows=("occurred_at", "kind", "person_id", "rep", "minutes"),
)
