"""Room: what changes where a chart is drawn on a phone, and what its texts take of its width."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

import altair as alt

from abmetry.charts.look import Width, side

NARROW = 480
"""Pixels below which a chart is drawn as on a phone."""
LETTER = 6.9
"""Pixels of a letter of the size of labels, on the whole."""
_LINE = 15
"""Letters from which a name may be broken in two lines."""


def narrow(then: str, otherwise: str) -> str:
    """An expression of Vega: the first on a phone, else the second."""
    return f"room < {NARROW} ? {then} : {otherwise}"


def breadth(texts: Iterable[str], letter: float = LETTER) -> int:
    """Pixels that the longest of texts takes."""
    return round(max((len(text) for text in texts), default=0) * letter)


def broken(text: str, most: int = _LINE) -> list[str]:
    """A text in two lines of much the same length, broken between words; in one where it is short."""
    breaks = [place for place, letter in enumerate(text) if letter == " "]
    if len(text) <= most or not breaks:
        return [text]
    place = min(breaks, key=lambda place: abs(2 * place - len(text)))
    return [text[:place], text[place + 1 :]]


def broken_label(labels: Iterable[str], most: int = _LINE) -> str:
    """An expression of Vega that gives a label in two lines."""
    said = {label: broken(label, most) for label in labels}
    return f"{json.dumps(said, ensure_ascii=False)}[datum.value]"


def span(*, rtl: bool, before: str | float = 0, after: str | float = 0) -> list[alt.ExprRef]:
    """Where an axis from side to side begins and ends, with room before and after it as reading goes.

    Args:
        rtl: Reading begins at the right.
        before: Pixels before it, or an expression of them.
        after: Pixels after it.
    """
    first, last = f"({before})", f"width - ({after})"
    if rtl:
        first, last = f"width - ({before})", f"({after})"
    return [alt.ExprRef(expr=first), alt.ExprRef(expr=last)]


def _raised(labels: Iterable[str]) -> str:
    """An expression of Vega that lifts a label of two lines by half a line, so that both stand in the middle."""
    long = [label for label in labels if len(broken(label)) > 1]
    return narrow(f"indexof({json.dumps(long, ensure_ascii=False)}, datum.value) >= 0 ? -7 : 0", "0")


def names_axis(labels: Sequence[str], *, rtl: bool, limit: int = 190, least: int = 118) -> alt.Axis:
    """An axis of names, one upon the other: no rule, no ticks; in two lines on a phone.

    Args:
        labels: The names.
        rtl: Reading begins at the right.
        limit: The most pixels of a name.
        least: The most pixels on a phone.
    """
    return alt.Axis(
        title=None,
        orient=side(rtl=rtl),
        domain=False,
        ticks=False,
        labelFontSize=12,
        labelLineHeight=14,
        labelOffset=alt.ExprRef(expr=_raised(labels)),
        labelLimit=alt.ExprRef(expr=narrow(str(least), str(limit))),
        labelExpr=narrow(broken_label(labels), "datum.value"),
    )


def periods_axis(labels: Sequence[str], *, rtl: bool, width: Width) -> alt.Axis:
    """An axis of periods: in two lines where they would not stand beside each other, left out where they touch.

    Args:
        labels: The periods.
        rtl: Reading begins at the right.
        width: Of the chart. Where no browser draws it, lines from right to left stay whole.
    """
    needed = len(labels) * (breadth(labels) + 10) + 60
    lines = not rtl or width == "container"
    return alt.Axis(
        title=None,
        labelAngle=0,
        labelOverlap=True,
        grid=False,
        ticks=False,
        domain=True,
        labelLineHeight=14,
        labelExpr=f"room < {needed} ? {broken_label(labels, 5)} : datum.value" if lines else "datum.value",
    )


def legend(
    names: Sequence[str], *, rtl: bool, symbol: Literal["square", "circle", "stroke"] = "square"
) -> alt.Legend:
    """A legend above a chart, from where reading begins; in columns where one line has no room for it.

    Args:
        names: What is told apart, in their order.
        rtl: Reading begins at the right.
        symbol: How each is marked.
    """
    needed = sum(breadth([name]) + 40 for name in names) + 50
    columns = 2 if not rtl and breadth(names) + 40 <= NARROW / 3 else 1
    in_order, turned = (json.dumps(list(found), ensure_ascii=False) for found in (names, reversed(names)))
    made = alt.Legend(
        title=None,
        symbolType=symbol,
        symbolStrokeWidth=3 if symbol == "stroke" else 0,
        labelLimit=290,
        columns=alt.ExprRef(expr=f"room < {needed} ? {columns} : {len(names)}"),
    )
    if rtl:
        made["values"] = alt.ExprRef(expr=f"room < {needed} ? {in_order} : {turned}")
    return made
