"""The first engagement of each account, whatever the instant from which one looks back.

Of the rows that hold for good the earliest is the first engagement as soon as it is known; what happened before it but
became known later takes its place from then on, and what stopped holding counted until then.
"""

from __future__ import annotations

from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by

_COLUMNS = (
    "account_id, touch_id, source_table, occurred_at, occurred_local, occurred_is_date, known_from, known_to"
)

_ENGAGED = "from touches where account_id is not null and (is_engagement or is_response)"

FACT = Fact(
    name="first_engagements",
    doc="An engagement or response that is, or was for a time known as, the account's first.",
    columns=fact_columns(
        "account_id text: The account.",
        "touch_id text: The touch.",
        "source_table text: touches, or campaign_members for responses.",
        "occurred_at timestamp: When it happened.",
        "occurred_local timestamp: The same in the workspace's time zone.",
        "occurred_is_date boolean: The source gave a bare date.",
        "known_from timestamp: From when this row holds.",
        "known_to timestamp: Until when it does; null: it holds.",
    ),
    reads=("touches",),
    steps=lambda _dialect, _settings: [
        Step(
            "at_once",
            f"""
            select account_id, min(occurred_at) as first_at {_ENGAGED}
                and known_from = occurred_at and known_to is null
            group by account_id
            """,
        ),
        Step(
            "candidates",
            f"""
            select {_COLUMNS.replace("account_id", "t.account_id", 1)}
            from (select {_COLUMNS} {_ENGAGED}) as t
            left join at_once on at_once.account_id = t.account_id
            where at_once.first_at is null or t.occurred_at <= at_once.first_at
            """,
        ),
        Step(
            "compared",
            """
            select candidates.*, min(case when known_to is null then occurred_at end) over (
                partition by account_id order by known_from, occurred_at, touch_id
                rows between unbounded preceding and 1 preceding) as earliest_before
            from candidates
            """,
        ),
        Step(
            "firsts",
            f"""
            select {_COLUMNS} from compared
            where earliest_before is null or occurred_at < earliest_before
            """,
        ),
    ],
    order_by=("account_id", "occurred_at"),
    renewal=Renewal(
        key=by("account_id"),
        # What happened after a lasting engagement was known is nobody's first.
        touched={
            "touches": """
                select c.account_id as key_0 from {changed} as c
                left join (
                    select account_id, min(known_from) as settled_at
                    from first_engagements where known_to is null group by account_id
                ) as f on f.account_id = c.account_id
                where (c.is_engagement or c.is_response) and (f.settled_at is null or c.occurred_at <= f.settled_at)
            """
        },
        within={"touches": by("account_id")},
    ),
)
