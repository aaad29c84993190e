"""One account as its page tells it: its way through the stages, its people, its deals, and what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from abmetry.answers.funnel import STAGES
from abmetry.lang.message import message
from abmetry.web.stages import stage_name
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View

Row = Mapping[str, Any]
PEOPLE_SHOWN = 60

KINDS = {
    "page_view": message("Page view"),
    "ad_click": message("Ad click"),
    "ad_impression": message("Ad impression"),
    "ad_conversion": message("Conversion after an ad"),
    "email_sent": message("Mail sent"),
    "email_open": message("Mail opened"),
    "email_click": message("Click in a mail"),
    "email_reply": message("Reply by mail"),
    "email_received": message("Mail received"),
    "email_bounce": message("Mail bounced"),
    "call": message("Call"),
    "call_answered": message("Call answered"),
    "voicemail": message("Voicemail"),
    "meeting": message("Meeting"),
    "chat": message("Chat"),
    "form_submit": message("Form sent"),
    "download": message("Download"),
    "event_invited": message("Invited to an event"),
    "event_registered": message("Registered for an event"),
    "event_attended": message("Attended an event"),
    "webinar_invited": message("Invited to a webinar"),
    "webinar_registered": message("Registered for a webinar"),
    "webinar_attended": message("Attended a webinar"),
    "social_follow": message("Follow"),
    "social_like": message("Like"),
    "social_share": message("Share"),
    "social_comment": message("Comment"),
    "direct_mail": message("Letter or parcel"),
    "product_session": message("Use of the product"),
    "task_done": message("Task done"),
    "page_ping": message("Time on a page"),
    "campaign_response": message("Response to a campaign"),
}
TYPES = {
    "new_business": message("New business"),
    "renewal": message("Renewal"),
    "expansion": message("Expansion"),
}
STATUS = {"open": message("open"), "won": message("won"), "lost": message("lost")}


@dataclass(frozen=True)
class Step:
    """A stage of the funnel on the way of an account.

    Attributes:
        name: The stage.
        state: ``past``, ``here`` or ``ahead``.
        since: Since when it stands there, or when it last came there; nothing where that is not known.
    """

    name: str
    state: str
    since: str


@dataclass(frozen=True)
class Stay:
    """A stay of a deal at a stage: where its bar begins and how long it is, of 100."""

    stage: str
    days: str
    begin: float
    width: float
    lasts: bool


@dataclass(frozen=True)
class Deal:
    """A deal and its stays."""

    name: str
    type: str
    status: str
    tone: str
    amount: str
    when: str
    owner: str
    stays: list[Stay]


def way_of(view: View, story: Row) -> list[Step]:
    """The six stages, with where the account stands and when it came."""
    here = story["stage"]["stage"] if story["stage"] else STAGES[0]
    came = {stay["stage"]: stay["since"] for stay in story["stages"]}
    return [
        Step(
            stage_name(name, view.words),
            "here" if name == here else "past" if STAGES.index(name) < STAGES.index(here) else "ahead",
            on(view, came.get(name)),
        )
        for name in STAGES
    ]


def people_table(view: View, people: Sequence[Row]) -> Table:
    """People by persona, those who did most first."""
    words = view.words
    named = view.may("evidence")
    personas = list(dict.fromkeys([*view.settings.personas, *(p["persona"] for p in people if p["persona"])]))
    order = {name: place for place, name in enumerate(personas)}
    shown = sorted(
        people, key=lambda p: (order.get(p["persona"], len(order)), -p["minutes"], -p["engagements"])
    )[:PEOPLE_SHOWN]
    most = max((p["minutes"] for p in shown), default=0)

    def row(person: Row) -> list[Cell | str]:
        who = person.get("name") or person.get("email") or person.get("person_id") or ""
        return [
            Cell(who if named else words.text("Somebody"), note=person.get("title") or ""),
            _told(person["persona"]),
            _told(person["buying_role"]),
            Cell(words.number(person["engagements"], 0), tone="" if person["engagements"] else "quiet"),
            Cell(words.number(person["minutes"], 0), part=round(100 * person["minutes"] / most, 1))
            if person["minutes"]
            else Cell("–", tone="quiet"),
            Cell(on(view, person["last_at"]) or "–", tone="" if person["last_at"] else "quiet"),
        ]

    columns = (
        Column("person", words.text("Person")),
        Column("persona", words.text("Persona")),
        Column("role", words.text("Buying role")),
        Column("engagements", words.text("Engagements"), numeric=True),
        Column("minutes", words.text("Minutes"), numeric=True),
        Column("last", words.text("Last engaged")),
    )
    return Table(words.text("People by persona and engagement"), columns, [row(person) for person in shown])


def _told(name: str | None) -> Cell:
    return Cell(spelled(name), tone="" if name else "quiet") if name else Cell("–", tone="quiet")


def spelled(name: str | None) -> str:
    """A name of the settings as people write it."""
    return (name or "–").replace("_", " ").capitalize()


def deals_of(view: View, deals: Sequence[Row]) -> list[Deal]:
    """Deals, each with its stays on a common scale of days."""
    longest = max((sum(max(stay["days"] or 0, 0) for stay in deal["stays"]) for deal in deals), default=0)
    return [_deal(view, deal, longest) for deal in deals]


def _deal(view: View, deal: Row, longest: float) -> Deal:
    words, stays, begin = view.words, [], 0.0
    for stay in deal["stays"]:
        days = max(stay["days"] or 0, 0)
        width = 100 * days / longest if longest else 0
        stays.append(
            Stay(
                stay["stage"],
                words.value(stay["days"], "days"),
                round(begin, 2),
                round(width, 2),
                stay["left_at"] is None,
            )
        )
        begin += width
    closed = on(view, deal["closed_at"]) if deal["status"] in ("won", "lost") else ""
    created = on(view, deal["created_at"])
    return Deal(
        name=deal.get("name") or deal["opportunity_id"],
        type=words.text(TYPES[deal["type"]]) if deal["type"] in TYPES else str(deal["type"] or ""),
        status=words.text(STATUS[deal["status"]]) if deal["status"] in STATUS else "–",
        tone={"won": "good", "lost": "quiet"}.get(deal["status"] or "", ""),
        amount=words.money(deal["amount_reporting"], view.settings.workspace.currency),
        when=words.text("{created} to {closed}", created=created, closed=closed)
        if closed
        else words.text("since {created}", created=created),
        owner=deal.get("owner") or "",
        stays=stays,
    )


def timeline_of(view: View, touches: Sequence[Row]) -> list[tuple[str, list[dict[str, str]]]]:
    """The last touches, month by month, the newest first."""
    words, named = view.words, view.may("evidence")

    def entry(touch: Row) -> dict[str, str]:
        kind = KINDS.get(touch["kind"])
        minutes = touch["minutes"]
        return {
            "day": words.date(touch["occurred_local"][:10]),
            "kind": words.text(kind) if kind else spelled(touch["kind"]),
            "person": (touch.get("person") or "") if named else "",
            "user": touch.get("user") or "",
            "what": touch.get("campaign") or touch.get("url") or touch.get("outcome") or "",
            "minutes": words.value(minutes, "minutes") if minutes else "",
            "engaged": "yes" if touch["is_engagement"] else "",
        }

    months = groupby(touches, key=lambda touch: touch["occurred_local"][:7])
    return [(words.month(f"{month}-01"), [entry(touch) for touch in of_month]) for month, of_month in months]


def on(view: View, instant: str | None) -> str:
    """The local day of an instant; nothing of none."""
    if not instant:
        return ""
    zone = view.reader.analysis.calendar.zone
    return view.words.date(datetime.fromisoformat(instant).astimezone(zone).date())
