"""An event of a calendar: who meets when, and whether it takes place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from abmetry.sources.mail.addresses import plain_address
from abmetry.sources.mail.calendars import Component
from abmetry.sources.mail.headers import plain_id
from abmetry.sources.mail.moments import Moment, Zones
from abmetry.sources.mail.recurrence import MOST_TIMES, times
from abmetry.sources.mail.touch import BrokenError

_NO_PEOPLE = ("ROOM", "RESOURCE")

Changed = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited: the address, and whether they declined."""

    address: str
    has_declined: bool = False


@dataclass(frozen=True)
class Line:
    """A content line: its property's name in capitals, its parameters and its value."""

    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass(frozen=True)
class Event:
    """An event, or the changed one of a series.

    Attributes:
        uid: Its id; of a changed one its series'.
        lines: Its content lines.
        first: When it begins.
        seconds: How long it takes; None: not known, as of whole days.
        instance: Which one of the series it changes; None: it is none.
        is_cancelled: It does not take place.
        is_private: Its owner shows it to nobody.
        rank: Of several copies the one with the greatest counts.
    """

    uid: str
    lines: tuple[Line, ...]
    first: Moment
    seconds: float | None
    instance: Moment | None
    is_cancelled: bool
    is_private: bool
    rank: str

    @property
    def organiser(self) -> str | None:
        """The address of who invites."""
        return next((found for line in self._of("ORGANIZER") if (found := _address(line))), None)

    @property
    def guests(self) -> tuple[Guest, ...]:
        """Who is invited, rooms and those who are only told of it left out."""
        found: dict[str, Guest] = {}
        for line in self._of("ATTENDEE"):
            address = _address(line)
            kind, role = (line.parameters.get(name, "").upper() for name in ("CUTYPE", "ROLE"))
            if address and kind not in _NO_PEOPLE and role != "NON-PARTICIPANT":
                found.setdefault(
                    address, Guest(address, line.parameters.get("PARTSTAT", "").upper() == "DECLINED")
                )
        return tuple(found.values())

    def meetings(self, zones: Zones, changed: Changed, until: datetime) -> Iterator[tuple[str, Moment, bool]]:
        """When it takes place up to an instant (UTC): instance (empty: the only one), time, whether it is cancelled.

        An instance that was taken out of its series is a cancelled one; one that was changed is told by its own event.

        Raises:
            ValueError: A rule of recurrence cannot be read.
        """
        if self.instance:
            yield self.instance.key, self.first, self.is_cancelled
            return
        every = self._every(zones, until)
        if every is None:
            yield "", self.first, self.is_cancelled
            return
        elsewhere = set(changed.get(self.uid, ()))
        out = list(self._moments("EXDATE", zones))
        keys, days = {one.key for one in out}, {one.local.date() for one in out if one.is_day}
        removed = {one for line in self._of("EXRULE") for one in times(self.first, line.value, zones, until)}
        for local in every:
            moment = self.first.at(local)
            if moment.key not in elsewhere:
                gone = moment.key in keys or local.date() in days or local in removed
                yield moment.key, moment, self.is_cancelled or gone

    def _every(self, zones: Zones, until: datetime) -> list[datetime] | None:
        rules, added = list(self._of("RRULE")), list(self._moments("RDATE", zones))
        if not rules and not added:
            return None
        found = {one for line in rules for one in times(self.first, line.value, zones, until)}
        if not rules:
            found.add(self.first.local)
        found |= {one.local if one.is_day else one.on_clock_of(self.first) for one in added}
        if len(found) > MOST_TIMES:
            raise ValueError(f"more than {MOST_TIMES:,} times")
        return sorted(found)

    def _moments(self, name: str, zones: Zones) -> Iterator[Moment]:
        for line in self._of(name):
            for value in line.value.split(","):
                yield zones.moment(value.partition("/")[0], line.parameters)

    def _of(self, name: str) -> Iterator[Line]:
        return (line for line in self.lines if line.name == name)


def content_line(text: str) -> Line:
    """A content line in its parts.

    Raises:
        ValueError: It is none.
    """
    from icalendar.parser import Contentline

    line: Any = Contentline
    name, parameters, value = line(text).parts()
    return Line(
        str(name).upper(), {str(key).upper(): str(one) for key, one in parameters.items()}, str(value)
    )


def event_of(component: Component, zones: Zones) -> Event:
    """The event of its lines.

    Raises:
        BrokenError: It has no beginning, or one of its times cannot be read.
    """
    lines: list[Line] = []
    for text in component.lines:
        try:
            lines.append(content_line(text))
        except ValueError:
            continue
    first = {line.name: line for line in reversed(lines)}
    uid = plain_id(first["UID"].value) if "UID" in first else ""
    if component.is_too_long:
        raise BrokenError(uid, "the event is too long")
    if not uid:
        raise BrokenError(uid, "the event has no UID")
    if "DTSTART" not in first:
        raise BrokenError(uid, "the event has no beginning (DTSTART)")
    instance = first.get("RECURRENCE-ID")
    if instance and instance.parameters.get("RANGE"):
        raise BrokenError(uid, "a change of all further meetings of a series (RANGE) is not read")
    try:
        begins = zones.moment(first["DTSTART"].value, first["DTSTART"].parameters)
        return Event(
            uid,
            tuple(lines),
            begins,
            _seconds(begins, first, zones),
            zones.moment(instance.value, instance.parameters) if instance else None,
            component.method == "CANCEL" or _word(first, "STATUS") == "CANCELLED",
            _word(first, "CLASS") in ("PRIVATE", "CONFIDENTIAL"),
            _rank(first),
        )
    except (ValueError, OverflowError) as error:
        raise BrokenError(uid, f"the event has {_told(error)}") from error


def _told(error: Exception) -> str:
    return str(error) if str(error).startswith(("a ", "more ")) else "a time that cannot be read"


def _seconds(begins: Moment, first: Mapping[str, Line], zones: Zones) -> float | None:
    from icalendar import vDuration

    duration: Any = vDuration
    seconds = 0.0
    if begins.is_day:
        return None
    if "DTEND" in first:
        seconds = (
            zones.moment(first["DTEND"].value, first["DTEND"].parameters).utc - begins.utc
        ).total_seconds()
    elif "DURATION" in first:
        seconds = duration.from_ical(first["DURATION"].value).total_seconds()
    return seconds if seconds > 0 else None


def _rank(first: Mapping[str, Line]) -> str:
    sequence = first["SEQUENCE"].value.strip() if "SEQUENCE" in first else ""
    number = int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 9 else 0
    stamp = next((first[name].value.strip() for name in ("LAST-MODIFIED", "DTSTAMP") if name in first), "")
    return f"1 {number:09d} {stamp}"


def _word(first: Mapping[str, Line], name: str) -> str:
    return first[name].value.strip().upper() if name in first else ""


def _address(line: Line) -> str | None:
    scheme, _, rest = line.value.partition(":")
    address = plain_address(rest if scheme.strip().lower() == "mailto" else line.value)
    return address or plain_address(line.parameters.get("EMAIL", ""))
