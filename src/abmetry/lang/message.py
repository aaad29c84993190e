"""Texts that remember what they were made of, so that a surface can say them in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")


@dataclass(frozen=True)
class Quantity:
    """A number with a unit within a text.

    Attributes:
        value: The number; of percent from 0 to 100.
        unit: Its unit, as KPIs have it.
        english: How the English text has it.
        currency: Of money.
        places: Decimals; None: as the unit has them.
    """

    value: float
    unit: str
    english: str
    currency: str | None = None
    places: int | None = None

    def __str__(self) -> str:
        return self.english


@dataclass(frozen=True)
class Listing:
    """Several things within a text.

    Attributes:
        items: The things: names, messages or listings.
        english: How the English text has them.
        style: standard: all of them; or: one of them; commas, sentences: with commas or semicolons between.
    """

    items: tuple[Any, ...]
    english: str
    style: Literal["standard", "or", "commas", "sentences"] = "standard"

    def __str__(self) -> str:
        return self.english


def one_of(names: Iterable[Any]) -> Listing:
    """Things of which one is meant: ``a or b``."""
    names = tuple(names)
    return Listing(names, " or ".join(map(str, names)), "or")


def sentences(said: Iterable[str]) -> Listing:
    """Sentences one after another: ``this; that``."""
    said = tuple(said)
    return Listing(said, "; ".join(said), "sentences")


def all_of(names: Iterable[Any]) -> Listing:
    """Things that are all meant: ``a and b``."""
    names = tuple(names)
    return Listing(names, " and ".join(map(str, names)))


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


def completed(text: str, **values: Any) -> Message:
    """A text with more of its places filled; what was filled before is remembered."""
    if isinstance(text, Message) and hasattr(text, "msgid"):
        return Message.of(text.msgid, text.several, {**text.values, **values})
    return Message.of(text, None, values)


def places(template: str) -> set[str]:
    """The names of a template's places."""
    return set(_PLACE.findall(template))


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its places filled; braces that are no places of these values stay."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), template) if values else template


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
