"""What a message or an event becomes: touches, nothing for a reason, or a reject."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Touch:
    """One touch of one person outside.

    Attributes:
        id: The same wherever the same message or meeting is found.
        time: ISO text with ``Z``, or without an offset (a local time), or a bare date; of a log, as it stands.
        kind: The touch kind.
        address: The person's.
        direction: inbound or outbound; None: neither.
        our_address: The address of our person.
        thread: The conversation.
        seconds: How long it took.
        outcome: cancelled, or None.
        rank: Of several copies the one with the greatest counts.
    """

    id: str
    time: str
    kind: str
    address: str
    direction: str | None = None
    our_address: str | None = None
    thread: str | None = None
    seconds: float | None = None
    outcome: str | None = None
    rank: str = ""


class Unused(Enum):
    """Why a good message or event is no touch."""

    INTERNAL = "Mail and meetings among one's own people touch no account."
    NOBODY = "They name nobody from outside by an e-mail address."
    MACHINE = "Machines wrote them: automatic answers, newsletters, reports, addresses that take no reply."
    OUTSIDERS = "Nobody of ours takes part."
    UNDELIVERED = "They were neither delivered nor returned (held back, redirected, or still on their way)."
    PRIVATE = "The calendar says that they are private or confidential."
    LATER = "They are planned for later than `horizon_days` from now."


Told = list[Touch] | Unused


class BrokenError(Exception):
    """A message or event that cannot be used: what tells it apart (never what it says), and the reason."""

    def __init__(self, about: str, reason: str) -> None:
        super().__init__(reason)
        self.about = about
        self.reason = reason


def hashed(*parts: str) -> str:
    """An id made of what is known of something that has none."""
    text = "\x1f".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.sha256(text).hexdigest()[:32]
