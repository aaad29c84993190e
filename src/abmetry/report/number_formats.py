"""Number formats of Office for units, as the language writes them."""

from __future__ import annotations

import re

from abmetry.lang.words import Words

PERSIAN_DIGITS = "[$-3000429]"
"""Numerals of the extended Arabic-Indic kind, in the locale of Persian."""


def percent_sign(words: Words) -> str:
    """The sign of percents, with the space that the language has before it."""
    return re.sub(r"[\d۰-۹]", "", words.percent(5, 0))


def number_format(unit: str, currency: str | None, words: Words, *, compact: bool = True) -> str:
    """The format code of a unit: ``0.0"%"`` of 62.5, ``€#,##0`` of money.

    Args:
        unit: Unit of the values; percents are 0 to 100.
        currency: Their currency, for money.
        words: The language: it decides on which side a sign stands.
        compact: Thousands and millions in short.
    """
    digits = PERSIAN_DIGITS if words.code == "fa" else ""
    return ";".join(digits + part for part in _code(unit, currency, words, compact=compact).split(";"))


def _code(unit: str, currency: str | None, words: Words, *, compact: bool) -> str:
    match unit:
        case "percent":
            return f'0.0"{percent_sign(words)}"'
        case "money" | "money/year" | "money/day":
            return money_format(currency, words, compact=compact)
        case "days" | "score":
            return "#,##0.0"
        case "number":
            return "#,##0.00"
    return "#,##0"


def money_format(currency: str | None, words: Words, *, compact: bool) -> str:
    """The format code of a currency, its sign where the language has it."""
    before, after = _signs(currency, words)
    if not compact:
        return f"{before}#,##0{after}"
    return f'[>=1000000]{before}0.0#,,"M"{after};[>=10000]{before}0,"K"{after};{before}#,##0{after}'


def _signs(currency: str | None, words: Words) -> tuple[str, str]:
    if currency is None:
        return "", ""
    written = words.money(5, currency)
    parts = re.split(r"[\d۰-۹]+", re.sub(r"[\u200e\u200f\u2066-\u2069]", "", written), maxsplit=1)
    before, after = (part.replace('"', "") for part in (parts[0], parts[-1]))
    return (f'"{before}"' if before else ""), (f'"{after}"' if after else "")


def whole_format(unit: str, words: Words) -> str:
    """The format code of round numbers along an axis."""
    digits = PERSIAN_DIGITS if words.code == "fa" else ""
    return f'{digits}0"{percent_sign(words)}"' if unit == "percent" else f"{digits}#,##0"
