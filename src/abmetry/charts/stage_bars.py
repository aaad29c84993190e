"""The six stages: how many accounts stand at each, and how many came at least so far."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from abmetry.answers.funnel import FunnelStage
from abmetry.charts.look import Drawn, Width, capital, dressed, is_rtl, side
from abmetry.charts.nothing import nothing
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.room import breadth, legend, names_axis, narrow, span
from abmetry.charts.rows import Row
from abmetry.lang.words import Words

STEP = 44


def stage_bars(
    stages: Sequence[FunnelStage],
    words: Words,
    theme: Theme = LIGHT,
    *,
    description: str = "",
    width: Width = "container",
    step: int = STEP,
) -> Drawn:
    """A pale bar for the accounts at a stage or beyond, a strong one for those that stand at it.

    At the end of each: how many got so far, and which percent of the stage before.

    Args:
        stages: The stages of a funnel, from target to expansion.
        words: The language.
        theme: The colours.
        description: What it shows, in one sentence.
        width: Pixels, or ``container``.
        step: Pixels from one bar to the next.
    """
    rows, rtl = [_row(stage, words) for stage in stages], is_rtl(words)
    if not rows:
        return nothing(words, theme, description, width)
    names = (words.text("At this stage"), words.text("At it or beyond"))
    scale = alt.Scale(domain=list(names), range=[theme.accent, theme.sequential[1]])
    y = alt.Y("label:N", sort=None, axis=names_axis([row["label"] for row in rows], rtl=rtl))
    long = [
        {**row, "series": name, "accounts": row[field]}
        for row in rows
        for name, field in ((names[1], "reached"), (names[0], "standing"))
    ]
    most = max(1, *(row["reached"] for row in rows))
    count_room = breadth((row["reached_said"] for row in rows), 8.6) + 16
    share_room = breadth((row["share"] for row in rows), 6.2) + 16
    room = narrow(str(count_room), str(max(count_room, share_room)))
    scale_x = alt.Scale(domain=[0, most], nice=False, zero=False, range=span(rtl=rtl, after=room))
    x = alt.X("accounts:Q", scale=scale_x, axis=None, stack=None)
    bar = (
        alt.Chart(alt.InlineData(values=long))
        .mark_bar(height=alt.RelativeBandSize(band=0.58), cornerRadiusEnd=2)
        .encode(
            y=y,
            x=x,
            color=alt.Color("series:N", scale=scale, legend=legend(names, rtl=rtl), sort=list(names)),
            tooltip=[
                alt.Tooltip("label:N", title=words.text("Stage")),
                alt.Tooltip("standing_said:N", title=names[0]),
                alt.Tooltip("reached_said:N", title=names[1]),
                alt.Tooltip("rate:N", title=words.text("Of the stage before")),
                alt.Tooltip("days:N", title=words.text("Median stay")),
            ],
        )
    )
    end = alt.Chart(alt.InlineData(values=rows)).encode(y=y, x=alt.X("reached:Q", scale=scale_x, axis=None))
    align, sign = side(rtl=rtl), -1 if rtl else 1
    count = end.mark_text(
        align=align,
        dx=8 * sign,
        dy=alt.ExprRef(expr="datum.share ? -7 : 0"),
        fontSize=14,
        fontWeight=600,
        color=theme.ink,
    )
    share = end.mark_text(
        align=align,
        dx=8 * sign,
        dy=8,
        fontSize=11,
        color=theme.muted,
        text=alt.ExprRef(expr=f"datum.share ? ({narrow('datum.rate', 'datum.share')}) : ''"),
    )
    layers = alt.layer(bar, count.encode(text="reached_said:N"), share)
    return dressed(layers, words, theme, description, width, alt.Step(step))


def _row(stage: FunnelStage, words: Words) -> Row:
    rate = stage.from_previous
    said = words.percent(rate) if rate is not None else ""
    return {
        "label": capital(words.text(stage.stage)),
        "standing": stage.accounts,
        "reached": stage.reached,
        "standing_said": words.number(stage.accounts, 0),
        "reached_said": words.number(stage.reached, 0),
        "rate": said or "–",
        "share": words.text("{rate} of the stage before", rate=said) if said else "",
        "days": words.value(stage.times.median, "days"),
    }
