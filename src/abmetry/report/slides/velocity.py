"""Velocity: how long deals take, stage by stage, and which are stuck."""

from __future__ import annotations

from functools import partial

from abmetry.answers.answer import Result
from abmetry.charts.bars import bars
from abmetry.charts.look import Drawn
from abmetry.charts.palette import Theme
from abmetry.charts.rows import group_label
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.drawings import step_of
from abmetry.report.figures import figure
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import ChartData, Series, Slide
from abmetry.report.phrases import sureness

FIGURES = ("deal_velocity_days", "stalled_opportunities", "sales_velocity")


def velocity(answered: Answered, words: Words) -> Slide | None:
    """Time in each stage as bars, the pace of deals beside it; None where no deal is known."""
    notes = Footnotes(words)
    figures = tuple(figure(answered.results[kpi], answered.told, words, notes) for kpi in FIGURES)
    if all(one.state == "unavailable" for one in figures):
        return None
    known = tuple(result for result in answered.stages if result.value is not None)
    if known:
        notes.of(answered.told["stage_days"])
    lead = answered.results[FIGURES[0]]
    return Slide(
        layout="chart",
        title=_title(lead, words),
        lede=" ".join(part for part in (sureness(lead, words), _of_stages(known, words)) if part),
        charts=(stage_days_chart(known, words),) if known else (),
        figures=figures,
        notes=notes.all,
    )


def _of_stages(known: tuple[Result, ...], words: Words) -> str:
    if not known:
        return ""
    return words.text("Bars: mean days of the stays that ended in the period; whiskers: their intervals.")


def _title(lead: Result, words: Words) -> str:
    if lead.value is None:
        return words.text("No deal was won in this period")
    now = words.value(lead.value, lead.unit)
    before = (lead.previous or {}).get("value")
    if before is None:
        return words.text("Won deals took {value} on average", value=now)
    then = words.value(before, lead.unit)
    return words.text("Won deals took {value} on average, {before} the period before", value=now, before=then)


def stage_days_chart(results: tuple[Result, ...], words: Words) -> ChartData:
    """Mean days by stage, the longest first."""
    ordered = tuple(sorted(results, key=lambda result: -(result.value or 0)))
    title = words.text("Days in stage")
    few = [" *" if result.status == "too_few" else "" for result in ordered]
    return ChartData(
        kind="bars",
        title=title,
        description=title,
        categories=tuple(group_label(r, "stage", words) + mark for r, mark in zip(ordered, few, strict=True)),
        series=(
            Series(
                title,
                tuple(result.value for result in ordered),
                tuple(words.number(result.value, 1) for result in ordered),
                tuple((result.interval or {}).get("low") for result in ordered),
                tuple((result.interval or {}).get("high") for result in ordered),
            ),
        ),
        unit="days",
        currency=None,
        draw=partial(_draw, ordered, words, title),
    )


def _draw(
    results: tuple[Result, ...], words: Words, title: str, theme: Theme, width: int, height: int
) -> Drawn:
    step = step_of(height, len(results))
    return bars(results, "stage", words, theme, description=title, width=width, step=step)
