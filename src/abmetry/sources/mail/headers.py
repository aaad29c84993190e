"""The headers of a message: ids, dates, people; its subject is not looked at."""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime

from abmetry.sources.mail.addresses import addresses_of

_IDS = re.compile(r"<([^<>\s]+)>")
_LONGEST_ID = 500
_ROOT_BYTES = 22


class Headers:
    """The headers of one message, by their names in lower case."""

    def __init__(self, head: bytes) -> None:
        """Take the lines of a message up to its first empty one, whatever they hold."""
        self._values: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in BytesHeaderParser(policy=compat32).parsebytes(head).raw_items():
            self._values[name.lower()].append(_text(str(value)))

    def all(self, name: str) -> list[str]:
        """Every value of a header, raw."""
        return self._values.get(name, [])

    def first(self, name: str) -> str:
        """The first value of a header without blanks at its ends; empty if there is none."""
        return next((value.strip() for value in self.all(name)), "")

    def people(self, *names: str) -> tuple[str, ...]:
        """The addresses of some headers, each once, in their order."""
        found = (address for name in names for value in self.all(name) for address in addresses_of(value))
        return tuple(dict.fromkeys(found))

    def ids(self, name: str) -> list[str]:
        """The message ids of a header."""
        text = " ".join(self.all(name))
        found = _IDS.findall(text) or [word for word in text.split() if "@" in word]
        return [plain_id(one) for one in found]

    @property
    def message_id(self) -> str | None:
        """The message's own id."""
        return next(iter(self.ids("message-id")), None)

    @property
    def date(self) -> str | None:
        """When it was sent, as ISO text in UTC: by its date, else by the first server that received it."""
        given = [*self.all("date"), *(value.rpartition(";")[2] for value in reversed(self.all("received")))]
        return next((told for value in given if (told := utc_text(value))), None)

    @property
    def answers(self) -> bool:
        """Whether the message answers another."""
        return bool(self.ids("in-reply-to") or self.ids("references") or len(self._index()) > _ROOT_BYTES)

    def thread(self, own: str) -> str:
        """The conversation: the id of its first message, as far as the message tells.

        Args:
            own: The message's own id.
        """
        before = self.ids("references") or self.ids("in-reply-to")
        if before:
            return before[0]
        index = self._index()
        # The first 22 bytes are the conversation's, and each answer adds five (Microsoft's [MS-OXOMSG], 2.2.1.3).
        return f"thread-index:{index[:_ROOT_BYTES].hex()}" if len(index) > _ROOT_BYTES else own

    def _index(self) -> bytes:
        try:
            return base64.b64decode("".join(self.first("thread-index").split()))
        except (binascii.Error, ValueError):
            return b""


def _text(raw: str) -> str:
    """A raw value whose bytes beyond ASCII are UTF-8, else Latin-1."""
    if raw.isascii():
        return raw
    data = raw.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def plain_id(text: str) -> str:
    """An id that can be written as UTF-8, and is not too long."""
    return text.strip().strip("<>").encode("utf-8", "replace").decode("utf-8")[:_LONGEST_ID]


def utc_text(value: str) -> str | None:
    """The date of a header as ISO text in UTC; None if it is none. A zone that is not known is UTC (RFC 5322, 3.3)."""
    try:
        found = parsedate_to_datetime(value.strip())
        moment = found.astimezone(UTC) if found.tzinfo else found
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return datetime.isoformat(moment.replace(tzinfo=None, microsecond=0), " ") + "Z"
