"""Influence: how much of pipeline and revenue marketing touched, and which channels have credit for it."""

from __future__ import annotations

from functools import partial

from abmetry.answers.answer import Result
from abmetry.charts.bars_by_model import bars_by_model
from abmetry.charts.look import Drawn, Width
from abmetry.charts.palette import Theme
from abmetry.charts.rows import group_label
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.drawings import step_of
from abmetry.report.figures import figure
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import ChartData, Series, Slide

FIGURES = (
    ("influenced_pipeline", "influenced_pipeline_rate"),
    ("influenced_revenue", "influenced_revenue_rate"),
    ("influence_coverage", None),
)
MODEL = "linear"
CREDIT = "attributed_revenue"
SHOWN = 9


def influence(answered: Answered, words: Words) -> Slide | None:
    """Credit by channel as a chart, influenced pipeline and revenue beside it; None where none is known."""
    notes = Footnotes(words)
    figures = tuple(
        figure(
            answered.results[kpi], answered.told, words, notes, rate=answered.results[rate] if rate else None
        )
        for kpi, rate in FIGURES
    )
    if all(one.state == "unavailable" for one in figures):
        return None
    credit = [result for result in answered.credit if result.kpi == CREDIT and result.value is not None]
    chart = credit_chart(credit, words) if credit else None
    if chart:
        notes.of(answered.told[CREDIT])
    return Slide(
        layout="chart",
        title=_title(answered, words),
        lede=words.text(
            "Bars: credit for revenue won under the linear model. Whiskers: the lowest and highest credit under "
            "any of ten models."
        )
        if chart
        else "",
        charts=(chart,) if chart else (),
        figures=figures,
        notes=notes.all,
    )


def credit_chart(credit: list[Result], words: Words) -> ChartData:
    """Credit by channel under one model, and what the others say."""
    own = sorted(
        (result for result in credit if result.group.get("model") == MODEL),
        key=lambda result: -(result.value or 0),
    )[:SHOWN]
    shown = {result.group.get("channel") for result in own}
    kept = tuple(result for result in credit if result.group.get("channel") in shown)
    title = words.text("Credit for revenue won, by channel")
    values = tuple(result.value for result in own)
    return ChartData(
        kind="bars",
        title=title,
        description=title,
        categories=tuple(group_label(result, "channel", words) for result in own),
        series=(
            Series(
                words.text("Linear model"),
                values,
                tuple(words.money(value, own[0].currency, compact=True) for value in values),
                tuple(result.extra.get("lowest") for result in own),
                tuple(result.extra.get("highest") for result in own),
            ),
        ),
        unit="money",
        currency=own[0].currency if own else None,
        draw=partial(_draw, kept, words, title),
    )


def _draw(
    credit: tuple[Result, ...], words: Words, title: str, theme: Theme, width: Width, height: int
) -> Drawn:
    step = step_of(height, len({result.group.get("channel") for result in credit}))
    return bars_by_model(credit, words, theme, model=MODEL, description=title, width=width, step=step)


def _title(answered: Answered, words: Words) -> str:
    rate = answered.results["influenced_pipeline_rate"]
    if rate.value is None:
        return words.text("No pipeline was open to be influenced")
    return words.text("Marketing influenced {rate} of the open pipeline", rate=words.percent(rate.value))
