"""Random campaigns, visitors, touches, spend, intent and content."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from recompute.generate_moments import MADRID, Maker
from recompute.oracle_touches import KINDS

AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Company LOADTEST runner",
]
MAIL_AGENTS = [
    "Mozilla/5.0",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Proofpoint",
    "Company LOADTEST runner",
    None,
]
CHANNELS = [
    "web",
    "email",
    "ads",
    "webinar",
    "sales_email",
    "call",
    "social",
    "product",
    None,
    None,
    "carrier_pigeon",
]
CAMPAIGNS = ["c1", "c2", "c3"]
VISITORS = ["v1", "v2", "v3", "v4"]
MAILS = [
    "ana@acme.es",
    "bo@vela.com",
    "carla@orbital.de",
    "dani@mail.norte.co.uk",
    "ana.lopez@gmail.com",
    "eli@faro.io",
]
PAGES = [
    "https://www.abmetry-own.com/pricing?x=1",
    "/demo",
    "/blog/pricing",
    "https://www.abmetry-own.com/",
    None,
]
COMMON = [
    *["page_view"] * 8, *["ad_impression"] * 3, "page_ping", "ad_click", "email_sent", "email_received", "email_reply",
    "meeting", "meeting", "chat", "form_submit", "call", "email_open",
]  # fmt: skip


def campaigns(make: Maker) -> None:
    """Three campaigns, two with one name; members with and without responses."""
    for key, name, channel in (("c1", "Spring", "email"), ("c2", "Spring", "ads"), ("c3", "Fair", None)):
        make.add(
            "campaigns",
            campaign_id=key,
            name=name,
            channel=make.pick(channel, "sales_email", channel),
            program="p",
        )
    seen: set[tuple[Any, ...]] = set()
    for _ in range(make.random.randrange(8)):
        campaign, person, account = make.pick(*CAMPAIGNS), make.pick(None, *make.people), None
        if person is None:
            account = make.pick(*make.accounts)
        if (campaign, person, account) in seen:
            continue
        seen.add((campaign, person, account))
        responded = make.pick(None, make.time(), make.time(), make.time(), make.day())
        make.add(
            "campaign_members", campaign_id=campaign, person_id=person, account_id=account, created_at=None,
            status="responded" if responded else "sent", is_success=bool(responded), responded_at=responded,
        )  # fmt: skip


def visitor_links(make: Maker) -> None:
    """Visitors linked to people, by person or address, some to several, most after their first visit."""
    for visitor in VISITORS:
        for at in make.increasing(make.pick(0, 1, 1, 2)):
            person = make.pick(None, *make.people)
            mail = make.pick(*MAILS) if person is None else None
            make.add(
                "visitor_links", visitor_id=visitor, person_id=person, email=mail, linked_at=at, how="form"
            )


def touches(make: Maker, number: int) -> None:
    """Touches of all kinds; some on the day of a response of the same person."""
    answers = [row for row in make.tables["campaign_members"] if row["responded_at"] is not None]
    for place in range(number):
        kind = make.pick(*COMMON) if make.chance(0.75) else make.pick(*KINDS)
        visitor = make.pick(None, *VISITORS) if kind.startswith(("page", "ad", "form", "chat")) else None
        person = make.pick(None, None, *make.people[:6])
        outcome = None
        if kind == "meeting":
            outcome = make.pick(None, "completed", "no_show", "cancelled")
        if kind == "call":
            outcome = make.pick(None, "answered", "connected", "no_answer")
        day = make.day() if make.chance(0.04) else None
        when, campaign = make.time(), make.pick(None, None, *CAMPAIGNS)
        if answers and make.chance(0.15):
            answer = make.pick(*answers)
            person, campaign, answered = answer["person_id"], answer["campaign_id"], answer["responded_at"]
            when = (
                make.time()
                if type(answered) is date
                else answered + timedelta(minutes=make.pick(0, 5, 600, -600))
            )
        make.add(
            "touches", touch_id=f"t{place:03}", occurred_at=day or make.pick(when, when.astimezone(MADRID)),
            kind=kind,
            direction=direction_of(make, kind),
            thread_id=make.pick(None, "h1", "h2") if kind.startswith("email") else None,
            channel=make.pick(*CHANNELS),
            campaign_id=campaign, person_id=person, visitor_id=visitor,
            account_id=make.pick(*make.accounts[:4]) if make.chance(0.3) else None,
            email=make.pick(*MAILS) if make.chance(0.25) else None, user_id=make.pick(None, "u1", "u2"),
            duration_seconds=make.pick(None, 60, 900, 7200, 0),
            url=make.pick(*PAGES) if kind.startswith("page") else None,
            quantity=make.pick(None, 1, 25) if kind == "ad_impression" else None,
            ip=make.pick(None, "81.2.69.142", "10.1.2.3") if make.chance(0.2) else None,
            user_agent=make.pick(*AGENTS) if make.chance(0.15) else None, outcome=outcome,
        )  # fmt: skip


def talks(make: Maker, number: int) -> None:
    """Calls, meetings, chats and mails in few threads by few reps, many on one day."""
    days = [make.time() for _ in range(5)]
    for place in range(number):
        kind = make.pick(
            "call", "voicemail", "call_answered", "meeting", "chat", *["email_sent", "email_received"] * 2
        )
        minutes = make.pick(0, 0, 5, 60, 600, 1440, 20 * 1440)
        make.add(
            "touches", touch_id=f"x{place:03}", occurred_at=make.pick(*days) + timedelta(minutes=minutes), kind=kind,
            direction=direction_of(make, kind), thread_id=make.pick("h1", "h2", "h3") if "mail" in kind else None,
            person_id=make.pick(None, *make.people[:4]), account_id=make.pick(None, None, *make.accounts[:3]),
            user_id=make.pick(None, "u1", "u2", "u3", "Rep@Abmetry-own.com"),
            duration_seconds=make.pick(None, None, 299, 300),
        )  # fmt: skip


def direction_of(make: Maker, kind: str) -> str | None:
    """Mostly none; both where both make sense."""
    if kind.startswith(("call", "chat", "meeting", "email_reply", "email_received", "social")):
        return make.pick(None, None, "inbound", "outbound")
    return make.pick(None, None, KINDS[kind].direction)


def spend(make: Maker) -> None:
    """Spend by account, by campaign, by both and by neither, in two currencies."""
    for _ in range(make.random.randrange(8)):
        make.add(
            "spend", spent_on=make.day(), amount=float(make.pick(100, 250, 1000)),
            currency=make.pick(None, "EUR", "USD"),
            campaign_id=make.pick(None, *CAMPAIGNS, *CAMPAIGNS), channel="ads",
            account_id=make.pick(None, None, None, *make.accounts[:2]),
        )  # fmt: skip


def intent(make: Maker) -> None:
    """A vendor's weekly scores, on Mondays, by account or by domain."""
    seen: set[tuple[Any, ...]] = set()
    for _ in range(make.random.randrange(10)):
        account, day = make.pick(None, *make.accounts), make.day()
        domain = make.pick("acme.es", "vela.com", "gmail.com") if account is None else None
        week, topic = day - timedelta(days=day.weekday()), make.pick("abm", "rival")
        if (account, domain, week, topic) in seen:
            continue
        seen.add((account, domain, week, topic))
        make.add(
            "intent", week=week, topic=topic, account_id=account, domain=domain, score=float(make.pick(10, 59, 60, 90)),
            is_competitor=topic == "rival", vendor="vendor",
        )  # fmt: skip


def content(make: Maker) -> None:
    """Content for an account or a segment, with and without bounds."""
    for place in range(make.random.randrange(4)):
        account = make.pick(None, *make.accounts)
        make.add(
            "contents", content_id=f"k{place}", name="Deck", account_id=account,
            segment=None if account else make.pick("large", "small"),
            live_from=make.pick(None, make.time(), make.day()),
            live_to=make.pick(None, None, make.time(), make.day()),
        )  # fmt: skip


def tasks(make: Maker) -> None:
    """Tasks done on time, late and never, due at times and on days, on accounts and on people."""
    for place in range(make.random.randrange(8)):
        account = make.pick(None, *make.accounts)
        make.add(
            "tasks", task_id=f"w{place}", user_id=make.pick("u1", "u2"), account_id=account, kind="call",
            person_id=make.pick(*make.people) if make.people and account is None else None,
            due_at=make.pick(None, make.time(), make.time(), make.day()),
            completed_at=make.pick(None, make.time(), make.time(), make.day()),
        )  # fmt: skip


def members(make: Maker) -> None:
    """Memberships added at a time or at none, successful by mark or by status; opens of mail by machines."""
    for row in make.tables["campaign_members"]:
        row["created_at"] = make.pick(None, make.time(), make.time(), make.day())
        row["is_success"] = make.pick(None, None, True, False)
        row["status"] = make.pick(row["status"], "attended", " Replied", "clicked", "RESPONDED", None)
    for row in make.tables["touches"]:
        if row["kind"] in ("email_open", "email_click") and make.chance(0.5):
            row["user_agent"] = make.pick(*MAIL_AGENTS)
