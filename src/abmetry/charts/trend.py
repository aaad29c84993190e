"""A value over time."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width, dressed, is_rtl, side
from abmetry.charts.nothing import nothing
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.room import legend, periods_axis
from abmetry.charts.rows import Row, rows_of
from abmetry.charts.ticks import value_axis, value_scale, value_ticks
from abmetry.lang.words import Words


def trend(
    results: Sequence[Result],
    words: Words,
    theme: Theme = LIGHT,
    *,
    description: str = "",
    target: float | None = None,
    compared: bool = True,
    from_zero: bool = True,
    width: Width = "container",
    height: int = 220,
) -> Drawn:
    """A line by period, its interval as a band, beside it the accounts outside the program and a target.

    Args:
        results: Results of one KPI, one per period, the oldest first.
        words: The language.
        theme: The colours.
        description: What it shows, in one sentence.
        target: The value that is aimed at.
        compared: Whether the accounts outside the program are drawn, where the results carry them.
        from_zero: Whether the axis begins at zero.
        width: Pixels, or ``container``.
        height: Pixels.
    """
    rows, rtl = rows_of(results, words), is_rtl(words)
    rest = compared and any(row["rest"] is not None for row in rows)
    values = [row[name] for row in rows for name in ("value", "low", "high", *(["rest"] if rest else []))]
    if all(value is None for value in values):
        return nothing(words, theme, description, width)
    unit, currency = results[0].unit, results[0].currency
    ticks, labels = value_ticks([*values, target], unit, currency, words, from_zero=from_zero)
    periods = [row["label"] for row in rows]
    x = alt.X(
        "label:O",
        sort=None,
        scale=alt.Scale(domain=periods, reverse=rtl, padding=0.4),
        axis=periods_axis(periods, rtl=rtl, width=width),
    )
    axis = value_axis(ticks, labels)
    axis["orient"] = side(rtl=rtl)
    scale = value_scale(ticks)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    band = base.mark_area(color=theme.accent_soft).encode(
        y=alt.Y("low:Q", scale=scale, axis=axis), y2=alt.Y2("high:Q")
    )
    names = {"value": words.text("ABM accounts"), "rest": words.text("Other accounts")}
    long = [_line(row, names, name) for row in rows for name in ("value", *(["rest"] if rest else []))]
    lines = alt.Chart(alt.InlineData(values=long)).encode(
        x=x,
        y=alt.Y("value:Q", scale=scale, axis=axis),
        color=alt.Color(
            "series:N",
            scale=alt.Scale(domain=list(names.values()), range=[theme.accent, theme.rest]),
            legend=legend(list(names.values()), rtl=rtl, symbol="stroke") if rest else None,
        ),
        tooltip=[
            alt.Tooltip("label:N", title=words.text("Period")),
            alt.Tooltip("said:N", title=words.text("Value")),
            alt.Tooltip("within:N", title=words.text("Interval")),
        ],
    )
    own = lines.mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=42, filled=True, opacity=1))
    layers: list[alt.Chart] = [band, own]
    if target is not None:
        said = words.text("Target {target}", target=words.value(target, unit, currency, compact=True))
        goal = alt.Chart(alt.InlineData(values=[{"target": target, "said": said}]))
        height_of = alt.Y("target:Q", scale=scale, axis=axis)
        rule = goal.mark_rule(color=theme.warning, strokeDash=[5, 4], strokeWidth=1.5).encode(y=height_of)
        at_left = _farther_at_first(rows, target) != rtl
        name = goal.mark_text(
            align="left" if at_left else "right", baseline="bottom", dy=-4, fontSize=12, color=theme.warning
        ).encode(x=alt.value(2 if at_left else "width"), y=height_of, text="said:N")
        layers += [rule, name]
    return dressed(alt.layer(*layers), words, theme, description, width, height)


def _farther_at_first(rows: Sequence[Row], target: float) -> bool:
    """Whether the line begins farther from the target than it ends, so that its name is best read there."""
    values: list[float] = [row["value"] for row in rows if row["value"] is not None]
    return not values or abs(values[0] - target) >= abs(values[-1] - target)


def _line(row: Row, names: dict[str, str], name: str) -> Row:
    own = name == "value"
    return {
        "label": row["label"],
        "series": names[name],
        "value": row[name],
        "said": row["said"] if own else row["rest_said"],
        "within": row["within"] if own else "–",
    }
