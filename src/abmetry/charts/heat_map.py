"""A value by two things at once, such as personas by segments."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.bars import names_axis
from abmetry.charts.look import Drawn, Width, dressed, is_rtl
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.rows import Row, group_label, row_of
from abmetry.lang.words import Words

STEP = 34


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
    known = [result.value for result in results if result.value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    cells = [_cell(result, rows, columns, words, theme, low, high) for result in results]
    rtl = is_rtl(words)
    base = alt.Chart(alt.InlineData(values=cells)).encode(
        y=alt.Y("row:N", sort=None, axis=names_axis(rtl=rtl)),
        x=alt.X(
            "label:N",
            sort=None,
            scale=alt.Scale(reverse=rtl),
            axis=alt.Axis(title=None, orient="top", domain=False, ticks=False, labelAngle=0, labelLimit=130),
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
    text = base.mark_text(fontSize=12).encode(text="shown:N", color=alt.Color("ink:N", scale=None))
    return dressed(alt.layer(field, text), words, theme, description, width, alt.Step(STEP))


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
        "shown": f"{row['short']} *" if row["few"] and result.value is not None else row["short"],
    }


def _shade(value: float, low: float, high: float, theme: Theme) -> str:
    """The step of the palette that a value falls into."""
    steps = theme.sequential
    share = (value - low) / (high - low) if high > low else 0.5
    return steps[min(int(share * len(steps)), len(steps) - 1)]
