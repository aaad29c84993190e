"""Handles of numbers: a short text that says what was asked, part by part, and of which build.

It is no secret and is not signed: whoever has it may ask what it says, and is checked as if they had typed it.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from dataclasses import asdict, dataclass, fields
from typing import Any

from abmetry.answers.question import Question
from abmetry.errors import UsageError
from abmetry.lang.message import message

FORM = "e1."
LONGEST = 4000
_LARGEST = 16_000
_BUILD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
_LISTS = ("kpis", "lists", "tiers", "where", "by")
_TEXTS = ("cohort", "rollup", "owner", "period", "start", "end", "compare", "as_of", "known_at")


@dataclass(frozen=True)
class Handle:
    """A number that was told.

    Attributes:
        question: What was asked, of one KPI.
        build: Id of the build that told it.
        group: The group of the number, of an answer that is split.
    """

    question: Question
    build: str
    group: tuple[tuple[str, str | None], ...] = ()

    def __str__(self) -> str:
        """The handle as text, safe in an address."""
        default = asdict(Question())
        asked = {name: value for name, value in asdict(self.question).items() if value != default[name]}
        said: dict[str, Any] = {"q": asked, "b": self.build}
        if self.group:
            said["g"] = dict(self.group)
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        packed = zlib.compress(text.encode(), 9)
        return FORM + base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Handle:
        """Read a handle.

        Raises:
            UsageError: It is none.
        """
        if not text.startswith(FORM) or len(text) > LONGEST:
            raise _none()
        body = text.removeprefix(FORM)
        try:
            unpacking = zlib.decompressobj()
            packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
            whole = unpacking.decompress(packed, _LARGEST)
            if unpacking.unconsumed_tail or not unpacking.eof:
                raise _none()
            said = json.loads(whole.decode())
        except (binascii.Error, zlib.error, ValueError, RecursionError):
            raise _none() from None
        if not isinstance(said, dict) or not set(said) <= {"q", "b", "g"}:
            raise _none()
        build, group = said.get("b"), said.get("g", {})
        if not isinstance(build, str) or not _BUILD.fullmatch(build) or not isinstance(group, dict):
            raise _none()
        if not all(isinstance(value, str | None) for value in group.values()):
            raise _none()
        return cls(_question(said.get("q")), build, tuple(group.items()))


def _question(said: Any) -> Question:
    """The question of a handle; each field of the kind that a question has."""
    if not isinstance(said, dict) or not set(said) <= {field.name for field in fields(Question)}:
        raise _none()
    found: dict[str, Any] = {}
    for name, value in said.items():
        if name in _LISTS and isinstance(value, list) and all(isinstance(one, str) for one in value):
            found[name] = tuple(value)
        elif (name in _TEXTS and isinstance(value, str)) or (
            name == "link_confidence" and isinstance(value, int | float) and not isinstance(value, bool)
        ):
            found[name] = value
        else:
            raise _none()
    return Question(**found)


def _none() -> UsageError:
    return UsageError(
        message("That is no evidence handle."),
        help=message("It is the `evidence` of an answer, taken over as it stands."),
    )
