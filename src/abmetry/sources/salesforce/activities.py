"""Tasks and events: what was done is a touch, what was to be done is a task."""

from __future__ import annotations

from abmetry.sources.phrases import call_kind_sql
from abmetry.sources.rule import LeftOut, Row, Rule, TableRules, one
from abmetry.sources.salesforce.lookups import DEALS, LEADS

_RECEIVED = r"^\s*(\[in\]|<<|received|(e-?mail )?(received|from):)"


def _joins(row: Row) -> str:
    return (
        f"left join {LEADS} as lead on lead.id = {row.first('WhoId')}"
        f" left join {DEALS} as deal on deal.id = {row.first('WhatId')}"
    )


def _what_sql(row: Row, prefix: str) -> str:
    what = row.first("WhatId")
    return f"case when {what} like '{prefix}%' then {what} end"


def _account_sql(row: Row) -> str:
    return f"coalesce({row.first('AccountId')}, {_what_sql(row, '001')}, deal.account_id)"


def _person_sql(row: Row) -> str:
    return f"coalesce(lead.contact_id, {row.first('WhoId')})"


def _done_sql(row: Row) -> str:
    return f"({row.truth('IsClosed')} or {row.word('Status')} in ('completed', 'closed', 'done'))"


def _sort_sql(row: Row) -> str:
    """The word that tells calls and mails from other work: the subtype, or, where that is plain Task, the type."""
    subtype = f"nullif({row.word('TaskSubtype')}, 'task')"
    return f"coalesce(nullif({subtype}, ''), {row.word('Type')})"


def _is_mail_sql(row: Row) -> str:
    return f"{_sort_sql(row)} in ('email', 'e-mail', 'listemail', 'list email')"


def _is_call_sql(row: Row) -> str:
    return f"({_sort_sql(row)} = 'call' or {row.word('CallType')} <> '')"


def _inbound_sql(row: Row) -> str:
    return f"{row.word('CallType')} = 'inbound'"


def _kind_sql(row: Row) -> str:
    call = call_kind_sql(row.dialect, row.word("CallDisposition"), _inbound_sql(row))
    received = row.dialect.regexp_matches(row.word("Subject"), _RECEIVED)
    mail = f"case when {received} then 'email_received' else 'email_sent' end"
    return (
        f"case when {_is_call_sql(row)} then {call} when {_is_mail_sql(row)} then {mail} else 'task_done' end"
    )


def _channel_sql(row: Row) -> str:
    return (
        f"case when {_is_call_sql(row)} then 'call' when {_sort_sql(row)} like 'list%' then 'email'"
        f" when {_is_mail_sql(row)} then 'sales_email' end"
    )


def _occurred_sql(row: Row) -> str:
    done, day, created = row.first("CompletedDateTime"), row.first("ActivityDate"), row.first("CreatedDate")
    logged = f"case when substr({done}, 1, 10) = {day} then {done} else {day} end"
    touched = f"({_is_call_sql(row)} or {_is_mail_sql(row)})"
    return f"coalesce(case when {touched} then {logged} end, {done}, {day}, {created})"


def _completed_sql(row: Row) -> str:
    return f"case when {_done_sql(row)} then {row.first('CompletedDateTime', 'LastModifiedDate')} end"


def _is_work_sql(row: Row) -> str:
    """Mails, and what was logged as done in the moment of its creation, were never work to do."""
    logged = f"coalesce({row.first('CompletedDateTime')} = {row.first('CreatedDate')}, false)"
    return f"not ({_is_mail_sql(row)}) and not ({logged})"


def _seconds_sql(row: Row) -> str:
    minutes = row.first("DurationInMinutes")
    number = row.dialect.try_cast(minutes, "double")
    whole_day = row.truth("IsAllDayEvent")
    return f"case when {whole_day} then null else coalesce(cast({number} * 60 as varchar), {minutes}) end"


_PLACED = {
    "campaign_id": Rule(("WhatId",), "where it is a campaign", lambda row: _what_sql(row, "701")),
    "person_id": Rule(("WhoId",), "the contact or lead; of a converted lead the contact", _person_sql),
    "account_id": Rule(
        ("AccountId", "WhatId"),
        "AccountId; else WhatId, if it is an account, or the account of that deal",
        _account_sql,
    ),
    "user_id": one("OwnerId"),
}

ACTIVITIES = (
    TableRules(
        "Task",
        "touches",
        {
            "touch_id": one("Id"),
            "occurred_at": Rule(
                ("CompletedDateTime", "ActivityDate", "CreatedDate"),
                "of a call or mail ActivityDate, with the time of CompletedDateTime if that is the same day; else the"
                " first that is filled",
                _occurred_sql,
            ),
            "kind": Rule(
                ("TaskSubtype", "Type", "CallType", "CallDisposition", "Subject"),
                "Call: call, call_answered or voicemail by CallDisposition, inbound ones answered; Email:"
                " email_sent, or email_received if the subject begins with [In], <<, Received or From; all"
                " others: task_done",
                _kind_sql,
            ),
            "direction": Rule(
                ("CallType",),
                "inbound calls",
                lambda row: f"case when {_inbound_sql(row)} then 'inbound' end",
            ),
            "channel": Rule(
                ("TaskSubtype", "Type", "CallType"),
                "call, sales_email, or email for list mails",
                _channel_sql,
            ),
            **_PLACED,
            "duration_seconds": one("CallDurationInSeconds"),
            "outcome": one("CallDisposition"),
        },
        where=_done_sql,
        rows="completed ones (IsClosed, or Status Completed)",
        left_out=(LeftOut("calls within the company.", lambda row: f"{row.word('CallType')} = 'internal'"),),
        joins=_joins,
    ),
    TableRules(
        "Event",
        "touches",
        {
            "touch_id": one("Id"),
            "occurred_at": one("StartDateTime", "ActivityDateTime", "ActivityDate"),
            "kind": Rule(("Id",), "`meeting`", lambda _: "'meeting'"),
            "channel": Rule(("Id",), "`meeting`", lambda _: "'meeting'"),
            **_PLACED,
            "duration_seconds": Rule(
                ("DurationInMinutes", "IsAllDayEvent"), "times 60; none of whole-day events", _seconds_sql
            ),
        },
        left_out=(
            LeftOut(
                "copies of a meeting for those invited to it.",
                lambda row: row.truth("IsChild") if row.has("IsChild") else "false",
            ),
        ),
        joins=_joins,
    ),
    TableRules(
        "Task",
        "tasks",
        {
            "task_id": one("Id"),
            "user_id": one("OwnerId"),
            "account_id": _PLACED["account_id"],
            "person_id": _PLACED["person_id"],
            "kind": Rule(
                ("TaskSubtype", "Type"),
                "the subtype, or, where that is Task, the type",
                lambda row: (
                    f"coalesce(nullif({row.first('TaskSubtype')}, 'Task'), {row.first('Type')},"
                    f" {row.first('TaskSubtype')})"
                ),
            ),
            "created_at": one("CreatedDate"),
            "due_at": one("ActivityDate"),
            "completed_at": Rule(
                ("CompletedDateTime", "LastModifiedDate"),
                "of completed ones the first that is filled",
                _completed_sql,
            ),
        },
        where=_is_work_sql,
        rows="all but mails and what was logged as done in the moment of its creation",
        left_out=(LeftOut("calls within the company.", lambda row: f"{row.word('CallType')} = 'internal'"),),
        joins=_joins,
    ),
)
