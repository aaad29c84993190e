"""Texts that remember what they were made of, so that a surface can say them in another language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any

_FIELDS = Formatter()


class Message(str):
    """An English text, with the template and the values that it was made of.

    It is the text for everything that takes text: JSON, comparisons, files.

    Attributes:
        msgid: The template, as message catalogues have it.
        several: The template for a number other than one, or None.
        values: What stands in the places of the template.
    """

    msgid: str
    several: str | None
    values: Mapping[str, Any]

    @classmethod
    def of(cls, msgid: str, several: str | None, values: Mapping[str, Any]) -> Message:
        """The message in English; ``values["n"]`` decides between the two templates.

        Raises:
            ValueError: There are two templates and no number to decide.
        """
        template = msgid
        if several is not None:
            if "n" not in values:
                raise ValueError(f"'{msgid}' has a plural and no n.")
            template = msgid if values["n"] == 1 else several
        made = cls(filled(template, {name: in_english(value) for name, value in values.items()}))
        made.msgid, made.several, made.values = msgid, several, dict(values)
        return made


def message(msgid: str, several: str | None = None, /, **values: Any) -> Message:
    """An English text that a surface can say in another language.

    Args:
        msgid: The text, with ``{name}`` where a value stands. Write it as a literal: extraction looks for that.
        several: The text where ``n`` is not one.
        values: The values: numbers and dates are written by the language's rules, messages are translated,
            sequences become lists, all else stays as it is.
    """
    return Message.of(msgid, several, values)


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its places filled; braces that are no places stay."""
    return _FIELDS.vformat(template, (), values) if values else template


def in_english(value: Any) -> str:
    """A value as an English text has it: ``1,204``, ``2026-07-01``, ``one, two``."""
    match value:
        case bool() | str() | None:
            return str(value)
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.12g}"
        case datetime() | date():
            return value.isoformat()
        case list() | tuple():
            return ", ".join(in_english(one) for one in value)
        case _:
            return str(value)
