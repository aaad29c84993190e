"""Retention and expansion: what became of those who are customers."""

from __future__ import annotations

from functools import partial

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width
from abmetry.charts.palette import Theme
from abmetry.charts.parts_over_time import parts_over_time
from abmetry.charts.rows import period_label
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.figures import figure
from abmetry.report.footnotes import Footnotes
from abmetry.report.pack import ChartData, Series, Slide
from abmetry.report.phrases import changed, sureness

FIGURES = ("net_revenue_retention", "renewal_rate", "net_promoter_score")
REVENUE = "total_revenue_won"
PARTS = ("new_business", "renewal", "expansion")
_COLOURS = ("series-1", "series-3", "series-2")


def customers(answered: Answered, words: Words) -> Slide | None:
    """Revenue won by kind over time, retention beside it; None where there are no contracts and no answers."""
    notes = Footnotes(words)
    known = [kpi for kpi in FIGURES if answered.results[kpi].status != "unavailable"]
    if not known:
        return None
    figures = tuple(figure(answered.results[kpi], answered.told, words, notes) for kpi in FIGURES)
    won = answered.trends.get(REVENUE, ())
    if won:
        notes.of(answered.told[REVENUE])
    lead = answered.results[known[0]]
    return Slide(
        layout="chart",
        title=changed(lead, answered.told[lead.kpi], words),
        lede=" ".join(part for part in (sureness(lead, words), _of_revenue(won, words)) if part),
        charts=(revenue_chart(won, words),) if won else (),
        figures=figures,
        notes=notes.all,
    )


def _of_revenue(won: tuple[Result, ...], words: Words) -> str:
    return words.text("Columns: revenue won by kind.") if won else ""


def revenue_chart(won: tuple[Result, ...], words: Words) -> ChartData:
    """New business, renewal and expansion by period, one upon the other."""
    title = words.text("Revenue won")
    names = part_names(words)
    return ChartData(
        kind="columns",
        title=title,
        description=title,
        categories=tuple(period_label(result, words) for result in won),
        series=tuple(
            Series(
                names[part],
                tuple(result.extra.get(part) for result in won),
                tuple(words.money(result.extra.get(part), result.currency, compact=True) for result in won),
                colour=colour,
            )
            for part, colour in zip(PARTS, _COLOURS, strict=True)
        ),
        unit="money",
        currency=won[0].currency,
        draw=partial(_draw, won, names, words, title),
    )


def part_names(words: Words) -> dict[str, str]:
    """What the kinds of revenue are called."""
    return {
        "new_business": words.text("New business"),
        "renewal": words.text("Renewal"),
        "expansion": words.text("Expansion"),
    }


def _draw(
    won: tuple[Result, ...],
    names: dict[str, str],
    words: Words,
    title: str,
    theme: Theme,
    width: Width,
    height: int,
) -> Drawn:
    return parts_over_time(won, names, words, theme, description=title, width=width, height=height)
