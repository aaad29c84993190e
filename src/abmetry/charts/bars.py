"""Groups beside each other, the greatest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width, dressed, is_rtl, side
from abmetry.charts.nothing import nothing
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.room import breadth, names_axis, span
from abmetry.charts.rows import rows_of
from abmetry.charts.ticks import value_ticks
from abmetry.lang.words import Words

STEP = 30


def bars(
    results: Sequence[Result],
    by: str,
    words: Words,
    theme: Theme = LIGHT,
    *,
    description: str = "",
    limit: int | None = None,
    in_order: bool = False,
    width: Width = "container",
    step: int = STEP,
) -> Drawn:
    """Horizontal bars with the value at their end and its interval as a thin line; too few: paler.

    Args:
        results: Results of one KPI, one per group.
        by: What they are split by.
        words: The language.
        theme: The colours.
        description: What it shows, in one sentence.
        limit: The most bars; None: all.
        in_order: Leave them in their order, as for tiers.
        width: Pixels, or ``container``.
        step: Pixels from one bar to the next.
    """
    chosen = list(results)
    if not in_order:
        chosen.sort(key=lambda result: (result.value is None, -(result.value or 0)))
    rows, rtl = rows_of(chosen[:limit], words, by), is_rtl(words)
    if not rows:
        return nothing(words, theme, description, width)
    unit, currency = results[0].unit, results[0].currency
    ticks, _ = value_ticks(
        [row[name] for row in rows for name in ("value", "high", "low")], unit, currency, words
    )
    labels = [row["label"] for row in rows]
    room = breadth((row["short"] for row in rows), 7.6) + 12
    scale = alt.Scale(domain=[ticks[0], ticks[-1]], nice=False, zero=False, range=span(rtl=rtl, after=room))
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=None, scale=alt.Scale(domain=labels), axis=names_axis(labels, rtl=rtl)),
        x=alt.X("value:Q", scale=scale, axis=None),
        tooltip=tooltips(words),
    )
    bar = base.mark_bar(color=theme.accent, cornerRadiusEnd=2, height=alt.RelativeBandSize(band=0.56)).encode(
        opacity=alt.condition("datum.few", alt.value(0.45), alt.value(1))
    )
    within = base.mark_rule(color=theme.ink, strokeWidth=1, opacity=0.7).encode(x="low:Q", x2="high:Q")
    end = base.transform_calculate(end="max(datum.high || 0, datum.value || 0)")
    text = end.mark_text(align=side(rtl=rtl), dx=-6 if rtl else 6, color=theme.ink, fontWeight=600).encode(
        x=alt.X("end:Q"), text="short:N"
    )
    return dressed(alt.layer(bar, within, text), words, theme, description, width, alt.Step(step))


def tooltips(words: Words) -> list[Any]:
    """What is told of a group when it is pointed at."""
    return [
        alt.Tooltip("label:N", title=words.text("Group")),
        alt.Tooltip("said:N", title=words.text("Value")),
        alt.Tooltip("within:N", title=words.text("Interval")),
        alt.Tooltip("n:N", title=words.text("Sample")),
    ]
