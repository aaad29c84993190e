"""Insights as they are read: the effect first, the sentence, then how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from abmetry.answers.answer import Json
from abmetry.answers.insights import Insights
from abmetry.charts.look import capital
from abmetry.lang.message import message
from abmetry.report.slides.insights import clause_said, effect_said
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View

SURE = 0.001
FIRST = 4
"""Insights of an outcome that are shown at once."""
COUNTED = {
    "tried": message("pairs were tried"),
    "found": message("are more than chance"),
    "hold": message("held in the last third of the time"),
    "do_not_hold": message("did not hold there"),
    "too_few_to_tell": message("are too few there to tell"),
    "nothing_found": message("showed nothing"),
}
"""What is counted, in words that follow the number."""


@dataclass(frozen=True)
class Told:
    """An insight, in words.

    Attributes:
        factor: What went with the outcome.
        sentence: All of it in a sentence.
        effect: The effect, with its sign and unit.
        facts: How sure it is: names and values.
        href: Where its cases are.
    """

    factor: str
    sentence: str
    effect: str
    facts: list[tuple[str, str]]
    href: str


@dataclass(frozen=True)
class OfOutcome:
    """The insights about one outcome: the surest, and the others."""

    outcome: str
    first: list[Told]
    more: list[Told]


@dataclass(frozen=True)
class Found:
    """All that was tried.

    Attributes:
        title: What was found, in a sentence.
        span: The time that was looked at.
        counts: Numbers, and what they count.
        holding: Insights that held, by outcome.
        unsure: Those that did not hold, or cannot be told, by outcome.
        nothing: What was tried and showed nothing.
        too_few: What was too rare to be tried.
        flags: Warnings.
    """

    title: str
    span: str
    counts: list[tuple[str, str]]
    holding: list[OfOutcome]
    unsure: list[OfOutcome]
    nothing: Table
    too_few: Table
    flags: tuple[str, ...]


def found_of(view: View, insights: Insights) -> Found:
    """Insights in words.

    Args:
        view: The page.
        insights: What was found.
    """
    words, rows, counts = view.words, insights.to_list(tried=True), insights.counts
    by = {name: [row for row in rows if row["status"] == name] for name in {row["status"] for row in rows}}
    holding = by.get("holds", [])
    return Found(
        title=_title(view, len(holding)),
        span=words.period(insights.period["start"], insights.period["end"]),
        counts=[(words.number(counts[name], 0), words.text(said)) for name, said in COUNTED.items()],
        holding=_by_outcome(view, holding),
        unsure=_by_outcome(view, [*by.get("does not hold", []), *by.get("too few to tell", [])]),
        nothing=_nothing(view, by.get("nothing found", [])),
        too_few=_too_few(view, by.get("too few", [])),
        flags=insights.flags,
    )


def _title(view: View, holding: int) -> str:
    if not holding:
        return view.words.text("Nothing that was tried is more than chance and held")
    return view.words.plural(
        "{n} thing goes with what came of it, and held",
        "{n} things go with what came of them, and held",
        holding,
    )


def _by_outcome(view: View, rows: Sequence[Json]) -> list[OfOutcome]:
    outcomes: dict[str, list[Told]] = {}
    for row in rows:
        outcomes.setdefault(row["outcome"], []).append(_told(view, row))
    return [
        OfOutcome(view.words.text(outcome), told[:FIRST], told[FIRST:]) for outcome, told in outcomes.items()
    ]


def _told(view: View, row: Json) -> Told:
    words, unit, again = view.words, row["unit"], row["last_third"]
    facts = [
        (words.text("Interval"), _interval(view, row["interval"], unit)),
        ("n", words.text("{n} against {others}", n=row["n"], others=row["n_other"])),
        ("p", _chance(view, row["p"])),
        ("q", _chance(view, row["q"])),
        (words.text("Last third of the time"), effect_said(again["effect"], unit, words)),
    ]
    return Told(
        factor=_factor(view, row),
        sentence=words.text(row["sentence"]),
        effect=effect_said(row["effect"], unit, words),
        facts=facts,
        href=view.url("/insights/cases", insight=row["insight"]),
    )


def _factor(view: View, row: Json) -> str:
    return capital(clause_said(row, view.words))


def _interval(view: View, interval: dict[str, Any] | None, unit: str) -> str:
    if not interval or interval.get("low") is None:
        return "–"
    low, high = (effect_said(interval[end], unit, view.words) for end in ("low", "high"))
    return view.words.text("{low} to {high}", low=low, high=high)


def _chance(view: View, p: float | None) -> str:
    if p is None:
        return "–"
    return f"< {view.words.number(SURE, 3)}" if p < SURE else view.words.number(p, 3)


def _nothing(view: View, rows: Sequence[Json]) -> Table:
    words = view.words
    columns = (
        Column("outcome", words.text("Outcome")),
        Column("factor", words.text("What was tried")),
        Column("effect", words.text("Effect"), numeric=True),
        Column("interval", words.text("Interval"), numeric=True),
        Column("n", words.text("Sample"), numeric=True),
        Column("p", "p", numeric=True),
        Column("q", "q", numeric=True),
    )
    shown: list[list[Cell | str]] = [
        [
            words.text(row["outcome"]),
            Cell(_factor(view, row), view.url("/insights/cases", insight=row["insight"])),
            effect_said(row["effect"], row["unit"], words),
            Cell(_interval(view, row["interval"], row["unit"]), tone="quiet"),
            Cell(words.text("{n} against {others}", n=row["n"], others=row["n_other"]), tone="quiet"),
            _chance(view, row["p"]),
            _chance(view, row["q"]),
        ]
        for row in rows
    ]
    return Table(
        words.text("Tried, and nothing found"),
        columns,
        shown,
        empty=words.text("Everything showed something."),
    )


def _too_few(view: View, rows: Sequence[Json]) -> Table:
    words = view.words
    columns = (
        Column("outcome", words.text("Outcome")),
        Column("factor", words.text("What was not tried")),
        Column("n", words.text("Sample"), numeric=True),
    )
    shown: list[list[Cell | str]] = [
        [
            words.text(row["outcome"]),
            _factor(view, row),
            words.text("{n} against {others}", n=row["n"], others=row["n_other"]),
        ]
        for row in rows
    ]
    return Table(
        words.text("Too few to try"), columns, shown, empty=words.text("There were enough of everything.")
    )
