"""Parts of a whole over time, one upon the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width, dressed, is_rtl, side
from abmetry.charts.nothing import nothing
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.room import legend, periods_axis
from abmetry.charts.rows import period_label
from abmetry.charts.ticks import value_axis, value_scale, value_ticks
from abmetry.lang.words import Words

WIDEST = 34
"""Pixels of a column where there is room."""


def parts_over_time(
    results: Sequence[Result],
    parts: Mapping[str, str],
    words: Words,
    theme: Theme = LIGHT,
    *,
    description: str = "",
    of_two: bool = False,
    width: Width = "container",
    height: int = 240,
) -> Drawn:
    """Stacked columns, one per period, of what a KPI shows beside its value.

    Args:
        results: Results of one KPI, one per period, the oldest first.
        parts: Names of the parts in ``extra``, or ``value``, and what they are called; the first stands at the bottom.
        words: The language.
        theme: The colours.
        description: What it shows, in one sentence.
        of_two: Whether they are what is looked at and the rest.
        width: Pixels, or ``container``.
        height: Pixels.
    """
    rows = [
        {
            "label": period_label(result, words),
            "part": name,
            "order": order,
            "value": _part(result, part),
            "said": words.value(_part(result, part), result.unit, result.currency),
        }
        for result in results
        for order, (part, name) in enumerate(parts.items())
    ]
    if all(row["value"] is None for row in rows):
        return nothing(words, theme, description, width)
    unit, currency = results[0].unit, results[0].currency
    sums = [sum(_part(result, part) or 0 for part in parts) for result in results]
    ticks, labels = value_ticks(sums, unit, currency, words)
    rtl = is_rtl(words)
    periods = [period_label(result, words) for result in results]
    axis = value_axis(ticks, labels)
    axis["orient"] = side(rtl=rtl)
    kinds = [theme.categorical[0], theme.categorical[2], theme.categorical[1], *theme.categorical[3:]]
    colours = [theme.accent, theme.rest] if of_two else kinds
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(
            width=alt.ExprRef(expr=f"min({WIDEST}, 0.72 * bandwidth('x'))"),
            stroke=theme.surface,
            strokeWidth=alt.ExprRef(expr="bandwidth('x') < 16 ? 0.5 : 1"),
        )
        .encode(
            x=alt.X(
                "label:O",
                sort=None,
                scale=alt.Scale(domain=periods, reverse=rtl, paddingInner=0, paddingOuter=0),
                axis=periods_axis(periods, rtl=rtl, width=width),
            ),
            y=alt.Y("value:Q", scale=value_scale(ticks), axis=axis, stack="zero"),
            order="order:Q",
            color=alt.Color(
                "part:N",
                sort=list(parts.values()),
                scale=alt.Scale(domain=list(parts.values()), range=colours[: len(parts)]),
                legend=legend(list(parts.values()), rtl=rtl),
            ),
            tooltip=[
                alt.Tooltip("label:N", title=words.text("Period")),
                alt.Tooltip("part:N", title=words.text("Kind")),
                alt.Tooltip("said:N", title=words.text("Value")),
            ],
        )
    )
    return dressed(chart, words, theme, description, width, height)


def _part(result: Result, name: str) -> float | None:
    value: float | None = result.value if name == "value" else result.extra.get(name)
    return value
