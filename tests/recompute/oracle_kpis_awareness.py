"""Awareness, key contacts, and marketing-qualified accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from recompute.oracle_clock import within_days_before
from recompute.oracle_facts import Facts
from recompute.oracle_touches import Touch
from recompute.oracle_values import Oracle, count, rate

AWARE = ("page_view", "email_open", "email_click", "event_attended", "webinar_attended", "call_answered")
ATTENDED = ("event_attended", "webinar_attended")
INVITED = (*ATTENDED, "event_invited", "event_registered", "webinar_invited", "webinar_registered")
CALLED = ("call", "call_answered", "voicemail")
Key = tuple[str | None, str]


def traffic(facts: Facts) -> list[Touch]:
    """First page views of all sessions in P, whoever's."""
    return [session.first for session in facts.sessions if facts.world.in_period(session.first.moment)]


def key_contacts(facts: Facts) -> set[Key]:
    """People of T marked as key contacts."""
    return {
        key for key, rows in facts.stakeholders.items()
        if key[0] in facts.T and any(row["is_key_contact"] for row in rows)
    }  # fmt: skip


def people_of(facts: Facts, touches: Iterable[Touch], kinds: tuple[str, ...]) -> set[Key]:
    """Key contacts of T with a touch of some kinds in P."""
    mine = key_contacts(facts)
    found = [t.stakeholder for t in touches if t.kind in kinds and facts.world.in_period(t.moment)]
    return {key for key in found if key in mine and key is not None}


def opened(facts: Facts, sent: Touch, *, with_proxies: bool) -> bool:
    """Whether the person opened this mail by t: in the same thread, where both have one; else of the same campaign."""
    for touch in facts.touches.all:
        if (
            touch.kind == "email_open"
            and (with_proxies or not touch.proxied)
            and touch.stakeholder == sent.stakeholder
            and touch.moment.at >= sent.moment.at
        ):
            if touch.thread and sent.thread:
                if touch.thread == sent.thread:
                    return True
            elif sent.campaign and touch.campaign == sent.campaign:
                return True
    return False


def key_contact_email_open_rate(facts: Facts, *, with_proxies: bool = False) -> Oracle:
    """Key contacts of T that opened at least one mail sent to them in P / key contacts sent one."""
    sent_to = people_of(facts, facts.touches.all, ("email_sent",))
    sent = [t for t in facts.touches.all if t.kind == "email_sent" and facts.world.in_period(t.moment)]
    openers = {
        touch.stakeholder
        for touch in sent
        if touch.stakeholder in sent_to and opened(facts, touch, with_proxies=with_proxies)
    }
    return rate(len(openers), len(sent_to))


def mqa(facts: Facts) -> int:
    """Accounts of T with enough marketing minutes before t, and enough people with enough each."""
    option, number = facts.world.option, 0
    for account in facts.T:
        minutes: dict[Key | None, float] = {}
        for touch in facts.touches.all:
            within = within_days_before(touch.moment, facts.world.t, option("mqa", "window_days", 90))
            if touch.account == account and touch.category == "marketing" and within:
                minutes[touch.stakeholder] = minutes.get(touch.stakeholder, 0.0) + touch.minutes
        enough = sum(minutes.values()) >= option("mqa", "marketing_minutes", 100)
        people = [key for key in minutes if key and minutes[key] >= option("mqa", "minutes_each", 20)]
        number += enough and len(people) >= option("mqa", "people", 2)
    return number


def share_of_key_contacts(facts: Facts, some: tuple[str, ...], all_of: tuple[str, ...]) -> Oracle:
    """Key contacts of T with a touch of some kinds in P / those with one of the wider kinds."""
    touches = facts.touches.all
    return rate(len(people_of(facts, touches, some)), len(people_of(facts, touches, all_of)))


def aware_account_rate(facts: Facts, *, with_proxies: bool = False) -> Oracle:
    """Accounts of T that did something which shows that they noticed us in P / T."""
    aware = {
        touch.account
        for touch in facts.period_touches
        if touch.kind in AWARE and (with_proxies or not touch.proxied)
    }
    return rate(len(aware), len(facts.T))


KPIS: dict[str, Callable[[Facts], Oracle]] = {
    "aware_account_rate": aware_account_rate,
    "target_traffic_share": lambda facts: rate(
        sum(touch.account in facts.A for touch in traffic(facts)), len(traffic(facts))
    ),
    "web_visits_resolved_rate": lambda facts: rate(
        sum(touch.account is not None for touch in traffic(facts)), len(traffic(facts))
    ),
    "key_contact_email_open_rate": key_contact_email_open_rate,
    "key_contact_attendance_rate": lambda facts: share_of_key_contacts(facts, ATTENDED, INVITED),
    "key_contact_answer_rate": lambda facts: share_of_key_contacts(facts, ("call_answered",), CALLED),
    "mqa_accounts": lambda facts: count(mqa(facts)),
    "mqa_rate": lambda facts: rate(mqa(facts), len(facts.T)),
}
