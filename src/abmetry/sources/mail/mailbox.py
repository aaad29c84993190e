"""Messages of a mailbox in the mbox format (RFC 4155), or of a file of its own: their headers, never their bodies.

Only of a delivery report the body is taken too, for it names those whom the mail did not reach. A message is read line
by line, so that neither a large mailbox nor a large attachment takes memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

MOST_HEAD_BYTES = 1_000_000
_MOST_BODY_BYTES = 500_000
_CHUNK = 65_536
_BEGINNING = re.compile(rb"From .*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d:\d\d.*\b\d{4}\b")
_REPORT = re.compile(rb"multipart/report", re.IGNORECASE)


@dataclass
class Message:
    """The lines of a message that matter.

    Attributes:
        line: The line on which it begins, from 1 on.
        head: Its headers.
        body: The rest, of a report only, up to a limit.
        is_too_long: Its headers were cut.
    """

    line: int
    head: bytearray = field(default_factory=bytearray)
    body: bytearray = field(default_factory=bytearray)
    is_too_long: bool = False
    _is_over: bool = False
    _is_report: bool = False

    def add(self, line: bytes) -> None:
        """Take its next line, or a part of a long one."""
        if self._is_over:
            if self._is_report and len(self.body) < _MOST_BODY_BYTES:
                self.body += line
        elif not line.strip(b"\r\n"):
            self._is_over = True
            self._is_report = _REPORT.search(self.head) is not None
        elif len(self.head) + len(line) > MOST_HEAD_BYTES:
            self.is_too_long = True
        else:
            self.head += line


def messages(stream: BinaryIO) -> Iterator[Message]:
    """The messages of a mailbox, in their order.

    A message begins at a line ``From `` with a date after an empty line; what stands before the first one is none.
    """
    current: Message | None = None
    number, begins, after_empty = 0, True, True
    while line := stream.readline(_CHUNK):
        if begins:
            number += 1
            if after_empty and _BEGINNING.match(line):
                if current:
                    yield current
                current = Message(number)
                begins, after_empty = line.endswith(b"\n"), False
                continue
        if current:
            current.add(line)
        after_empty = begins and not line.strip(b"\r\n")
        begins = line.endswith(b"\n")
    if current:
        yield current


def message(stream: BinaryIO, number: int) -> Message:
    """The one message of a file.

    Args:
        stream: The file.
        number: What stands for its line.
    """
    found = Message(number)
    line = stream.readline(_CHUNK).removeprefix(b"\xef\xbb\xbf")
    if not line.startswith((b"From ", b">From ")):
        found.add(line)
    while line := stream.readline(_CHUNK):
        found.add(line)
        if found._is_over and not found._is_report:
            break
    return found
