"""What goes with what."""

from __future__ import annotations

from abmetry.answers.answer import Json
from abmetry.charts.look import capital
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.pack import Cell, Slide, Table

SHOWN, OF_ONE_OUTCOME = 8, 4
_DOUBLE = 100.0


def insights(answered: Answered, words: Words) -> Slide | None:
    """The associations that hold, the surest first; None where none were looked for."""
    found = answered.insights
    if found is None:
        return None
    counts = found.counts
    rows = _chosen([row for row in found.to_list() if row["status"] == "holds"])
    heads = (
        words.text("Outcome"),
        words.text("What went with it"),
        words.text("Effect"),
        words.text("Interval"),
        words.text("Sample"),
        words.text("Last third of the time"),
    )
    lede = words.text(
        "{found} of {tried} pairs that were tried are more than chance; {hold} of them held in the last third of "
        "the time. Associated, not caused.",
        found=counts["found"],
        tried=counts["tried"],
        hold=counts["hold"],
    )
    return Slide(
        layout="table",
        title=_title(rows, words),
        lede=lede,
        table=Table(heads, tuple(_row(row, words) for row in rows), (1.75, 4.1, 0.9, 1.5, 1.85, 1.2), texts=2)
        if rows
        else None,
        spoken=tuple(words.text(row["sentence"]) for row in rows),
    )


def _title(rows: list[Json], words: Words) -> str:
    if not rows:
        return words.text("Nothing that was tried is more than chance")
    sentence = rows[0]["sentence"]
    return words.text("{who} {said}", who=sentence.values["who"], said=sentence.values["said"])


def _chosen(rows: list[Json]) -> list[Json]:
    """The surest, but not all of one outcome."""
    counts: dict[str, int] = {}
    kept = []
    for row in rows:
        counts[row["outcome"]] = counts.get(row["outcome"], 0) + 1
        if counts[row["outcome"]] <= OF_ONE_OUTCOME:
            kept.append(row)
    return kept[:SHOWN]


def effect_said(effect: float | None, unit: str, words: Words) -> str:
    """An effect: ``× 17.9``, ``-34%``, ``+77 points``."""
    if effect is None:
        return "–"
    if unit != "percent":
        points = words.number(effect, 0)
        return words.text("{points} points", points=f"+{points}" if effect > 0 else points)
    if effect >= _DOUBLE:
        return f"× {words.number(1 + effect / 100, 1)}"
    share = words.percent(effect, 0)
    return f"+{share}" if effect > 0 else share


def clause_said(row: Json, words: Words) -> str:
    """What was done, as the sentence of an insight tells it: ``had a surge of intent in the 90 days before``."""
    return words.text(row["sentence"].values["who"].values["clause"])


def _row(row: Json, words: Words) -> tuple[Cell, ...]:
    interval, again, unit = row["interval"] or {}, row["last_third"], row["unit"]
    low, high = (effect_said(interval.get(end), unit, words) for end in ("low", "high"))
    ends = words.text("{low} to {high}", low=low, high=high) if interval.get("low") is not None else "–"
    sample = words.text("{n} against {others}", n=row["n"], others=row["n_other"])
    return (
        Cell(words.text(row["outcome"]), "muted"),
        Cell(capital(clause_said(row, words)), "head"),
        Cell(effect_said(row["effect"], unit, words)),
        Cell(ends, "muted"),
        Cell(sample, "muted"),
        Cell(effect_said(again["effect"], unit, words)),
    )
