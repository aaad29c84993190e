"""What a file of mail or of a calendar holds."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import BinaryIO, Literal, cast

from abmetry.sources.mail.calendars import components
from abmetry.sources.reader import format_of

Form = Literal["mbox", "letter", "calendar", "table"]

_LETTER_FOLDERS = ("cur", "new")  # of a Maildir, whose files have no endings
_OTHERS = (".mbox", ".mbx", ".ics")
_HEAD = 65_536


def form_of(path: Path) -> Form | None:
    """What a file holds, by its name, else by its first bytes; None: nothing that is read.

    Raises:
        OSError: It cannot be read.
    """
    name = path.name.lower().removesuffix(".gz")
    in_maildir = path.parent.name in _LETTER_FOLDERS and not format_of(path) and not name.endswith(_OTHERS)
    if name.endswith(".eml") or in_maildir:
        return "letter"
    with opened(path) as stream:
        head = stream.read(_HEAD).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"From "):
        return "mbox"
    if head[:15].upper() == b"BEGIN:VCALENDAR":
        return "calendar"
    if name.endswith((".mbox", ".mbx")) and not head:
        return "mbox"
    return "table" if format_of(path) else None


def opened(path: Path) -> BinaryIO:
    """A file for reading, decompressed if its name ends in ``.gz``."""
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix.lower() == ".gz" else path.open("rb")


def is_of_one_event(path: Path) -> bool:
    """Whether a calendar file holds one event, or one series."""
    ids: set[str] = set()
    with opened(path) as stream:
        for component in components(stream):
            if component.name == "VEVENT":
                ids.add(next((line for line in component.lines if line.upper().startswith("UID")), ""))
                if len(ids) > 1:
                    return False
    return True
