"""How long things last: the share that still lasts after so many days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt

from abmetry.charts.look import Drawn, Width, dressed, is_rtl, side
from abmetry.charts.nothing import nothing
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.room import legend
from abmetry.charts.rows import Row
from abmetry.charts.ticks import value_axis, value_scale, value_ticks
from abmetry.lang.words import Words

Steps = Literal["step-before", "step-after"]


@dataclass(frozen=True)
class CurvePoint:
    """The share that lasts longer than a time, in percent, with its bounds.

    Attributes:
        days: The time.
        share: Percent that lasts longer.
        low: Lower bound; None: not known.
        high: Upper bound.
    """

    days: float
    share: float
    low: float | None = None
    high: float | None = None


def survival(
    curves: Mapping[str, Sequence[CurvePoint]],
    words: Words,
    theme: Theme = LIGHT,
    *,
    description: str = "",
    width: Width = "container",
    height: int = 260,
) -> Drawn:
    """One falling staircase per curve, with a band where bounds are known.

    Args:
        curves: Points of each curve by its name in words, the days rising; the program first.
        words: The language.
        theme: The colours.
        description: What it shows, in one sentence.
        width: Pixels, or ``container``.
        height: Pixels.
    """
    rows = [_row(name, point, words) for name, points in curves.items() for point in points]
    if not rows:
        return nothing(words, theme, description, width)
    rtl = is_rtl(words)
    days, days_said = value_ticks([row["days"] for row in rows], "days", None, words)
    shares, shares_said = value_ticks([0, 100], "percent", None, words)
    across = value_axis(days, days_said, grid=False)
    across["title"] = words.text("Days")
    upward = value_axis(shares, shares_said)
    upward["orient"] = side(rtl=rtl)
    colours = alt.Color(
        "series:N",
        scale=alt.Scale(
            domain=list(curves), range=[theme.accent, theme.rest, *theme.categorical[1:]][: len(curves)]
        ),
        legend=legend(list(curves), rtl=rtl, symbol="stroke"),
    )
    # Vega draws a line along its axis, from left to right: backwards, where the axis is turned.
    steps: Steps = "step-before" if rtl else "step-after"
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("days:Q", scale=value_scale(days, reverse=rtl), axis=across), color=colours
    )
    y_scale = value_scale(shares)
    band = base.mark_area(interpolate=steps, opacity=0.16).encode(
        y=alt.Y("low:Q", scale=y_scale, axis=upward), y2="high:Q"
    )
    line = base.mark_line(interpolate=steps, strokeWidth=2.5).encode(
        y=alt.Y("share:Q", scale=y_scale, axis=upward),
        tooltip=[
            alt.Tooltip("series:N", title=words.text("Accounts")),
            alt.Tooltip("days_said:N", title=words.text("Days")),
            alt.Tooltip("said:N", title=words.text("Still open")),
        ],
    )
    return dressed(alt.layer(band, line), words, theme, description, width, height)


def _row(name: str, point: CurvePoint, words: Words) -> Row:
    return {
        "series": name,
        "days": point.days,
        "share": point.share,
        "low": point.low,
        "high": point.high,
        "days_said": words.number(point.days, 0),
        "said": words.percent(point.share),
    }
