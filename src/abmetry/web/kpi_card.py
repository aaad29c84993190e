"""A KPI as a card: the value first, then how sure it is, what it was before, and what it is elsewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from abmetry.answers.answer import Result
from abmetry.kpis.catalogue import find
from abmetry.lang.words import Words
from abmetry.web.parts import kpi_url
from abmetry.web.spark import Spark, spark
from abmetry.web.view import View

STRAIGHT = ("higher", "lower")
TONES = {True: "good", False: "bad", None: "plain"}


@dataclass(frozen=True)
class Change:
    """A difference to something else.

    Attributes:
        text: The difference, with its sign and unit.
        tone: ``good``, ``bad`` or ``plain``.
        direction: ``up``, ``down`` or ``level``.
        than: What it is a difference to, in words.
        sure: Whether it is more than chance; None where that is not known.
    """

    text: str
    tone: str
    direction: str
    than: str
    sure: bool | None = None


@dataclass(frozen=True)
class Card:
    """What a card shows; texts are in the reader's language.

    Attributes:
        kpi: Id of the KPI.
        title: Its name.
        href: Where its definition and its rows are.
        status: ok, too_few, empty or unavailable.
        value: The value.
        beside: A second value that belongs to it, or nothing.
        beside_href: Where that one's definition is.
        interval: Its interval, or nothing.
        level: Level of the interval, in words.
        n: Size of the sample, or nothing.
        change: To the period before.
        compared: To the accounts outside the program.
        reason: Why there is no value.
        flags: Warnings.
        spark: Its values over time.
        target: Its target and whether it is met, in words, or nothing.
        target_tone: ``good`` where it is met, ``bad`` where it is not, else ``plain``.
    """

    kpi: str
    title: str
    href: str
    status: str
    value: str
    beside: str = ""
    beside_href: str = ""
    interval: str = ""
    level: str = ""
    n: str = ""
    change: Change | None = None
    compared: Change | None = None
    reason: str = ""
    flags: tuple[str, ...] = ()
    spark: Spark | None = None
    target: str = ""
    target_tone: str = "plain"


def card(view: View, result: Result, rate: Result | None = None, trend: Sequence[Result] = ()) -> Card:
    """The card of a result.

    Args:
        view: The page.
        result: The result.
        rate: The rate that belongs to it: it is shown beside, and compared in its place.
        trend: Results of the same KPI over time, the oldest first.
    """
    words, kpi = view.words, find(result.kpi)
    low_high = result.interval or {}
    level = low_high.get("level")
    told = rate if rate is not None else result
    aimed = told if result.target is None else result
    return Card(
        kpi=kpi.id,
        title=words.text(kpi.title),
        href=kpi_url(view, result),
        status=result.status,
        value=words.value(result.value, result.unit, result.currency, compact=kpi.unit.is_money),
        beside=words.value(rate.value, rate.unit, rate.currency) if rate and rate.value is not None else "",
        beside_href=kpi_url(view, rate) if rate else "",
        interval=words.interval(low_high.get("low"), low_high.get("high"), result.unit, result.currency),
        level=words.percent(level * 100, 0) if level else "",
        n=words.number(result.n, 0) if result.n is not None else "",
        change=before(result, words),
        compared=outside(told, words),
        reason=words.list(words.text(flag) for flag in result.flags)
        if result.status == "unavailable"
        else "",
        flags=() if result.status == "unavailable" else tuple(words.text(flag) for flag in result.flags),
        spark=spark(trend, words) if trend else None,
        target=aimed.target.told(words, aimed.unit, aimed.currency) if aimed.target else "",
        target_tone=TONES[aimed.target.met] if aimed.target else "plain",
    )


def aim_of(result: Result) -> float | None:
    """The value that is aimed at, as the line of a chart."""
    return None if result.target is None else result.target.value


def with_target(told: str, result: Result, words: Words) -> str:
    """A text, and behind it the target of a result and whether it is met."""
    if result.target is None:
        return told
    return f"{told} {result.target.told(words, result.unit, result.currency)}"


def before(result: Result, words: Words) -> Change | None:
    """The change since the period before; None where it is not known."""
    previous = result.previous
    if not previous or previous.get("difference") is None:
        return None
    told = previous.get("period") or {}
    than = words.period(told["start"], told["end"]) if told else words.text("the period before")
    return difference(result, previous["difference"], words, words.text("since {period}", period=Plain(than)))


def outside(result: Result, words: Words) -> Change | None:
    """The difference to the accounts outside the program; None where it is not known.

    Counts and sums of two groups of different size say nothing side by side; their rates and means do.
    """
    other = result.comparison
    if not other or other.get("difference") is None or result.denominator is None:
        return None
    value = words.value(
        other.get("value"), result.unit, result.currency, compact=result.unit.startswith("money")
    )
    p = other.get("p")
    than = words.text("against {value} outside the program", value=Plain(value))
    return difference(result, other["difference"], words, than, None if p is None else p < 0.05)


def difference(result: Result, value: float, words: Words, than: str, sure: bool | None = None) -> Change:
    """A difference, good or bad as its KPI says."""
    better = find(result.kpi).better
    told = words.difference(value, result.unit, result.currency)
    # What is shown as nought is no change, whatever its further digits are.
    if not any(unicodedata.digit(character, 0) for character in told):
        value = 0
    direction = "up" if value > 0 else "down" if value < 0 else "level"
    tone = "plain"
    if better in STRAIGHT and value and sure is not False:
        tone = "good" if (value > 0) == (better == "higher") else "bad"
    return Change(told, tone, direction, than, sure)


class Plain:
    """A text that is written already, and stands in another as it is."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text
