"""A message as touches: who wrote to whom, and which conversation it belongs to."""

from __future__ import annotations

from abmetry.sources.mail.addresses import Ours
from abmetry.sources.mail.bounces import is_delivery_report, undelivered
from abmetry.sources.mail.headers import Headers
from abmetry.sources.mail.mailbox import Message
from abmetry.sources.mail.touch import BrokenError, Told, Touch, Unused, hashed

MAILBOX_RANK = "1"
_RECIPIENTS = ("to", "cc", "bcc")
_BULK = ("bulk", "list", "junk", "auto_reply")
_LIST_HEADERS = ("list-id", "list-unsubscribe", "list-post")
_AUTOMATIC_HEADERS = ("x-autoreply", "x-autorespond")
_MACHINES = (
    "mailer-daemon",
    "postmaster",
    "no-reply",
    "noreply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "bounces",
)


def touches_of(message: Message, ours: Ours) -> Told:
    """What a message becomes: a touch per addressee outside of mail of ours, a touch of the sender of others' mail.

    Args:
        message: It.
        ours: Who is ours.

    Raises:
        BrokenError: It names no sender or no date, or its headers are too long.
    """
    headers = Headers(bytes(message.head))
    about = headers.message_id or ""
    if message.is_too_long:
        raise BrokenError(about, "its headers are too long")
    sender = _sender(headers, ours)
    if sender is None:
        raise BrokenError(about, "the message names no sender")
    time = headers.date
    if time is None:
        raise BrokenError(about, "the message has no date that can be read")
    if is_delivery_report(headers):
        return undelivered(headers, message, time, ours)
    recipients = headers.people(*_RECIPIENTS)
    own = headers.message_id or hashed(sender, time, *recipients)
    thread = headers.thread(own)
    if sender in ours:
        outside = [address for address in recipients if address not in ours]
        if _is_automatic(headers):
            return Unused.MACHINE
        if not outside:
            return Unused.INTERNAL if recipients else Unused.NOBODY
        return [
            Touch(
                f"mail:{own}:{address}",
                time,
                "email_sent",
                address,
                "outbound",
                sender,
                thread,
                rank=MAILBOX_RANK,
            )
            for address in outside
        ]
    if _is_automatic(headers) or _is_bulk(headers, ours) or is_machine(sender):
        return Unused.MACHINE
    kind = "email_reply" if headers.answers else "email_received"
    user = next((address for address in recipients if address in ours), None)
    return [Touch(f"mail:{own}:{sender}", time, kind, sender, "inbound", user, thread, rank=MAILBOX_RANK)]


def is_machine(address: str) -> bool:
    """Whether an address is one that nobody reads or writes from."""
    return address.partition("@")[0].partition("+")[0] in _MACHINES


def _sender(headers: Headers, ours: Ours) -> str | None:
    found = next(iter(headers.people("from") or headers.people("sender")), None)
    if found is not None and found in ours:
        # A list of ours that writes in its members' stead names the writer beside.
        behind = headers.people("x-original-from", "x-original-sender")
        return next((address for address in behind if address not in ours), found)
    return found


def _is_automatic(headers: Headers) -> bool:
    """Whether a machine wrote it: RFC 3834, and what came before it."""
    submitted = headers.first("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    content = headers.first("content-type").lower()
    return (
        headers.first("return-path") == "<>"
        or content.startswith("multipart/report")
        or any(headers.all(name) for name in _AUTOMATIC_HEADERS)
    )


def _is_bulk(headers: Headers, ours: Ours) -> bool:
    """Whether it went to many: a list that is not ours."""
    name = headers.first("list-id").rpartition("<")[2].rstrip("> ").lower()
    if name and ours.has_host(name):
        return False
    bulk = headers.first("precedence").lower() in _BULK
    return bulk or any(headers.all(header) for header in _LIST_HEADERS)
