"""Movements between stages: a ribbon from where accounts stood to where they went."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt

from abmetry.answers.funnel import STAGES, Movement
from abmetry.charts.look import Drawn, Width, capital, dressed, is_rtl
from abmetry.charts.nothing import nothing
from abmetry.charts.palette import LIGHT, Theme
from abmetry.charts.room import breadth, legend, span
from abmetry.charts.rows import Row
from abmetry.lang.words import Words

POINTS = 24
GAP = 0.035
LEAST = 0.004


@dataclass(frozen=True)
class _Column:
    """Where the movements of each stage lie on one side: share of the height, from the top."""

    spans: dict[str, tuple[float, float]]

    @classmethod
    def of(cls, totals: dict[str, int], stages: Sequence[str]) -> _Column:
        present = [stage for stage in stages if totals.get(stage)]
        whole = sum(totals.values()) or 1
        room = 1 - GAP * max(len(present) - 1, 0)
        spans, top = {}, 0.0
        for stage in present:
            height = max(totals[stage] / whole * room, LEAST)
            spans[stage] = (top, top + height)
            top += height + GAP
        return cls(spans)


def flow(
    movements: Sequence[Movement],
    words: Words,
    theme: Theme = LIGHT,
    *,
    stages: Sequence[str] = STAGES,
    description: str = "",
    width: Width = "container",
    height: int = 340,
) -> Drawn:
    """Ribbons whose breadth is how many moves there were; forward in the accent, back in the colour of loss.

    Args:
        movements: The moves of a funnel's period.
        words: The language.
        theme: The colours.
        stages: The stages in their order, where they are not those of the account funnel.
        description: What it shows, in one sentence.
        width: Pixels, or ``container``.
        height: Pixels.
    """
    if not movements:
        return nothing(words, theme, description, width)
    ordered = sorted(movements, key=lambda m: (stages.index(m.origin), stages.index(m.stage)))
    left, right = _column(ordered, "origin", stages), _column(ordered, "stage", stages)
    rtl = is_rtl(words)
    names = (words.text("Forward"), words.text("Back"))
    ribbons = _ribbons(ordered, left, right, words, names, stages)
    ends = _ends(ordered, left, right, words)
    beside = breadth(end["label"] for end in ends) + 14
    across = span(rtl=rtl, before=beside, after=beside)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.02, 1.02], nice=False, zero=False, range=across))
    y_scale = alt.Scale(domain=[0, 1], reverse=True, nice=False, zero=False)
    area = (
        alt.Chart(alt.InlineData(values=ribbons))
        .mark_area(opacity=0.55, interpolate="monotone")
        .encode(
            x=x,
            y=alt.Y("top:Q", axis=None, scale=y_scale),
            y2="bottom:Q",
            detail="place:N",
            color=alt.Color(
                "way:N",
                scale=alt.Scale(domain=list(names), range=[theme.accent, theme.negative]),
                legend=legend(names, rtl=rtl),
            ),
            tooltip=[
                alt.Tooltip("from:N", title=words.text("From")),
                alt.Tooltip("to:N", title=words.text("To")),
                alt.Tooltip("moves:N", title=words.text("Moves")),
                alt.Tooltip("accounts:N", title=words.text("Accounts")),
            ],
        )
    )
    blocks = (
        alt.Chart(alt.InlineData(values=ends))
        .mark_rect(color=theme.ink)
        .encode(
            x=alt.X("x:Q", axis=None),
            x2="x2:Q",
            y=alt.Y("top:Q", axis=None, scale=y_scale),
            y2="bottom:Q",
        )
    )
    texts = [_labels(ends, side, theme, y_scale, rtl=rtl) for side in ("from", "to")]
    return dressed(alt.layer(area, blocks, *texts), words, theme, description, width, height)


def _column(movements: Sequence[Movement], field: str, stages: Sequence[str]) -> _Column:
    totals: dict[str, int] = {}
    for movement in movements:
        name = getattr(movement, field)
        totals[name] = totals.get(name, 0) + movement.movements
    return _Column.of(totals, stages)


def _ribbons(
    movements: Sequence[Movement],
    left: _Column,
    right: _Column,
    words: Words,
    names: tuple[str, str],
    stages: Sequence[str],
) -> list[Row]:
    starts = {stage: span[0] for stage, span in left.spans.items()}
    ends = {stage: span[0] for stage, span in right.spans.items()}
    rows: list[Row] = []
    for place, movement in enumerate(movements):
        from_height = _height(movement, movements, left, "origin")
        to_height = _height(movement, movements, right, "stage")
        start, end = starts[movement.origin], ends[movement.stage]
        starts[movement.origin] += from_height
        ends[movement.stage] += to_height
        said = {
            "place": place,
            "way": names[0] if stages.index(movement.stage) > stages.index(movement.origin) else names[1],
            "from": capital(words.text(movement.origin)),
            "to": capital(words.text(movement.stage)),
            "moves": words.number(movement.movements, 0),
            "accounts": words.number(movement.accounts, 0),
        }
        for step in range(POINTS + 1):
            x = step / POINTS
            bent = (1 - math.cos(math.pi * x)) / 2
            top = start + (end - start) * bent
            height = from_height + (to_height - from_height) * bent
            rows.append({**said, "x": round(x, 4), "top": round(top, 5), "bottom": round(top + height, 5)})
    return rows


def _height(movement: Movement, movements: Sequence[Movement], column: _Column, field: str) -> float:
    stage = getattr(movement, field)
    total = sum(other.movements for other in movements if getattr(other, field) == stage)
    top, bottom = column.spans[stage]
    return (bottom - top) * movement.movements / total


def _ends(movements: Sequence[Movement], left: _Column, right: _Column, words: Words) -> list[Row]:
    rows: list[Row] = []
    for side, field, column, x in (("from", "origin", left, -0.02), ("to", "stage", right, 1.0)):
        for stage, (top, bottom) in column.spans.items():
            total = sum(m.movements for m in movements if getattr(m, field) == stage)
            name, number = capital(words.text(stage)), words.number(total, 0)
            rows.append(
                {
                    "side": side,
                    "label": f"{name}  {number}",
                    "x": x,
                    "x2": x + 0.02,
                    "top": round(top, 5),
                    "bottom": round(bottom, 5),
                    "middle": round((top + bottom) / 2, 5),
                }
            )
    return rows


def _labels(ends: list[Row], side: str, theme: Theme, y_scale: alt.Scale, *, rtl: bool) -> alt.Chart:
    outward: Literal["left", "right"] = "right" if (side == "from") != rtl else "left"
    place = "x" if side == "from" else "x2"
    labels: alt.Chart = (
        alt.Chart(alt.InlineData(values=[row for row in ends if row["side"] == side]))
        .mark_text(align=outward, dx=-8 if outward == "right" else 8, fontSize=12, color=theme.ink)
        .encode(
            x=alt.X(f"{place}:Q", axis=None), y=alt.Y("middle:Q", axis=None, scale=y_scale), text="label:N"
        )
    )
    return labels
