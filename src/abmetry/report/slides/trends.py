"""How the program's rates went over two years, beside the other accounts."""

from __future__ import annotations

from functools import partial

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width
from abmetry.charts.palette import Theme
from abmetry.charts.rows import period_label
from abmetry.charts.trend import trend
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import ChartData, Series, Slide

SHOWN = ("engaged_account_rate", "influenced_pipeline_rate", "opportunity_rate", "deal_velocity_days")


def trends(answered: Answered, words: Words) -> Slide | None:
    """Four lines over time; None where fewer than two periods are known."""
    notes = Footnotes(words)
    charts = [
        line(results, answered, words, notes)
        for kpi in SHOWN
        if len(results := answered.trends.get(kpi, ())) > 1
    ]
    if not charts:
        return None
    return Slide(
        layout="trends",
        title=_title(answered, words),
        lede=words.text("Blue: ABM accounts, with their intervals. Grey: all other accounts."),
        charts=tuple(charts),
        notes=notes.all,
    )


def line(results: tuple[Result, ...], answered: Answered, words: Words, notes: Footnotes) -> ChartData:
    """The trend of one KPI."""
    kpi = answered.told[results[0].kpi]
    title = words.text(kpi.title)
    rest = [result.comparison["value"] if result.comparison else None for result in results]
    series = [
        Series(
            words.text("ABM accounts"),
            tuple(result.value for result in results),
            tuple(
                words.value(result.value, result.unit, result.currency, compact=True) for result in results
            ),
            tuple((result.interval or {}).get("low") for result in results),
            tuple((result.interval or {}).get("high") for result in results),
        )
    ]
    if any(value is not None for value in rest):
        said = tuple(words.value(value, results[0].unit, results[0].currency, compact=True) for value in rest)
        series.append(Series(words.text("Other accounts"), tuple(rest), said, colour="rest"))
    number = notes.of(kpi)
    return ChartData(
        kind="line",
        title=f"{title} {superscript(number, words)}",
        description=title,
        categories=tuple(period_label(result, words) for result in results),
        series=tuple(series),
        unit=results[0].unit,
        currency=results[0].currency,
        draw=partial(_draw, results, words, title),
    )


def superscript(number: int, words: Words) -> str:
    """The mark of a footnote."""
    raised = str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return raised if words.direction == "ltr" else f"({words.number(number)})"


def _draw(
    results: tuple[Result, ...], words: Words, title: str, theme: Theme, width: Width, height: int
) -> Drawn:
    aim = results[-1].target if results else None
    target = None if aim is None else aim.value
    return trend(results, words, theme, description=title, target=target, width=width, height=height)


def _title(answered: Answered, words: Words) -> str:
    results = answered.trends.get(SHOWN[0], ())
    if len(results) < 2 or results[0].value is None or results[-1].value is None:
        return words.text("How the program went")
    first, last = results[0], results[-1]
    return words.text(
        "{kpi}: from {before} in {then} to {value} in {now}",
        kpi=words.text(answered.told[first.kpi].title),
        before=words.percent(first.value),
        then=period_label(first, words),
        value=words.percent(last.value),
        now=period_label(last, words),
    )
