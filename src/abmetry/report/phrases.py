"""Titles that state what was found, made of the answers' own values."""

from __future__ import annotations

from abmetry.answers.answer import Result
from abmetry.kpis.kpi import Kpi
from abmetry.lang.words import Words
from abmetry.report.figures import said


def changed(result: Result, kpi: Kpi, words: Words) -> str:
    """``Engaged accounts grew from 338 to 356``; without a value before, what the value is."""
    name, now = words.text(kpi.title), said(result, words)
    if result.status == "unavailable" or result.value is None:
        return words.text("{kpi}: not known in this period", kpi=name)
    previous = result.previous or {}
    if previous.get("value") is None:
        return words.text("{kpi}: {value}", kpi=name, value=now)
    then = words.value(
        previous["value"], result.unit, result.currency, compact=result.unit.startswith("money")
    )
    if then == now:
        return words.text("{kpi} stayed at {value}", kpi=name, value=now)
    if previous["difference"] > 0:
        return words.text("{kpi} grew from {before} to {value}", kpi=name, before=then, value=now)
    return words.text("{kpi} fell from {before} to {value}", kpi=name, before=then, value=now)


def may_be_chance(result: Result) -> bool:
    """Whether the value before lies within the interval of the present one."""
    previous, interval = result.previous or {}, result.interval or {}
    value, low, high = previous.get("value"), interval.get("low"), interval.get("high")
    return value is not None and low is not None and high is not None and bool(low <= value <= high)


def sureness(result: Result, words: Words) -> str:
    """Whether a change is more than chance, as far as the interval tells."""
    if not result.previous or result.previous.get("value") is None or not result.interval:
        return ""
    if may_be_chance(result):
        return words.text("The value before lies within the interval of this one: the change may be chance.")
    return words.text("The value before lies outside the interval of this one.")


def sentence_case(text: str) -> str:
    """A text that begins with a capital."""
    return text[:1].upper() + text[1:]
