"""Delivery reports (RFC 3464): whom a mail of ours did not reach."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.message import Message as Parsed
from email.policy import compat32

from abmetry.sources.mail.addresses import Ours, addresses_of
from abmetry.sources.mail.headers import Headers
from abmetry.sources.mail.mailbox import Message
from abmetry.sources.mail.touch import Told, Touch, Unused, hashed


def is_delivery_report(headers: Headers) -> bool:
    """Whether a message tells what became of another."""
    content = headers.first("content-type").lower().replace('"', "")
    return content.startswith("multipart/report") and "report-type=delivery-status" in "".join(
        content.split()
    )


def undelivered(headers: Headers, message: Message, time: str, ours: Ours) -> Told:
    """A bounce per person outside whom the mail did not reach for good.

    Args:
        headers: The report's.
        message: The report.
        time: When it was sent.
        ours: Who is ours.
    """
    parts = _parts(message)
    failed = dict.fromkeys(address for part in parts for address in _failed(part))
    outside = [address for address in failed if address not in ours]
    if not outside:
        return Unused.INTERNAL if failed else Unused.MACHINE
    original = next((found for part in parts if (found := _original(part))), None)
    own = headers.message_id or hashed(time, *failed)
    thread = own
    people = headers.people("to", "cc")
    if original:
        own = original.message_id or own
        thread = original.thread(own)
        people = (*original.people("from"), *people)
    user = next((address for address in people if address in ours), None)
    return [
        Touch(f"bounce:{own}:{address}", time, "email_bounce", address, "inbound", user, thread, rank="1")
        for address in outside
    ]


def _parts(message: Message) -> list[Parsed]:
    text = bytes(message.head) + b"\r\n" + bytes(message.body)
    try:
        return list(email.message_from_bytes(text, policy=compat32).walk())
    # Junk makes the standard library's parser fail in many ways; then the report names nobody.
    except Exception:
        return []


def _failed(part: Parsed) -> Iterator[str]:
    """The addresses that a part for machines says were not reached."""
    if part.get_content_type() != "message/delivery-status" or not isinstance(part.get_payload(), list):
        return
    for fields in part.get_payload():
        if not isinstance(fields, Parsed):
            continue
        if str(fields.get("action", "")).strip().lower() != "failed":
            continue
        for name in ("original-recipient", "final-recipient"):
            found = addresses_of(str(fields.get(name, "")).partition(";")[2])
            if found:
                yield found[0]
                break


def _original(part: Parsed) -> Headers | None:
    """The headers of the mail that came back."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if part.get_content_type() == "message/rfc822" and isinstance(inner, Parsed):
        lines = [f"{name}: {value}" for name, value in inner.raw_items()]
        return Headers("\r\n".join(lines).encode("utf-8", "surrogateescape"))
    if part.get_content_type() == "text/rfc822-headers" and isinstance(payload, str):
        return Headers(payload.lstrip().encode("utf-8", "surrogateescape"))
    return None
