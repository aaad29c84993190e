"""Numbers and money as a language writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from babel import Locale
from babel.numbers import format_compact_currency, format_compact_decimal, format_currency, format_decimal

NOTHING = "–"
SIGNIFICANT = 3
COMPACT_FROM = 1e4

_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[A-Za-z])(?=[0-9])")  # of currencies such as CHF
_OWN_DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹"}
_OWN_MINUS = {"fa": "\u200e\u2212"}  # the mark keeps the sign to the left of the digits
_OWN_CURRENCY_PATTERN = {"fa": "#,##0.00\u00a0¤"}
_OWN_PERCENT_PATTERN = {"fa": "#,##0.0٪"}


@dataclass(frozen=True)
class Numerals:
    """How a language writes numbers.

    Attributes:
        code: The language's code.
    """

    code: str

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.code)

    def digits(self, text: str) -> str:
        """A text with the language's own digits in place of 0-9."""
        own = _OWN_DIGITS.get(self.code)
        return text.translate(str.maketrans("0123456789", own)) if own else text

    def _written(self, text: str) -> str:
        text = _LETTER_BEFORE_DIGIT.sub("\u00a0", text)
        minus = _OWN_MINUS.get(self.code)
        return self.digits(text.replace("-", minus) if minus else text)

    def number(self, value: float, places: int | None = None) -> str:
        """A bare number: ``1,204``; without ``places`` whole ones have no decimals and small ones two."""
        if places is None:
            places = 0 if float(value).is_integer() else 2 if abs(value) < 100 else 1
        pattern = "#,##0" + ("." + "0" * places if places else "")
        text = format_decimal(
            _unsigned_zero(value, places), pattern, self._locale, numbering_system="default"
        )
        return self._written(text)

    def percent(self, value: float, places: int = 1) -> str:
        """A percentage: ``62.5%`` of 62.5."""
        pattern = _OWN_PERCENT_PATTERN.get(self.code) or self._locale.percent_formats[None].pattern
        sign = pattern.replace("#,##0", "").replace(".0", "")
        return f"{self.number(value, places)}{sign}"

    def money(self, value: float, currency: str | None, compact: bool = False) -> str:
        """Money: whole units, cents where it is small; in short to three digits: ``€1.23M``."""
        if currency is None:
            return self.compact(value) if compact else self.number(value)
        if compact and abs(value) >= COMPACT_FROM:
            text = format_compact_currency(
                value,
                currency,
                locale=self._locale,
                fraction_digits=_fraction_digits(value),
                numbering_system="default",
            )
            return self._written(text)
        places = 2 if 0 < abs(value) < 100 and not float(value).is_integer() else 0
        pattern = _OWN_CURRENCY_PATTERN.get(self.code) or self._locale.currency_formats["standard"].pattern
        text = format_currency(
            _unsigned_zero(value, places),
            currency,
            pattern.replace("0.00", "0" + ("." + "0" * places if places else "")),
            self._locale,
            currency_digits=False,
            numbering_system="default",
        )
        return self._written(text)

    def compact(self, value: float) -> str:
        """A bare number to three digits: ``1.23M``, ``90.7K``; small ones as they are."""
        if abs(value) < COMPACT_FROM:
            return self.number(value)
        text = format_compact_decimal(
            value,
            locale=self._locale,
            fraction_digits=_fraction_digits(value),
            numbering_system="default",
        )
        return self._written(text)


def _fraction_digits(value: float) -> int:
    scaled = abs(value)
    while scaled >= 999.5:
        scaled /= 1000
    return max(0, SIGNIFICANT - len(str(int(scaled))))


def _unsigned_zero(value: float, places: int) -> float:
    """The value; 0 where it would be written as a zero with a minus."""
    return 0 if round(value, places) == 0 else value
