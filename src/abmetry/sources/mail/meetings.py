"""An event as touches: one per person outside and meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from abmetry.sources.mail.addresses import Ours
from abmetry.sources.mail.events import Changed, Event, Guest
from abmetry.sources.mail.moments import Zones
from abmetry.sources.mail.touch import BrokenError, Told, Touch, Unused

CANCELLED = "cancelled"


def touches_of(event: Event, zones: Zones, changed: Changed, ours: Ours, until: datetime) -> Told:
    """What an event becomes.

    Args:
        event: It.
        zones: Time zones of its calendar.
        changed: The instances of each series that have events of their own.
        ours: Who is ours.
        until: The last instant of interest, in UTC.

    Raises:
        BrokenError: Its recurrence cannot be read.
    """
    if event.is_private:
        return Unused.PRIVATE
    people = outsiders(event.organiser, event.guests, ours)
    if isinstance(people, Unused):
        return people
    user = our_person(event.organiser, event.guests, ours)
    nobody = all_declined(event.organiser, event.guests, ours)
    found, is_later = [], False
    try:
        for instance, moment, is_cancelled in event.meetings(zones, changed, until):
            if moment.utc > until:
                is_later = True
                continue
            found += [
                Touch(
                    f"meeting:{event.uid}:{instance}:{guest.address}",
                    moment.text,
                    "meeting",
                    guest.address,
                    our_address=user,
                    seconds=event.seconds,
                    outcome=CANCELLED if is_cancelled or nobody or guest.has_declined else None,
                    rank=event.rank,
                )
                for guest in people
            ]
    except (ValueError, OverflowError) as error:
        told = str(error) if str(error).startswith(("a ", "more ")) else "a time that cannot be read"
        raise BrokenError(event.uid, f"the event has {told}") from error
    return Unused.LATER if is_later and not found else found


def outsiders(organiser: str | None, guests: Sequence[Guest], ours: Ours) -> list[Guest] | Unused:
    """Those from outside who are invited or invite, or why the meeting is nobody's touch."""
    named = [*(guest.address for guest in guests), *([organiser] if organiser else [])]
    people = [guest for guest in guests if guest.address not in ours]
    if organiser and organiser not in ours and all(guest.address != organiser for guest in people):
        people.insert(0, Guest(organiser))
    if not people:
        return Unused.INTERNAL if len(named) > 1 else Unused.NOBODY
    if organiser and all(address not in ours for address in named):
        return Unused.OUTSIDERS
    return people


def our_person(organiser: str | None, guests: Sequence[Guest], ours: Ours) -> str | None:
    """The one of ours whose meeting it is: who invites, else the first who is invited."""
    if organiser and organiser in ours:
        return organiser
    return next((guest.address for guest in guests if guest.address in ours), None)


def all_declined(organiser: str | None, guests: Sequence[Guest], ours: Ours) -> bool:
    """Whether others invite, and everyone of ours declined."""
    own = [guest for guest in guests if guest.address in ours]
    return bool(own) and not (organiser and organiser in ours) and all(guest.has_declined for guest in own)
