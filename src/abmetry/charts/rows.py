"""Results as the plain rows that charts are drawn from: the words of each are made here, so that nothing is in Vega."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from abmetry.answers.answer import Result
from abmetry.charts.look import capital
from abmetry.lang.words import Words

Row = dict[str, Any]

_OWN_WORDS = ("channel", "category", "model", "type")
"""What groups are named by words of Abmetry, not of the company."""


def rows_of(results: Sequence[Result], words: Words, by: str | None = None) -> list[Row]:
    """One row per result: its label, its value and bounds, and how they are said.

    Args:
        results: Results of one KPI.
        words: The language.
        by: What of their groups labels them; None: their period.
    """
    return [row_of(result, words, by) for result in results]


def row_of(result: Result, words: Words, by: str | None = None) -> Row:
    """The row of one result."""
    interval, comparison = result.interval or {}, result.comparison or {}
    return {
        "label": group_label(result, by, words) if by else period_label(result, words),
        "value": result.value,
        "low": interval.get("low"),
        "high": interval.get("high"),
        "rest": comparison.get("value"),
        "said": words.value(result.value, result.unit, result.currency),
        "short": words.value(result.value, result.unit, result.currency, compact=True),
        "within": interval_said(interval, result.unit, result.currency, words),
        "rest_said": words.value(comparison.get("value"), result.unit, result.currency),
        "few": result.status == "too_few",
        "n": words.number(result.n, 0) if result.n is not None else "–",
    }


def interval_said(interval: dict[str, Any], unit: str, currency: str | None, words: Words) -> str:
    """An interval in words; a dash where there is none."""
    return words.interval(interval.get("low"), interval.get("high"), unit, currency) or "–"


def group_label(result: Result, by: str, words: Words) -> str:
    """What a group is called: the name of an id, else its value; of none, that it is none."""
    value = result.label.get(by) or result.group.get(by)
    if value is None:
        return capital(words.text("none"))
    if by == "tier":
        return words.text("Tier {tier}", tier=int(value) if value.isdecimal() else value)
    return capital(words.text(value.replace("_", " "))) if by in _OWN_WORDS else value


def period_label(result: Result, words: Words) -> str:
    """The period of a result, as the language writes it."""
    return words.period(result.period["start"], result.period["end"], short=True)
