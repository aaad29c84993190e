"""The four executive KPIs."""

from __future__ import annotations

from functools import partial

from abmetry.answers.answer import Result
from abmetry.answers.board import EXECUTIVE
from abmetry.charts.look import Drawn, Width
from abmetry.charts.palette import Theme
from abmetry.charts.rows import period_label
from abmetry.charts.spark import spark
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.figures import figure
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import ChartData, Series, Slide
from abmetry.report.phrases import changed, sureness


def executive(answered: Answered, words: Words) -> Slide:
    """Engaged accounts, influence, accounts with opportunity, deal velocity, each beside the other accounts."""
    notes = Footnotes(words)
    figures = tuple(
        figure(
            answered.results[kpi],
            answered.told,
            words,
            notes,
            rate=answered.results.get(rate) if rate else None,
        )
        for kpi, rate in EXECUTIVE
    )
    first = answered.results[EXECUTIVE[0][0]]
    return Slide(
        layout="cards",
        title=changed(first, answered.told[first.kpi], words),
        lede=sureness(first, words),
        figures=figures,
        charts=tuple(spark_chart(answered.trends.get(kpi, ()), answered, words) for kpi, _ in EXECUTIVE),
        notes=notes.all,
        spoken=tuple(changed(answered.results[kpi], answered.told[kpi], words) + "." for kpi, _ in EXECUTIVE),
    )


def spark_chart(results: tuple[Result, ...], answered: Answered, words: Words) -> ChartData:
    """How a figure went over time, without axes."""
    title = words.text(answered.told[results[0].kpi].title) if results else ""
    return ChartData(
        kind="spark",
        title=title,
        description=title,
        categories=tuple(period_label(result, words) for result in results),
        series=(
            Series(
                title,
                tuple(result.value for result in results),
                tuple(words.value(result.value, result.unit, result.currency) for result in results),
            ),
        ),
        unit=results[0].unit if results else "count",
        currency=results[0].currency if results else None,
        draw=partial(_draw, results, words, title),
    )


def _draw(
    results: tuple[Result, ...], words: Words, title: str, theme: Theme, width: Width, height: int
) -> Drawn:
    return spark(results, words, theme, description=title, width=width, height=height)
