"""Talks of the period, and whether they are meaningful (KPIS.md, account-based sales development).

Meaningful is an answered call, a chat or a meeting of enough minutes (the actual ones, else those of its kind), and a
reply in a thread that we began.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.model.kinds import TOUCH_KINDS
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

_TIMED = ("call_answered", "chat", "meeting")
_REPLIES = ("email_reply", "email_received")


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    return [
        Step(
            "talking",
            f"""
            select account_id, touch_id, kind, channel, occurred_at, occurred_local, occurred_on, person_id,
                stakeholder_id, visitor_id, user_id, thread_id, {_minutes_sql(dialect, settings)} as minutes
            from touches
            where {dialect.in_list("kind", (*_TIMED, *_REPLIES))} and is_engagement
                and {bounds.in_period("occurred_at")} and {bounds.visible()}
            """,
        ),
        Step(
            "threads",
            f"select distinct thread_id from talking where {dialect.in_list('kind', _REPLIES)}",
        ),
        Step(
            "begun_by_us",
            f"""
            select s.thread_id from thread_starts s
            join threads t on t.thread_id = s.thread_id
            where {bounds.visible("s")}
            group by s.thread_id
            having min(case when s.is_ours then s.occurred_at end)
                <= min(case when not s.is_ours then s.occurred_at end)
            """,
        ),
        Step(
            "talks",
            f"""
            select t.*,
                case when {dialect.in_list("t.kind", _REPLIES)} then b.thread_id is not null
                    else t.minutes >= {float(settings.sales.meaningful_minutes)!r} end as is_meaningful
            from talking t
            left join begun_by_us b on b.thread_id = t.thread_id
            """,
        ),
    ]


def _minutes_sql(dialect: Dialect, settings: Settings) -> str:
    of_kind = settings.engagement.minutes
    cases = " ".join(
        f"when {dialect.text(kind)} then coalesce(actual_minutes,"
        f" cast({float(of_kind.get(kind, TOUCH_KINDS[kind].minutes))!r} as double))"
        for kind in _TIMED
    )
    return f"case kind {cases} end"


TALKS = AsOf(
    name="talks",
    doc="An answered call, a chat, a meeting that was held, or a mail of the other side.",
    columns=fact_columns(
        "account_id text: The account; null: unresolved.",
        "touch_id text: The touch.",
        "kind text: call_answered, chat, meeting, email_reply or email_received.",
        "channel text: Channel.",
        "occurred_at timestamp: When, UTC.",
        "occurred_local timestamp: When, wall clock.",
        "occurred_on date: The local day.",
        "person_id text: Person; null: nobody known.",
        "stakeholder_id text: Person, people with one address being one.",
        "visitor_id text: Visitor.",
        "user_id text: Our user.",
        "thread_id text: Thread.",
        "minutes number: Its minutes; null: a mail.",
        "is_meaningful boolean: Of `sales.meaningful_minutes` or more; of a mail: in a thread that we began.",
    ),
    reads=("touches", "thread_starts"),
    steps=_steps,
    table="'touches'",
    key="touch_id",
)
