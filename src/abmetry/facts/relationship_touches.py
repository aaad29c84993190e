"""Mails and meetings: who, when, in which direction; never what they say.

Several of our users at one meeting, or several addressees of ours on one mail, are one row per person of the account.
"""

from __future__ import annotations

from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.renewal import Renewal, by

FACT = Fact(
    name="relationship_touches",
    doc="A mail to or from a person of an account, or a person of an account at a meeting.",
    columns=fact_columns(
        "account_id text: The account.",
        "person_id text: The stakeholder; null where only the account is known.",
        "occurred_at timestamp: When.",
        "occurred_local timestamp: The same in the workspace's time zone.",
        "occurred_is_date boolean: The source gave a bare date.",
        "kind_of text: in (mail from them), out (mail to them) or meeting.",
        "persons integer: How many people of the account the row stands for: 1.",
        "touch_id text: One of the touches behind it.",
        "known_from timestamp: From when this row holds.",
        "known_to timestamp: Until when; null: it holds.",
    ),
    reads=("touches",),
    distinct=("touch_id",),
    steps=lambda _dialect, _settings: [
        Step(
            "mails_and_meetings",
            """
            select account_id, stakeholder_id as person_id, occurred_at, occurred_local, occurred_is_date, touch_id,
                thread_id, case when kind = 'meeting' then 'meeting' when direction = 'outbound' then 'out'
                    else 'in' end as kind_of, known_from, known_to
            from touches
            where account_id is not null and quantity > 0
                and (kind in ('email_sent', 'email_reply', 'email_received')
                    or (kind = 'meeting' and is_engagement))
            """,
        ),
        Step(
            "once_each",
            """
            select account_id, person_id, occurred_at, occurred_local, occurred_is_date, kind_of,
                cast(1 as bigint) as persons, min(touch_id) as touch_id, known_from, known_to
            from mails_and_meetings
            group by account_id, person_id, occurred_at, occurred_local, occurred_is_date, kind_of, known_from,
                known_to, thread_id,
                case when person_id is null then touch_id end
            """,
        ),
    ],
    order_by=("account_id", "occurred_at"),
    renewal=Renewal(
        key=by("account_id", "occurred_at"),
        touched={"touches": by("account_id", "occurred_at")},
        within={"touches": by("account_id", "occurred_at")},
    ),
)
