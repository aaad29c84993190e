"""Velocity: how long deals take, as curves and stage by stage, and which are stuck."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from abmetry.answers.answer import Result
from abmetry.answers.duration_curves import DurationCurve
from abmetry.charts.bars import bars
from abmetry.charts.look import Drawn, Width
from abmetry.charts.palette import Theme
from abmetry.charts.rows import group_label
from abmetry.charts.survival import CurvePoint, survival
from abmetry.lang.words import Words
from abmetry.report.answered import PACE, Answered
from abmetry.report.drawings import step_of
from abmetry.report.figures import figure
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import ChartData, Series, Slide
from abmetry.report.phrases import sureness

FIGURES = (PACE, "stalled_opportunities", "sales_velocity")


def velocity(answered: Answered, words: Words) -> Slide | None:
    """How long deals last as curves, time in each stage as bars, the pace of deals; None where no deal is known."""
    notes = Footnotes(words)
    figures = tuple(figure(answered.results[kpi], answered.told, words, notes) for kpi in FIGURES)
    if all(one.state == "unavailable" for one in figures):
        return None
    known = tuple(result for result in answered.stages if result.value is not None)
    if known:
        notes.of(answered.told["stage_days"])
    lead = answered.results[FIGURES[0]]
    charts = [
        *((curves_chart(answered.curves, words),) if answered.curves else ()),
        *((stage_days_chart(known, words),) if known else ()),
    ]
    halved = len(charts) > 1
    told = (sureness(lead, words), _of_curves(answered, words), _of_stages(known, words))
    return Slide(
        layout="pair" if halved else "chart",
        title=_title(lead, words),
        lede=" ".join(part for part in told if part),
        charts=tuple(replace(chart, halved=halved) for chart in charts),
        figures=figures,
        notes=notes.all,
    )


def _of_curves(answered: Answered, words: Words) -> str:
    return words.text("Curves: the share of deals not won after so many days.") if answered.curves else ""


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


def curves_chart(curves: tuple[DurationCurve, ...], words: Words) -> ChartData:
    """The share of deals that is not won after so many days, of the program and of the other accounts."""
    names = {
        "abm": words.text("ABM accounts"),
        "non_abm": words.text("Other accounts"),
        "all": words.text("All accounts"),
    }
    title = _half_by(curves, words)
    return ChartData(
        kind="curve",
        title=title,
        description=title,
        categories=(),
        series=tuple(
            Series(
                names[curve.cohort],
                tuple(point.share for point in curve.points),
                tuple(words.percent(point.share) for point in curve.points),
                tuple(point.low for point in curve.points),
                tuple(point.high for point in curve.points),
                tuple(point.days for point in curve.points),
                colour="rest" if place else "accent",
            )
            for place, curve in enumerate(curves)
        ),
        unit="percent",
        currency=None,
        draw=partial(_draw_curves, curves, names, words, title),
    )


def _half_by(curves: tuple[DurationCurve, ...], words: Words) -> str:
    own, others = curves[0], [one for one in curves[1:] if one.median is not None]
    if own.median is None:
        return words.text("Fewer than half have ended so far")
    days = words.value(own.median, "days")
    if not others:
        return words.text("Half have ended within {value}", value=days)
    return words.text(
        "Half have ended within {value}, of other accounts within {other}",
        value=days,
        other=words.value(others[0].median, "days"),
    )


def _draw_curves(
    curves: tuple[DurationCurve, ...],
    names: dict[str, str],
    words: Words,
    title: str,
    theme: Theme,
    width: Width,
    height: int,
) -> Drawn:
    points = {
        names[curve.cohort]: [
            CurvePoint(point.days, point.share, point.low, point.high) for point in curve.points
        ]
        for curve in curves
    }
    return survival(points, words, theme, description=title, width=width, height=height)


def _longest(ordered: tuple[Result, ...], words: Words) -> str:
    return words.text(
        "Deals stay longest in {stage}: {value}",
        stage=group_label(ordered[0], "stage", words),
        value=words.value(ordered[0].value, ordered[0].unit),
    )


def stage_days_chart(results: tuple[Result, ...], words: Words) -> ChartData:
    """Mean days by stage, the longest first."""
    ordered = tuple(sorted(results, key=lambda result: -(result.value or 0)))
    title, name = _longest(ordered, words), words.text("Days in stage")
    few = [" *" if result.status == "too_few" else "" for result in ordered]
    return ChartData(
        kind="bars",
        title=title,
        description=title,
        categories=tuple(group_label(r, "stage", words) + mark for r, mark in zip(ordered, few, strict=True)),
        series=(
            Series(
                name,
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
    results: tuple[Result, ...], words: Words, title: str, theme: Theme, width: Width, height: int
) -> Drawn:
    step = step_of(height, len(results))
    return bars(results, "stage", words, theme, description=title, width=width, step=step)
