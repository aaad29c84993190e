"""Who began a mail thread, whatever the instant from which one looks back.

Only threads in which the other side ever wrote matter. Of the messages of one side that hold for good the earliest is
its first as soon as it is known; what was sent before it but became known later takes its place from then on, and what
stopped holding counted until then.
"""

from __future__ import annotations

from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by

_COLUMNS = "thread_id, is_ours, touch_id, occurred_at, known_from, known_to"

MESSAGES = "kind in ('email_sent', 'email_reply', 'email_received') and quantity > 0"

FACT = Fact(
    name="thread_starts",
    doc="A message that is, or was for a time known as, the first of one side in a mail thread.",
    columns=fact_columns(
        "thread_id text: The thread.",
        "is_ours boolean: We sent it.",
        "touch_id text: The touch.",
        "occurred_at timestamp: When it was sent, UTC.",
        "known_from timestamp: From when this row holds.",
        "known_to timestamp: Until when it does; null: it holds.",
    ),
    reads=("touches",),
    steps=lambda _dialect, _settings: [
        Step(
            "answered",
            f"""
            select distinct thread_id from touches
            where thread_id is not null and direction = 'inbound' and {MESSAGES}
            """,
        ),
        Step(
            "messages",
            f"""
            select t.thread_id, t.direction = 'outbound' as is_ours, t.touch_id, t.occurred_at, t.known_from, t.known_to
            from touches t
            join answered a on a.thread_id = t.thread_id
            where t.direction in ('inbound', 'outbound') and {MESSAGES}
            """,
        ),
        Step(
            "compared",
            f"""
            select {_COLUMNS}, min(case when known_to is null then occurred_at end) over (
                partition by thread_id, is_ours order by known_from, occurred_at, touch_id
                rows between unbounded preceding and 1 preceding) as earliest_before
            from messages
            """,
        ),
        Step(
            "starts",
            f"select {_COLUMNS} from compared where earliest_before is null or occurred_at < earliest_before",
        ),
    ],
    order_by=("thread_id", "occurred_at"),
    renewal=Renewal(
        key=by("thread_id"), touched={"touches": by("thread_id")}, within={"touches": by("thread_id")}
    ),
)
