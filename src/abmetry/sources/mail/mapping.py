"""What messages and meetings tell, and the canonical columns that it becomes."""

from __future__ import annotations

from abmetry.sources.rule import LeftOut, Row, Rule, TableRules, one

_COPIES = LeftOut("Another mailbox, calendar or log tells of them too.", lambda _: "raw.is_copy")


def _constant(word: str, doc: str) -> Rule:
    def sql(row: Row) -> str:
        return row.dialect.text(word)

    return Rule(("kind",), doc, sql)


_COMMON = {
    "kind": one("kind"),
    "email": one("address", doc="of the person outside, in lower case"),
    "user_id": one(
        "our_address", doc="of our sender, addressee or organiser; the build finds the user who has it"
    ),
}

MESSAGES = (
    TableRules(
        "messages",
        "touches",
        {
            "touch_id": one("id", doc="the message's id and the person's address"),
            "occurred_at": one(
                "time", doc="its date, else that of the first server which took it; of logs theirs"
            ),
            **_COMMON,
            "direction": one("direction"),
            "channel": _constant("sales_email", "`sales_email`"),
            "thread_id": one(
                "thread", doc="first id of References, else In-Reply-To, else Thread-Index, else its own id"
            ),
        },
        left_out=(_COPIES,),
        rest=False,
    ),
)

MEETINGS = (
    TableRules(
        "meetings",
        "touches",
        {
            "touch_id": one("id", doc="UID, instance of the series and the person's address"),
            "occurred_at": one("time", doc="when it begins; of whole days the date"),
            **_COMMON,
            "channel": _constant("meeting", "`meeting`"),
            "duration_seconds": one("seconds", doc="from beginning to end; none for whole days"),
            "outcome": one(
                "outcome", doc="`cancelled`, or the person declined, or everyone of ours did; else empty"
            ),
        },
        left_out=(_COPIES,),
        rest=False,
    ),
)
