"""What stands in place of a chart that has nothing to show."""

from __future__ import annotations

import altair as alt

from abmetry.charts.look import Drawn, Width, dressed
from abmetry.charts.palette import Theme
from abmetry.lang.words import Words

HEIGHT = 80


def nothing(words: Words, theme: Theme, description: str, width: Width) -> Drawn:
    """A sentence that says so.

    Args:
        words: The language.
        theme: The colours.
        description: What would have been shown, in one sentence.
        width: Pixels, or ``container``.
    """
    said = words.text("Nothing to measure in this period")
    told = (
        alt.Chart(alt.InlineData(values=[{"said": said}]))
        .mark_text(
            color=theme.muted,
            fontSize=13,
            x=alt.ExprRef(expr="width / 2"),
            y=alt.ExprRef(expr="height / 2"),
        )
        .encode(text="said:N")
    )
    return dressed(alt.layer(told), words, theme, description, width, HEIGHT)
