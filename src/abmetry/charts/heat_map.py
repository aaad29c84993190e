"""A value by two things at once, such as personas by segments."""

from __future__ import annotations

import json
from collections.abc import Sequence

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width, dressed, is_rtl
from abmetry.charts.nothing import nothing
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.room import breadth, broken, names_axis, narrow
from abmetry.charts.rows import Row, group_label, row_of
from abmetry.charts.ticks import tick_label
from abmetry.lang.words import Words

STEP = 34
LEAST = 96
"""The most pixels of a row's name on a phone."""
_TIGHT = 54
"""Pixels of a column below which it has room for short numbers only."""


def heat_map(
    results: Sequence[Result],
    rows: str,
    columns: str,
    words: Words,
    theme: Theme = LIGHT,
    *,
    description: str = "",
    width: Width = "container",
) -> Drawn:
    """A field of cells, each with its value in words; a cell that is too few is marked, one without value is empty.

    Args:
        results: Results of one KPI, one per pair of groups.
        rows: What the rows are split by.
        columns: What the columns are split by.
        words: The language.
        theme: The colours.
        description: What it shows, in one sentence.
        width: Pixels, or ``container``.
    """
    if not results:
        return nothing(words, theme, description, width)
    known = [result.value for result in results if result.value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    cells = [_cell(result, rows, columns, words, theme, low, high) for result in results]
    rtl = is_rtl(words)
    names = list(dict.fromkeys(cell["row"] for cell in cells))
    heads = list(dict.fromkeys(cell["label"] for cell in cells))
    beside = [min(breadth(names), most) + 16 for most in (LEAST, 190)]
    band = f"((room - ({narrow(*map(str, beside))})) / {len(heads)})"
    base = alt.Chart(alt.InlineData(values=cells)).encode(
        y=alt.Y("row:N", sort=None, axis=names_axis(names, rtl=rtl, least=LEAST)),
        x=alt.X(
            "label:N",
            sort=None,
            scale=alt.Scale(reverse=rtl, paddingInner=0, paddingOuter=0),
            axis=_heads(heads, band),
        ),
        tooltip=[
            alt.Tooltip("row:N", title=words.text("Row")),
            alt.Tooltip("label:N", title=words.text("Column")),
            alt.Tooltip("said:N", title=words.text("Value")),
            alt.Tooltip("within:N", title=words.text("Interval")),
            alt.Tooltip("n:N", title=words.text("Sample")),
        ],
    )
    field = base.mark_rect(stroke=theme.surface, strokeWidth=2, cornerRadius=3).encode(
        color=alt.Color("fill:N", scale=None)
    )
    text = base.mark_text(
        fontSize=alt.ExprRef(expr=f"{band} < {_TIGHT} ? 10 : 12"),
        text=alt.ExprRef(expr=f"{band} < {_TIGHT} ? datum.tiny : datum.shown"),
    ).encode(color=alt.Color("ink:N", scale=None))
    return dressed(alt.layer(field, text), words, theme, description, width, alt.Step(STEP))


def _heads(labels: list[str], band: str) -> alt.Axis:
    """Names of columns: in two lines where there is little room, upright where there is less."""
    lines = {label: broken(label, 10) for label in labels}
    said = json.dumps({label: ["", *two][-2:] for label, two in lines.items()}, ensure_ascii=False)
    upright = f"{band} < {breadth((line for two in lines.values() for line in two), 6.4)}"
    in_two = f"!({upright}) && {band} < {breadth(labels) + 8}"
    return alt.Axis(
        title=None,
        orient="top",
        domain=False,
        ticks=False,
        labelLineHeight=14,
        labelAngle=alt.ExprRef(expr=f"{upright} ? -90 : 0"),
        labelAlign=alt.ExprRef(expr=f"{upright} ? 'left' : 'center'"),
        labelBaseline=alt.ExprRef(expr=f"{upright} ? 'middle' : 'bottom'"),
        labelPadding=alt.ExprRef(expr=f"{in_two} ? 20 : 6"),
        labelLimit=150,
        labelOverlap=False,
        labelExpr=f"{in_two} ? {said}[datum.value] : datum.value",
    )


def _cell(
    result: Result, rows: str, columns: str, words: Words, theme: Theme, low: float, high: float
) -> Row:
    row = row_of(result, words, columns)
    fill = theme.canvas if result.value is None else _shade(result.value, low, high, theme)
    return {
        **row,
        "row": group_label(result, rows, words),
        "fill": fill,
        "ink": theme.muted if result.value is None else theme.on(fill),
        "tiny": tick_label(round(result.value), result.unit, result.currency, words)
        if result.value is not None
        else "–",
        "shown": f"{row['short']} *" if row["few"] and result.value is not None else row["short"],
    }


def _shade(value: float, low: float, high: float, theme: Theme) -> str:
    """The step of the palette that a value falls into."""
    steps = theme.sequential
    share = (value - low) / (high - low) if high > low else 0.5
    return steps[min(int(share * len(steps)), len(steps) - 1)]
