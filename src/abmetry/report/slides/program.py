"""The program beside accounts outside it: all of them, and those that are like its own."""

from __future__ import annotations

from collections.abc import Mapping

from abmetry.answers.answer import Result
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import Cell, Slide, Table
from abmetry.report.slides.trends import superscript


def program(answered: Answered, words: Words) -> Slide | None:
    """A table of KPIs: the program, the others, the difference raw and matched; None where it is not compared."""
    by: dict[str, dict[str, Result]] = {}
    for result in answered.lift:
        kpi, method = result.group.get("kpi"), result.group.get("method")
        if kpi and method and result.value is not None:
            by.setdefault(kpi, {})[method] = result
    by = {kpi: found for kpi, found in by.items() if "raw" in found}
    if not by:
        return None
    notes = Footnotes(words)
    heads = (
        words.text("Figure"),
        words.text("ABM accounts"),
        words.text("Other accounts"),
        words.text("Difference"),
        words.text("Interval"),
        words.text("Against similar accounts"),
        words.text("Interval"),
    )
    return Slide(
        layout="table",
        title=_title(by, answered, words),
        lede=words.text(
            "Similar accounts are matched on what they were before the period: size, industry, region, traffic "
            "and stage. Differences are associated with the program, not proven to be caused by it."
        ),
        table=Table(
            heads,
            tuple(_row(kpi, found, answered, words, notes) for kpi, found in by.items()),
            (2.6, 1.15, 1.15, 1.15, 1.7, 1.4, 1.7),
        ),
        notes=notes.all,
    )


def _title(by: Mapping[str, Mapping[str, Result]], answered: Answered, words: Words) -> str:
    kpi, found = next(iter(by.items()))
    name = words.text(answered.told[kpi].title)
    raw, matched = found["raw"], found.get("matched")
    first = words.difference(raw.value, raw.unit, raw.currency)
    if matched is None:
        return words.text("{kpi}: {raw} against other accounts", kpi=name, raw=first)
    second = words.difference(matched.value, matched.unit, matched.currency)
    return words.text(
        "{kpi}: {raw} against other accounts, {matched} against similar ones",
        kpi=name,
        raw=first,
        matched=second,
    )


def _row(
    kpi: str, found: Mapping[str, Result], answered: Answered, words: Words, notes: Footnotes
) -> tuple[Cell, ...]:
    raw, told = found["raw"], answered.told[kpi]
    return (
        Cell(f"{words.text(told.title)} {superscript(notes.of(told), words)}", "head"),
        Cell(_value(raw, "abm", words)),
        Cell(_value(raw, "non_abm", words), "muted"),
        *_difference(raw, words),
        *_difference(found.get("matched"), words),
    )


def _value(raw: Result, side: str, words: Words) -> str:
    return words.value(raw.extra.get(side), raw.unit, raw.currency, compact=raw.unit.startswith("money"))


def _difference(result: Result | None, words: Words) -> tuple[Cell, Cell]:
    if result is None:
        return Cell("–", "muted"), Cell("–", "muted")
    few = " *" if result.status == "too_few" else ""
    found = result.interval or {}
    ends = words.interval(found.get("low"), found.get("high"), result.unit, result.currency)
    return Cell(words.difference(result.value, result.unit, result.currency) + few), Cell(
        ends or "–", "muted"
    )
