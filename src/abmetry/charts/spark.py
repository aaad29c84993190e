"""A small line without axes, for beside a number."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width, dressed, is_rtl
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.rows import rows_of
from abmetry.lang.words import Words


def spark(
    results: Sequence[Result],
    words: Words,
    theme: Theme = LIGHT,
    *,
    description: str = "",
    width: Width = 120,
    height: int = 32,
) -> Drawn:
    """A value over time in the size of a word, the last period marked.

    Args:
        results: Results of one KPI, one per period, the oldest first.
        words: The language.
        theme: The colours.
        description: What it shows, in one sentence.
        width: Pixels, or ``container``.
        height: Pixels.
    """
    rows = [{**row, "last": False} for row in rows_of(results, words)]
    if rows:
        rows[-1]["last"] = True
    rtl = is_rtl(words)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("label:O", sort=None, axis=None, scale=alt.Scale(reverse=rtl, padding=0.2)),
        y=alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False, padding=6)),
        tooltip=[
            alt.Tooltip("label:N", title=words.text("Period")),
            alt.Tooltip("said:N", title=words.text("Value")),
        ],
    )
    line = base.mark_line(color=theme.accent, strokeWidth=2)
    end = base.mark_point(color=theme.accent, filled=True, size=46, opacity=1).transform_filter("datum.last")
    return dressed(alt.layer(line, end), words, theme, description, width, height)
