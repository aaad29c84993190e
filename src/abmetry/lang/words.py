"""What a surface says: texts, numbers, money, dates and lists in the language of its reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from babel.lists import format_list

from abmetry.lang.dates import Calendar, Dates
from abmetry.lang.language import SOURCE_LANGUAGE, Language, find_language
from abmetry.lang.message import Listing, Message, Quantity, filled
from abmetry.lang.numerals import NOTHING, Numerals
from abmetry.lang.translations import translations

_WRITTEN_LEFT_TO_RIGHT = re.compile(r"[A-Za-z]")
Day = date
Instant = datetime
Style = Literal["standard", "or"]

_ISOLATE, _ISOLATED = "\u2068", "\u2069"


class Words:
    """The words of one language.

    Args:
        language: Code of the language: en, es, ca or fa.
        calendar: The calendar in which dates are told: gregory, or persian for Solar Hijri.
        fiscal_year_starts: The month in which quarters and years begin.

    Raises:
        UsageError: There is no such language.
    """

    def __init__(
        self, language: str = SOURCE_LANGUAGE, *, calendar: Calendar = "gregory", fiscal_year_starts: int = 1
    ) -> None:
        self.language: Language = find_language(language)
        self._numerals = Numerals(language)
        self._dates = Dates(language, calendar, fiscal_year_starts)
        self._translations = translations(language)

    @property
    def code(self) -> str:
        """The language's code."""
        return self.language.code

    @property
    def direction(self) -> str:
        """In which direction the language is written: ltr or rtl."""
        return self.language.direction

    @property
    def calendar(self) -> Calendar:
        """The calendar in which dates are told."""
        return self._dates.calendar

    def text(self, text: str, **values: Any) -> str:
        """A text in the language; an English text that no catalogue has stays as it is.

        Args:
            text: The English text, with ``{name}`` where a value stands, or a message with its own values.
            values: What stands in the places.
        """
        if isinstance(text, Message) and hasattr(text, "msgid"):
            if self.code == SOURCE_LANGUAGE:
                return str(text)
            if text.several is not None:
                template = self._translations.plural(text.msgid, text.several, text.values["n"])
            else:
                template = self._translations.text(text.msgid)
            return self._filled(template, {**text.values, **values})
        return self._filled(self._translations.text(text), values)

    def plural(self, one: str, several: str, n: float, **values: Any) -> str:
        """A text about ``{n}`` things: ``plural("{n} account", "{n} accounts", 3)``."""
        return self._filled(self._translations.plural(one, several, n), {"n": n, **values})

    def _filled(self, template: str, values: Mapping[str, Any]) -> str:
        return filled(template, {name: self._in_text(value) for name, value in values.items()})

    def _in_text(self, value: Any) -> str:
        """A value as it stands within a text."""
        match value:
            case Message():
                return self.text(value)
            case Listing():
                return self._listing(value)
            case Quantity():
                return self._quantity(value)
            case bool() | None:
                return str(value)
            case str():
                return self.isolated(value)
            case int() | float():
                return self.number(value)
            case datetime():
                return self.instant(value)
            case date():
                return self.date(value)
            case list() | tuple():
                return self.list(self._in_text(one) for one in value)
            case _:
                return str(value)

    def _listing(self, given: Listing) -> str:
        items = [self._in_text(one) for one in given.items]
        if given.style == "sentences":
            return ("؛ " if self.direction == "rtl" else "; ").join(items)
        if given.style == "commas":
            return ("، " if self.direction == "rtl" else ", ").join(items)
        return self.list(items, given.style)

    def _quantity(self, given: Quantity) -> str:
        if given.places is None:
            return self.value(given.value, given.unit, given.currency)
        if given.unit == "percent":
            return self.percent(given.value, given.places)
        return self.number(given.value, given.places)

    def isolated(self, text: str) -> str:
        """A name or another piece of data that would disturb the order of text from right to left."""
        if self.direction == "ltr" or not _WRITTEN_LEFT_TO_RIGHT.search(text):
            return text
        return f"{_ISOLATE}{text}{_ISOLATED}"

    def number(self, value: float | None, places: int | None = None) -> str:
        """A bare number: ``1,204``, ``0.75``."""
        return NOTHING if value is None else self._numerals.number(value, places)

    def percent(self, value: float | None, places: int = 1) -> str:
        """A percentage, given from 0 to 100: ``62.5%``."""
        return NOTHING if value is None else self._numerals.percent(value, places)

    def money(self, value: float | None, currency: str | None, compact: bool = False) -> str:
        """Money: ``€1,234,567``, in short ``€1.23M``."""
        return NOTHING if value is None else self._numerals.money(value, currency, compact)

    def compact(self, value: float | None) -> str:
        """A bare number to three digits: ``1.23M``."""
        return NOTHING if value is None else self._numerals.compact(value)

    def value(
        self, value: float | None, unit: str, currency: str | None = None, compact: bool = False
    ) -> str:
        """A KPI's value with its unit: ``62.5%``, ``€1,234,567``, ``84.2 days``, ``1,204``."""
        if value is None:
            return NOTHING
        match unit:
            case "money":
                return self.money(value, currency, compact)
            case "money/year":
                template = self._translations.text("{money}/yr")
                return filled(template, {"money": self.money(value, currency, compact)})
            case "money/day":
                template = self._translations.text("{money}/day")
                return filled(template, {"money": self.money(value, currency, compact)})
            case "percent":
                return self.percent(value)
            case "days":
                template = self._translations.text("{n} days")
                return filled(template, {"n": self.number(value, 1)})
            case "minutes":
                template = self._translations.text("{n} min")
                return filled(template, {"n": self.number(value, 0 if abs(value) >= 10 else 1)})
            case "score":
                return self.number(value, 1)
            case _:
                return self.compact(value) if compact else self.number(value)

    def brief(self, value: float | None, unit: str, currency: str | None = None) -> str:
        """A value without its unit but money's, as a range or a difference has it: ``47.0``, ``€1.23M``."""
        if value is None:
            return NOTHING
        if unit.startswith("money"):
            return self.money(value, currency, compact=True)
        if unit in ("count", "minutes"):
            return self.number(value, 0 if abs(value) >= 10 or float(value).is_integer() else 1)
        return self.number(value, 1 if unit in ("percent", "days", "score") else None)

    def interval(self, low: float | None, high: float | None, unit: str, currency: str | None = None) -> str:
        """A range: ``47.0 – 75.8``; nothing where an end is not known."""
        if low is None or high is None:
            return ""
        ends = {"low": self.brief(low, unit, currency), "high": self.brief(high, unit, currency)}
        return filled(self._translations.text("{low} – {high}"), ends)

    def difference(self, value: float | None, unit: str, currency: str | None = None) -> str:
        """A difference with its sign: ``+3.1 pt`` of percents, ``-€1.2M``, ``+12``."""
        if value is None:
            return ""
        shown = self.brief(value, unit, currency)
        if any(digit.isdigit() and int(digit) for digit in shown):
            # In text from right to left the mark keeps the sign to the left of the digits.
            plus = "\u200e+" if self.direction == "rtl" else "+"
            shown = shown if value < 0 else f"{plus}{shown}"
        if unit == "percent":
            return filled(self._translations.text("{difference} pt"), {"difference": shown})
        if unit == "days":
            return filled(self._translations.text("{difference} d"), {"difference": shown})
        return shown

    def date(self, day: Day | str) -> str:
        """A day: ``14 Sep 2026``."""
        return self._dates.date(_parsed(day))

    def instant(self, instant: Instant | str) -> str:
        """An instant in its own zone: ``14 Sep 2026 17:30``; only the day where it is midnight."""
        return self._dates.instant(_parsed(instant))

    def month(self, day: Day | str, short: bool = False) -> str:
        """The month of a day: ``September 2026``, ``Sep 2026``."""
        return self._dates.month(_parsed(day), short)

    def period(self, start: Day | str, end: Day | str, short: bool = False) -> str:
        """A period up to its exclusive end: ``Q3 2026``, ``September 2026``, ``1 Jul – 15 Aug 2026``."""
        return self._dates.period(_parsed(start), _parsed(end), short)

    def span(self, start: Day | str, end: Day | str) -> str:
        """A period up to its exclusive end by its first and last day: ``1 Jul – 30 Sep 2026``."""
        return self._dates.span(_parsed(start), _parsed(end))

    def list(self, items: Iterable[str], style: Style = "standard") -> str:
        """Items in one line: ``a, b and c``; ``style="or"``: ``a or b``."""
        found = [str(item) for item in items]
        joined = format_list(found, style, self.code)
        return joined.replace(", and ", " and ").replace(", or ", " or ") if self.code == "en" else joined


def _parsed(given: date | str) -> Any:
    return datetime.fromisoformat(given) if isinstance(given, str) else given
