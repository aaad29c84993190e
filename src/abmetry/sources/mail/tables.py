"""Rows of logs of mail and of calendars as touches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from abmetry.sources.mail.addresses import Ours, addresses_of, plain_address
from abmetry.sources.mail.events import Guest
from abmetry.sources.mail.headers import plain_id
from abmetry.sources.mail.letters import is_machine
from abmetry.sources.mail.meetings import CANCELLED, our_person, outsiders
from abmetry.sources.mail.touch import BrokenError, Told, Touch, Unused, hashed

Row = Mapping[str, str]

_DELIVERED = re.compile(r"deliver|\bsen[dt]\b|success|inbox|^$")
_RETURNED = re.compile(r"fail|bounce|undeliver|\bdsn\b")
_CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
_YES = ("true", "yes", "1", "private", "confidential")


def touches_of_log(row: Row, ours: Ours) -> Told:
    """What a row of a log becomes: mail of ours that was delivered or returned, mail of others that was delivered.

    Args:
        row: Its parts by their names in `headings.LOG`.
        ours: Who is ours.

    Raises:
        BrokenError: It has no time, sender or recipient.
    """
    own = next(iter(re.findall(r"<([^<>\s]+)>", row["message_id"])), row["message_id"].strip())
    own = plain_id(own)
    sender = next(iter(addresses_of(row["sender"])), None)
    if not row["time"].strip():
        raise BrokenError(own, "the row has no time")
    if sender is None:
        if row["sender"].strip() in ("", "<>"):
            return Unused.MACHINE
        raise BrokenError(own, "the row's sender is no address")
    recipients = _recipients(row)
    if not recipients:
        raise BrokenError(own, "the row's recipient is no address")
    time = row["time"].strip()
    own = own or hashed(sender, time, *recipients)
    if sender not in ours:
        return _received(own, time, sender, recipients, ours)
    outside = {address: what for address, what in recipients.items() if address not in ours}
    if not outside:
        return Unused.INTERNAL
    found = []
    for address, what in outside.items():
        if _RETURNED.search(what):
            found.append(
                Touch(f"bounce:{own}:{address}", time, "email_bounce", address, "inbound", sender, rank="0")
            )
        # What came back had been sent.
        if _RETURNED.search(what) or _DELIVERED.search(what):
            found.append(
                Touch(f"mail:{own}:{address}", time, "email_sent", address, "outbound", sender, rank="0")
            )
    return found or Unused.UNDELIVERED


def touches_of_calendar(row: Row, ours: Ours, until: datetime) -> Told:
    """What a row of a calendar's export becomes.

    Args:
        row: Its parts by their names in `headings.CALENDAR`.
        ours: Who is ours.
        until: The last instant of interest, in UTC; only times in ISO form are held against it.

    Raises:
        BrokenError: It has no beginning.
    """
    is_day = row["all_day"].strip().lower() in _YES
    date, clock = row["start_date"].strip(), row["start_time"].strip()
    start = row["start"].strip() or (date if is_day else f"{date} {clock}".strip())
    own = plain_id(row["meeting_id"])
    if not start:
        raise BrokenError(own, "the row has no beginning")
    if row["private"].strip().lower() in _YES:
        return Unused.PRIVATE
    organiser = next(iter(_people(row["organiser"])), None)
    guests = [Guest(one) for one in dict.fromkeys((*_people(row["required"]), *_people(row["optional"])))]
    people = outsiders(organiser, guests, ours)
    if isinstance(people, Unused):
        return people
    if start[:10] > until.date().isoformat() and re.match(r"\d{4}-\d\d-\d\d", start):
        return Unused.LATER
    own = own or hashed(start, organiser or "", *(guest.address for guest in guests))
    cancelled = row["state"].strip().lower().startswith("cancel")
    return [
        Touch(
            f"meeting:{own}::{guest.address}",
            start,
            "meeting",
            guest.address,
            our_address=our_person(organiser, guests, ours),
            seconds=None if is_day else _seconds(row),
            outcome=CANCELLED if cancelled else None,
            rank="0",
        )
        for guest in people
    ]


def _received(own: str, time: str, sender: str, recipients: Mapping[str, str], ours: Ours) -> Told:
    inside = {address: what for address, what in recipients.items() if address in ours}
    if not inside:
        return Unused.OUTSIDERS
    if is_machine(sender):
        return Unused.MACHINE
    reached = [
        address for address, what in inside.items() if _DELIVERED.search(what) and not _RETURNED.search(what)
    ]
    if not reached:
        return Unused.UNDELIVERED
    return [Touch(f"mail:{own}:{sender}", time, "email_received", sender, "inbound", reached[0], rank="0")]


def _recipients(row: Row) -> dict[str, str]:
    """Each recipient and, in lower case, what became of the mail: of ``address##status`` parts each its own."""
    found: dict[str, str] = {}
    for part in re.split(r"[;,\n]", row["recipients"]):
        address, mark, what = part.partition("##")
        plain = plain_address(address) or next(iter(addresses_of(address)), None)
        if plain:
            found[plain] = (what if mark else row["delivery"]).strip().lower()
        elif found and "##" in row["recipients"] and not mark:
            # "Receive, Deliver" holds a comma.
            last = next(reversed(found))
            found[last] = f"{found[last]} {part.strip().lower()}"
    return found


def _people(text: str) -> tuple[str, ...]:
    return addresses_of(text.replace(";", ","))


def _seconds(row: Row) -> float | None:
    """How long a meeting takes that begins and ends on one day, by its two clock times, or by two ISO times."""
    if row["start"].strip() and row["end"].strip():
        try:
            span = datetime.fromisoformat(row["end"].strip()) - datetime.fromisoformat(row["start"].strip())
        except (ValueError, TypeError):
            return None
        return span.total_seconds() if span.total_seconds() > 0 else None
    if row["start_date"].strip() != row["end_date"].strip():
        return None
    begins, ends = _clock(row["start_time"]), _clock(row["end_time"])
    if begins is None or ends is None or ends <= begins:
        return None
    return (ends - begins).total_seconds()


def _clock(text: str) -> datetime | None:
    for form in _CLOCKS:
        try:
            return datetime.strptime(" ".join(text.upper().split()), form)
        except ValueError:
            continue
    return None
