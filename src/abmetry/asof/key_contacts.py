"""Key contacts of accounts: mail sent to them and opened, events, and calls in the period (KPIS.md, awareness).

Rows of one account and address are one person, a key contact if any of the rows is named one. An open is of a mail if
it came at or after the sending and names the same thread; where one of the two names none, the same campaign.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds, Caution
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings

ATTENDED = ("event_attended", "webinar_attended")
INVITED = (*ATTENDED, "event_invited", "event_registered", "webinar_invited", "webinar_registered")
ANSWERED = ("call_answered",)
CALLED = (*ANSWERED, "call", "voicemail")
SENT, OPENED = "email_sent", "email_open"


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    del settings
    kinds = dialect.in_list("t.kind", (SENT, OPENED, *INVITED, *CALLED))

    def first(kinds: Sequence[str]) -> str:
        return f"min(case when {dialect.in_list('kind', kinds)} then occurred_at end)"

    def last_open(by: str, more: str = "") -> str:
        return f"""
            select stakeholder_id, {by}, max(occurred_at) as opened_at,
                max(case when not is_proxy_open then occurred_at end) as read_at
            from touches_of_contacts
            where kind = '{OPENED}' and {by} is not null {more}
            group by stakeholder_id, {by}
        """

    def opened(column: str) -> str:
        return (
            f"min(case when coalesce(t.{column} >= s.sent_at, false) or coalesce(c.{column} >= s.sent_at, false)"
            f" or coalesce(u.{column} >= s.sent_at, false) then s.sent_at end)"
        )

    return [
        Step(
            "contacts_at_t",
            f"""
            select account_id, stakeholder_id, name, title, created_at is null as is_undated
            from people
            where account_id is not null and not is_shared and is_key_contact and {bounds.visible()}
            union all
            select account_id, stakeholder_id,
                coalesce(max(case when person_id = stakeholder_id then name end), max(name)) as name,
                coalesce(max(case when person_id = stakeholder_id then title end), max(title)) as title,
                max(case when created_at is null then 1 else 0 end) = 1 as is_undated
            from people
            where account_id is not null and is_shared and {bounds.visible()}
            group by account_id, stakeholder_id
            having max(case when is_key_contact then 1 else 0 end) = 1
            """,
        ),
        Step(
            "touches_of_contacts",
            f"""
            select t.stakeholder_id, t.kind, t.occurred_at, t.thread_id, t.campaign_id, t.is_proxy_open
            from touches t
            join (select distinct stakeholder_id from contacts_at_t) k on k.stakeholder_id = t.stakeholder_id
            where {kinds} and t.quantity > 0 and {bounds.in_period("t.occurred_at")} and {bounds.visible("t")}
            """,
        ),
        Step(
            "acts",
            f"""
            select stakeholder_id, {first((SENT,))} as sent_at, {first(INVITED)} as invited_at,
                {first(ATTENDED)} as attended_at, {first(CALLED)} as called_at, {first(ANSWERED)} as answered_at,
                max(case when kind = '{SENT}' and (thread_id is not null or campaign_id is not null)
                    then 1 else 0 end) = 1 as is_traceable
            from touches_of_contacts
            group by stakeholder_id
            """,
        ),
        Step("opens_of_threads", last_open("thread_id")),
        Step("opens_of_campaigns", last_open("campaign_id")),
        Step("opens_without_thread", last_open("campaign_id", "and thread_id is null")),
        Step(
            "sendings",
            f"""
            select stakeholder_id, thread_id, campaign_id, min(occurred_at) as sent_at
            from touches_of_contacts
            where kind = '{SENT}'
            group by stakeholder_id, thread_id, campaign_id
            """,
        ),
        Step(
            "opened",
            f"""
            select s.stakeholder_id, {opened("opened_at")} as opened_mail_at, {opened("read_at")} as read_mail_at
            from sendings s
            left join opens_of_threads t on t.stakeholder_id = s.stakeholder_id and t.thread_id = s.thread_id
            left join opens_of_campaigns c on c.stakeholder_id = s.stakeholder_id and s.thread_id is null
                and c.campaign_id = s.campaign_id
            left join opens_without_thread u on u.stakeholder_id = s.stakeholder_id and s.thread_id is not null
                and u.campaign_id = s.campaign_id
            group by s.stakeholder_id
            """,
        ),
        Step(
            "key_contacts",
            """
            select k.account_id, k.stakeholder_id, k.name, k.title, k.is_undated,
                a.sent_at, o.read_mail_at, o.opened_mail_at, a.invited_at, a.attended_at, a.called_at, a.answered_at,
                a.sent_at is not null as is_sent, o.read_mail_at is not null as has_opened,
                o.opened_mail_at is not null as is_opened_with_proxies,
                a.sent_at is not null and not a.is_traceable as is_untraceable,
                a.invited_at is not null as is_invited, a.attended_at is not null as has_attended,
                a.called_at is not null as is_called, a.answered_at is not null as has_answered
            from contacts_at_t k
            left join acts a on a.stakeholder_id = k.stakeholder_id
            left join opened o on o.stakeholder_id = k.stakeholder_id
            """,
        ),
    ]


KEY_CONTACTS = AsOf(
    name="key_contacts",
    doc="A key contact of an account as known at t; people of one account with one address are one.",
    columns=fact_columns(
        "account_id text: The account.",
        "stakeholder_id text: The person.",
        "name text: Full name.",
        "title text: Job title.",
        "is_undated boolean: A row of theirs has no creation date, so it is taken as known from ever.",
        "sent_at timestamp: When the first mail of the period was sent to them, UTC; null: none was.",
        "read_mail_at timestamp: When the first such mail that they opened by t was sent; null: they opened none.",
        "opened_mail_at timestamp: The same with what privacy proxies and scanners opened.",
        "invited_at timestamp: The first invitation, registration or attendance of an event in the period, UTC.",
        "attended_at timestamp: The first attendance, UTC.",
        "called_at timestamp: The first call of the period, of any kind, UTC.",
        "answered_at timestamp: The first that was answered, UTC.",
        "is_sent boolean: A mail was sent to them in the period.",
        "has_opened boolean: They opened one of these mails by t.",
        "is_opened_with_proxies boolean: They, or a privacy proxy or scanner, did.",
        "is_untraceable boolean: None of these mails names a thread or a campaign.",
        "is_invited boolean: They were invited to, registered for or attended an event in the period.",
        "has_attended boolean: They attended one.",
        "is_called boolean: They were called in the period.",
        "has_answered boolean: They answered a call.",
    ),
    reads=("people", "touches"),
    steps=_steps,
    table="'people'",
    key="stakeholder_id",
    shows=("name", "title"),
    cautions=(
        Caution(
            "is_undated", "{n} [person|people] without a creation date [is|are] taken as known from ever"
        ),
    ),
    stored=False,
)
