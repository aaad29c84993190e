"""Parts of a whole over time, one upon the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width, dressed, is_rtl, side
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.rows import period_label
from abmetry.charts.ticks import value_axis, value_scale, value_ticks
from abmetry.lang.words import Words


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
    unit, currency = (results[0].unit, results[0].currency) if results else ("count", None)
    sums = [sum(_part(result, part) or 0 for part in parts) for result in results]
    ticks, labels = value_ticks(sums, unit, currency, words)
    rtl = is_rtl(words)
    axis = value_axis(ticks, labels)
    axis["orient"] = side(rtl=rtl)
    kinds = [theme.categorical[0], theme.categorical[2], theme.categorical[1], *theme.categorical[3:]]
    colours = [theme.accent, theme.rest] if of_two else kinds
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(size=34, stroke=theme.surface, strokeWidth=1)
        .encode(
            x=alt.X(
                "label:O",
                sort=None,
                scale=alt.Scale(reverse=rtl),
                axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True, ticks=False, grid=False),
            ),
            y=alt.Y("value:Q", scale=value_scale(ticks), axis=axis, stack="zero"),
            order="order:Q",
            color=alt.Color(
                "part:N",
                sort=list(parts.values()),
                scale=alt.Scale(domain=list(parts.values()), range=colours[: len(parts)]),
                legend=alt.Legend(title=None, symbolType="square"),
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
