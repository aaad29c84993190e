"""Calendar files (RFC 5545) line by line: the events in them, without the properties that say what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

KEPT = (
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "ATTENDEE",
    "ORGANIZER", "STATUS", "CLASS", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED",
)  # fmt: skip
"""The properties of an event that are read."""

_CHUNK = 65_536
_MOST_BYTES = 2_000_000


@dataclass
class Component:
    """An event or a time zone.

    Attributes:
        name: VEVENT or VTIMEZONE.
        line: The line on which it begins, from 1 on.
        lines: Its content lines, unfolded; of an event those of properties that are read, and none of its alarms.
        method: The calendar's method, in capitals; empty if it has none.
        is_too_long: Lines were left out.
    """

    name: str
    line: int
    method: str = ""
    lines: list[str] = field(default_factory=list)
    is_too_long: bool = False


@dataclass
class _Open:
    component: Component
    inside: list[str] = field(default_factory=list)
    size: int = 0


def components(stream: BinaryIO) -> Iterator[Component]:
    """The events and time zones of a calendar file, in their order; one that is not closed is one all the same."""
    method = ""
    open_: _Open | None = None
    for number, line in _content_lines(stream):
        upper = line.upper()
        if upper.startswith("METHOD:"):
            method = upper.partition(":")[2].strip()
        if open_ is None or upper in ("BEGIN:VEVENT", "END:VCALENDAR"):
            if open_:
                yield open_.component
            open_ = None
            name = upper.removeprefix("BEGIN:")
            if upper.startswith("BEGIN:") and name in ("VEVENT", "VTIMEZONE"):
                open_ = _Open(Component(name, number, method))
                if name == "VTIMEZONE":
                    open_.component.lines.append(line)
        elif upper == f"END:{open_.component.name}":
            if open_.component.name == "VTIMEZONE":
                open_.component.lines.append(line)
            yield open_.component
            open_ = None
        else:
            _take(open_, line, upper)
    if open_:
        yield open_.component


def property_name(line: str) -> str:
    """The name of a content line's property, in capitals."""
    return line.partition(":")[0].partition(";")[0].strip().upper()


def _take(open_: _Open, line: str, upper: str) -> None:
    part = open_.component
    if part.name == "VEVENT":
        if upper.startswith("BEGIN:"):
            open_.inside.append(upper.removeprefix("BEGIN:"))
            return
        if open_.inside:
            if upper == f"END:{open_.inside[-1]}":
                open_.inside.pop()
            return
        if property_name(line) not in KEPT:
            return
    open_.size += len(line)
    if open_.size > _MOST_BYTES:
        part.is_too_long = True
    else:
        part.lines.append(line)


def _content_lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """Unfolded lines with their numbers; of a property that is not read, what follows its beginning is left out."""
    number, begins, start = 0, True, 0
    line = bytearray()
    is_kept = True
    while chunk := stream.readline(_CHUNK):
        if begins:
            number += 1
            if number == 1:
                chunk = chunk.removeprefix(b"\xef\xbb\xbf")
            if chunk[:1] in (b" ", b"\t") and line:
                chunk = chunk[1:]
            else:
                if line:
                    yield start, line.decode("utf-8", "replace").strip()
                line, start = bytearray(), number
                is_kept = True
        begins = chunk.endswith(b"\n")
        if is_kept or not line:
            line += chunk.rstrip(b"\r\n")
            name = bytes(line[:40]).partition(b":")[0].partition(b";")[0].decode("ascii", "replace").upper()
            is_kept = len(line) < _MOST_BYTES and name not in _LEFT_OUT
    if line:
        yield start, line.decode("utf-8", "replace").strip()


_LEFT_OUT = (
    "DESCRIPTION",
    "SUMMARY",
    "ATTACH",
    "LOCATION",
    "COMMENT",
    "X-ALT-DESC",
    "CATEGORIES",
    "CONTACT",
    "URL",
)
