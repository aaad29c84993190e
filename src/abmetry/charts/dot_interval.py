"""A value with its interval, the program beside the accounts outside it."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width, dressed, is_rtl
from abmetry.charts.nothing import nothing
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.room import legend, names_axis
from abmetry.charts.rows import Row, row_of
from abmetry.charts.ticks import value_axis, value_scale, value_ticks
from abmetry.lang.words import Words

STEP = 40


def dot_interval(
    results: Sequence[Result],
    words: Words,
    theme: Theme = LIGHT,
    *,
    by: str | None = None,
    labels: Sequence[str] = (),
    description: str = "",
    width: Width = "container",
) -> Drawn:
    """A dot with a line for its interval; a ring for the accounts outside the program, joined by a thin line.

    Args:
        results: Results of one unit, one per row.
        words: The language.
        theme: The colours.
        by: What of their groups labels them; None: their periods, or ``labels``.
        labels: Labels, one per result, such as titles of KPIs.
        description: What it shows, in one sentence.
        width: Pixels, or ``container``.
    """
    rows = [row_of(result, words, by) for result in results]
    for row, label in zip(rows, labels, strict=False):
        row["label"] = label
    rtl = is_rtl(words)
    shown = [row[name] for row in rows for name in ("value", "low", "high", "rest")]
    if all(value is None for value in shown):
        return nothing(words, theme, description, width)
    unit, currency = results[0].unit, results[0].currency
    ticks, said = value_ticks(shown, unit, currency, words, from_zero=unit != "days")
    order = [row["label"] for row in rows]
    y = alt.Y("label:N", sort=None, scale=alt.Scale(domain=order), axis=names_axis(order, rtl=rtl))
    scale, axis = value_scale(ticks, reverse=rtl), value_axis(ticks, said)
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=y)
    apart = base.mark_rule(color=theme.line, strokeWidth=2).encode(
        x=alt.X("value:Q", scale=scale, axis=axis), x2="rest:Q"
    )
    within = base.mark_rule(color=theme.accent, strokeWidth=5, opacity=0.35, strokeCap="round").encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    names = (words.text("ABM accounts"), words.text("Other accounts"))
    points = [
        point
        for row in rows
        for point in (_point(row, names[0], "value", "said"), _point(row, names[1], "rest", "rest_said"))
        if point["value"] is not None
    ]
    dots = (
        alt.Chart(alt.InlineData(values=points))
        .mark_point(size=110, filled=True, opacity=1, stroke=theme.surface, strokeWidth=1.5)
        .encode(
            y=y,
            x=alt.X("value:Q", scale=scale, axis=axis),
            color=alt.Color(
                "series:N",
                scale=alt.Scale(domain=list(names), range=[theme.accent, theme.rest]),
                legend=legend(names, rtl=rtl, symbol="circle"),
            ),
            tooltip=[
                alt.Tooltip("label:N", title=words.text("Group")),
                alt.Tooltip("series:N", title=words.text("Accounts")),
                alt.Tooltip("said:N", title=words.text("Value")),
                alt.Tooltip("within:N", title=words.text("Interval")),
            ],
        )
    )
    return dressed(alt.layer(apart, within, dots), words, theme, description, width, alt.Step(STEP))


def _point(row: Row, series: str, value: str, said: str) -> Row:
    return {
        "label": row["label"],
        "series": series,
        "value": row[value],
        "said": row[said],
        "within": row["within"] if value == "value" else "–",
    }
