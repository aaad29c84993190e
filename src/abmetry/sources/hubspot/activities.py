"""Calls, emails and meetings are touches; tasks are tasks, and touches once they are done."""

from __future__ import annotations

from abmetry.sources.hubspot.cells import COMPANIES, CONTACTS, first_id_sql, seconds_sql
from abmetry.sources.phrases import call_kind_sql
from abmetry.sources.rule import LeftOut, Row, Rule, TableRules, one

_OUTCOME = ("Call outcome", "hs_call_disposition")
_CALL_DIRECTION = ("Call direction", "hs_call_direction")
_MAIL_DIRECTION = ("Email direction", "hs_email_direction")
_STATUS = ("Task Status", "Status", "hs_task_status")
_DONE = ("Completed at", "Task completion date", "Completion date", "hs_task_completion_date")
_AT = ("Activity date", "hs_timestamp")
_OWNER = one("Activity assigned to", "Assigned to", "Owner", "hubspot_owner_id")
_TASK_OWNER = one("Assigned to", "Activity assigned to", "Owner", "hubspot_owner_id")
_ID = ("Record ID", "hs_object_id")
_UNSENT = ("failed", "scheduled", "sending", "draft")
_MISSED = {"no show": "no_show", "canceled": "cancelled", "rescheduled": "cancelled"}


def _inbound_sql(row: Row) -> str:
    return f"{row.word(*_CALL_DIRECTION)} = 'inbound'"


def _incoming_sql(row: Row) -> str:
    return f"{row.word(*_MAIL_DIRECTION)} like 'incoming%' or {row.word(*_MAIL_DIRECTION)} = 'inbound'"


def _mail_kind_sql(row: Row) -> str:
    bounced = f"{row.word('Email send status', 'hs_email_status')} = 'bounced'"
    return (
        f"case when {_incoming_sql(row)} then 'email_received' when {bounced} then 'email_bounce'"
        " else 'email_sent' end"
    )


def _other_side_sql(row: Row) -> str:
    sender, receiver = (
        row.first("Email from address", "hs_email_from_email"),
        first_id_sql(row, "Email to address", "hs_email_to_email"),
    )
    return f"case when {_incoming_sql(row)} then {sender} else {receiver} end"


def _meeting_seconds_sql(row: Row) -> str:
    dialect = row.dialect
    start, end = (
        dialect.try_cast(row.first(*names), "timestamp")
        for names in (
            ("Meeting start time", "hs_meeting_start_time"),
            ("Meeting end time", "hs_meeting_end_time"),
        )
    )
    seconds = dialect.seconds_between(start, end)
    return f"case when {seconds} > 0 then cast({seconds} as varchar) end"


def _completed_sql(row: Row) -> str:
    return f"{row.word(*_STATUS)} = 'completed'"


def _constant(word: str) -> Rule:
    return Rule(_ID, f"`{word}`", lambda _: f"'{word}'")


def _touch_id(kind: str) -> Rule:
    """Ids are unique within an object, touches come from several."""
    return Rule(_ID, f"after `{kind}:`", lambda row: f"'{kind}:' || {row.first(*_ID)}", keeps=False)


_PLACED = {
    "person_id": Rule(CONTACTS, "the first", lambda row: first_id_sql(row, *CONTACTS)),
    "account_id": Rule(
        COMPANIES, "the primary one, else the first", lambda row: first_id_sql(row, *COMPANIES)
    ),
    "user_id": _OWNER,
}

ACTIVITIES = (
    TableRules(
        "calls",
        "touches",
        {
            "touch_id": _touch_id("call"),
            **_PLACED,
            "occurred_at": one(*_AT),
            "kind": Rule(
                (*_OUTCOME, *_CALL_DIRECTION, "Record ID"),
                "call, call_answered or voicemail by the outcome; inbound ones answered",
                lambda row: call_kind_sql(row.dialect, row.word(*_OUTCOME), _inbound_sql(row)),
            ),
            "direction": Rule(
                _CALL_DIRECTION,
                "inbound calls",
                lambda row: f"case when {_inbound_sql(row)} then 'inbound' end",
            ),
            "channel": _constant("call"),
            "duration_seconds": Rule(
                ("Call duration", "hs_call_duration"),
                "HH:MM:SS, else milliseconds",
                lambda row: seconds_sql(row, "Call duration", "hs_call_duration"),
            ),
            "outcome": one(*_OUTCOME),
        },
    ),
    TableRules(
        "emails",
        "touches",
        {
            "touch_id": _touch_id("email"),
            **_PLACED,
            "occurred_at": one(*_AT),
            "kind": Rule(
                (*_MAIL_DIRECTION, "Email send status", "hs_email_status", "Record ID"),
                "email_received if incoming, email_bounce if bounced, else email_sent",
                _mail_kind_sql,
            ),
            "channel": _constant("sales_email"),
            "email": Rule(
                ("Email from address", "Email to address", "hs_email_from_email", "hs_email_to_email"),
                "the sender of an incoming mail, else the first receiver",
                _other_side_sql,
            ),
            "thread_id": one("Email thread ID", "hs_email_thread_id"),
        },
        left_out=(
            LeftOut(
                "mails that were not sent.",
                lambda row: row.dialect.in_list(row.word("Email send status", "hs_email_status"), _UNSENT),
            ),
        ),
    ),
    TableRules(
        "meetings",
        "touches",
        {
            "touch_id": _touch_id("meeting"),
            **_PLACED,
            "occurred_at": one("Meeting start time", "hs_meeting_start_time", *_AT),
            "kind": _constant("meeting"),
            "channel": _constant("meeting"),
            "duration_seconds": Rule(
                ("Meeting start time", "Meeting end time", "hs_meeting_start_time", "hs_meeting_end_time"),
                "from start to end",
                _meeting_seconds_sql,
            ),
            "outcome": Rule(("Meeting outcome", "hs_meeting_outcome"), words=_MISSED),
        },
    ),
    TableRules(
        "tasks",
        "touches",
        {
            "touch_id": _touch_id("task"),
            **_PLACED,
            "user_id": _TASK_OWNER,
            "occurred_at": one(*_DONE, "Due date", *_AT),
            "kind": _constant("task_done"),
        },
        where=_completed_sql,
        rows="completed ones",
    ),
    TableRules(
        "tasks",
        "tasks",
        {
            "task_id": one(*_ID),
            "user_id": _TASK_OWNER,
            "account_id": _PLACED["account_id"],
            "person_id": _PLACED["person_id"],
            "kind": one("Task Type", "Type", "hs_task_type"),
            "created_at": one("Create Date", "hs_createdate"),
            "due_at": one("Due date", *_AT),
            "completed_at": Rule(
                _DONE,
                "of completed ones",
                lambda row: f"case when {_completed_sql(row)} then {row.first(*_DONE)} end",
            ),
        },
    ),
)
