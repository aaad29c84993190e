"""Results as figures: every number with its interval, its change, what it is beside, and its footnote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from abmetry.answers.answer import Result
from abmetry.kpis.kpi import Kpi
from abmetry.lang.words import Words
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import Figure, State, Way


def figure(
    result: Result, told: Mapping[str, Kpi], words: Words, notes: Footnotes, rate: Result | None = None
) -> Figure:
    """A result as a figure.

    Args:
        result: The result.
        told: The KPIs by id.
        words: The language.
        notes: The footnotes of the slide, to which its definition is added.
        rate: The rate that belongs to it, as a count's share of all; what others have is told of the rate then.
    """
    kpi = told[result.kpi]
    number = notes.of(kpi)
    previous = result.previous or {}
    return Figure(
        name=words.text(kpi.title),
        value=said(result, words),
        interval=interval_said(result, words),
        change=words.difference(previous.get("difference"), result.unit, result.currency),
        way=way(previous.get("difference"), kpi),
        before=before_said(result, words),
        rest=rest_said(rate or result, words),
        beside=rate_said(rate, words) if rate else "",
        state=result.status,
        remark=remark(result, words),
        note=number,
        result=result,
    )


def said(result: Result, words: Words) -> str:
    """The value, in short."""
    if result.status == "unavailable":
        return words.text("Not known")
    return words.value(result.value, result.unit, result.currency, compact=result.unit.startswith("money"))


def interval_said(result: Result, words: Words) -> str:
    """The interval with its level: ``95% interval 73.7 – 81.3``."""
    found = result.interval
    if not found or found.get("low") is None:
        return ""
    ends = words.interval(found["low"], found["high"], result.unit, result.currency)
    return words.text("{level} interval {ends}", level=words.percent(100 * found["level"], 0), ends=ends)


def before_said(result: Result, words: Words) -> str:
    """The value of the period before: ``338 in Q2 2026``."""
    previous = result.previous
    if not previous or previous.get("value") is None:
        return ""
    value = words.value(
        previous["value"], result.unit, result.currency, compact=result.unit.startswith("money")
    )
    period = words.period(previous["period"]["start"], previous["period"]["end"])
    return words.text("{value} in {period}", value=value, period=period)


def rest_said(result: Result, words: Words) -> str:
    """The value of the accounts outside the program."""
    comparison: dict[str, Any] = result.comparison or {}
    if comparison.get("value") is None:
        return ""
    value = words.value(
        comparison["value"], result.unit, result.currency, compact=result.unit.startswith("money")
    )
    return words.text("Other accounts: {value}", value=value)


def rate_said(rate: Result, words: Words) -> str:
    """A share with its interval: ``77.7% of the accounts, 73.7 – 81.3``."""
    if rate.value is None:
        return ""
    found = rate.interval or {}
    ends = words.interval(found.get("low"), found.get("high"), rate.unit, rate.currency)
    value = words.percent(rate.value)
    return words.text("{rate} of all ({ends})", rate=value, ends=ends) if ends else value


def remark(result: Result, words: Words) -> str:
    """What there is to know of a value that is not as sure as others, or is none."""
    match result.status:
        case "too_few":
            few = words.plural("Few cases: {n}", "Few cases: {n}", result.n or 0)
            return ". ".join(filter(None, (few, target_said(result, words))))
        case "ok":
            return target_said(result, words)
        case "empty":
            return words.text("Nothing to measure in this period")
        case "unavailable" if result.needs:
            return words.text("Needs {tables}", tables=words.list(result.needs))
        case "unavailable":
            return words.text(result.flags[0]) if result.flags else ""
    return ""


def target_said(result: Result, words: Words) -> str:
    """The target and whether it is met; nothing where none is set."""
    return "" if result.target is None else result.target.told(words, result.unit, result.currency)


def way(difference: float | None, kpi: Kpi) -> Way:
    """Whether a change is for the better."""
    if not difference or kpi.better == "neither":
        return "neither"
    return "better" if (difference > 0) == (kpi.better == "higher") else "worse"


def state_of(result: Result) -> State:
    """The state of a result."""
    return result.status
