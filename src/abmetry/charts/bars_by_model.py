"""Credit by channel: bars under one model, and what every other model says of the same channel."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width, dressed, is_rtl
from abmetry.charts.nothing import nothing
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.room import names_axis
from abmetry.charts.rows import group_label, row_of
from abmetry.charts.ticks import value_axis, value_scale, value_ticks
from abmetry.lang.words import Words

STEP = 34


def bars_by_model(
    results: Sequence[Result],
    words: Words,
    theme: Theme = LIGHT,
    *,
    model: str = "linear",
    by: str = "channel",
    description: str = "",
    width: Width = "container",
    step: int = STEP,
) -> Drawn:
    """A bar per channel under one model, the most credit first; dots for the others, joined by a line.

    Args:
        results: Results of credit, split by channel and model.
        words: The language.
        theme: The colours.
        model: The model of the bars.
        by: What is credited: channel or campaign.
        description: What it shows, in one sentence.
        width: Pixels, or ``container``.
        step: Pixels from one bar to the next.
    """
    own = sorted(
        (result for result in results if result.group.get("model") == model),
        key=lambda result: -(result.value or 0),
    )
    order = [group_label(result, by, words) for result in own]
    rows = [
        {**row_of(result, words, by), "model": group_label(result, "model", words), "own": result in own}
        for result in results
    ]
    if not order:
        return nothing(words, theme, description, width)
    rtl = is_rtl(words)
    currency = results[0].currency
    ticks, said = value_ticks([row["value"] for row in rows], "money", currency, words)
    y = alt.Y("label:N", sort=order, axis=names_axis(order, rtl=rtl))
    data = alt.Chart(alt.InlineData(values=rows))
    base = data.encode(
        y=y,
        tooltip=[
            alt.Tooltip("label:N", title=words.text("Channel")),
            alt.Tooltip("model:N", title=words.text("Model")),
            alt.Tooltip("said:N", title=words.text("Credit")),
            alt.Tooltip("within:N", title=words.text("Interval")),
        ],
    )
    x = alt.X("value:Q", scale=value_scale(ticks, reverse=rtl), axis=value_axis(ticks, said))
    bar = base.transform_filter("datum.own").mark_bar(
        color=theme.accent, opacity=0.9, height=alt.RelativeBandSize(band=0.56), cornerRadiusEnd=2
    )
    spread = data.mark_rule(color=theme.ink, strokeWidth=1, opacity=0.45).encode(
        y=y, x=alt.X("min(value):Q"), x2=alt.X2("max(value):Q")
    )
    dots = base.transform_filter("!datum.own").mark_point(
        filled=True, size=34, color=theme.categorical[1], opacity=0.9, stroke=theme.surface, strokeWidth=0.6
    )
    layers = alt.layer(bar.encode(x=x), spread, dots.encode(x=x))
    return dressed(layers, words, theme, description, width, alt.Step(step))
