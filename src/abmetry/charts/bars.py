"""Groups beside each other, the greatest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width, dressed, is_rtl, side
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.rows import rows_of
from abmetry.charts.ticks import value_scale, value_ticks
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
    unit, currency = (results[0].unit, results[0].currency) if results else ("count", None)
    ticks, _ = value_ticks(
        [row[name] for row in rows for name in ("value", "high", "low")], unit, currency, words
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=None, axis=names_axis(rtl=rtl)),
        x=alt.X("value:Q", scale=value_scale(ticks, reverse=rtl), axis=None),
        tooltip=tooltips(words),
    )
    bar = base.mark_bar(color=theme.accent, cornerRadiusEnd=2, height=alt.RelativeBandSize(band=0.56)).encode(
        opacity=alt.condition("datum.few", alt.value(0.45), alt.value(1))
    )
    within = base.mark_rule(color=theme.ink, strokeWidth=1, opacity=0.7).encode(x="low:Q", x2="high:Q")
    end = base.transform_calculate(end="datum.high === null ? datum.value : max(datum.high, datum.value)")
    text = end.mark_text(align=side(rtl=rtl), dx=-6 if rtl else 6, color=theme.ink, fontWeight=600).encode(
        x=alt.X("end:Q"), text="short:N"
    )
    return dressed(alt.layer(bar, within, text), words, theme, description, width, alt.Step(step))


def names_axis(*, rtl: bool, limit: int = 190) -> alt.Axis:
    """An axis of names: no rule, no ticks, at the side where reading begins."""
    return alt.Axis(
        title=None, orient=side(rtl=rtl), domain=False, ticks=False, labelLimit=limit, labelFontSize=12
    )


def tooltips(words: Words) -> list[Any]:
    """What is told of a group when it is pointed at."""
    return [
        alt.Tooltip("label:N", title=words.text("Group")),
        alt.Tooltip("said:N", title=words.text("Value")),
        alt.Tooltip("within:N", title=words.text("Interval")),
        alt.Tooltip("n:N", title=words.text("Sample")),
    ]
