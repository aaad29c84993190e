"""A line in the size of a word, drawn by the server: it needs no script, and it prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from abmetry.answers.answer import Result
from abmetry.lang.words import Words

WIDTH, HEIGHT, EDGE = 160, 40, 4


@dataclass(frozen=True)
class Spark:
    """A line.

    Attributes:
        line: Points of the line, as SVG writes them.
        band: Points of the area of the interval; empty where there is none.
        last: The last point.
        told: What it shows, in words.
        width: Of the drawing.
        height: Of the drawing.
    """

    line: str
    band: str
    last: tuple[float, float]
    told: str
    width: int = WIDTH
    height: int = HEIGHT


def spark(results: Sequence[Result], words: Words) -> Spark | None:
    """The line of some results; None where fewer than two have a value.

    Args:
        results: Results of one KPI over time, the oldest first.
        words: The language; time runs in its direction.
    """
    known = [result for result in results if result.value is not None]
    if len(known) < 2:
        return None
    ends = [value for one in known for value in (one.value, *_ends(one)) if value is not None]
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    step = (WIDTH - 2 * EDGE) / (len(results) - 1)

    def place(position: int, value: float) -> tuple[float, float]:
        along = EDGE + position * step
        x = WIDTH - along if words.direction == "rtl" else along
        return round(x, 1), round(HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE), 1)

    points = [(i, one) for i, one in enumerate(results) if one.value is not None]
    line = [place(i, one.value) for i, one in points if one.value is not None]
    bounds = [(i, *_ends(one)) for i, one in points]
    over = [place(i, high) for i, _, high in bounds if high is not None]
    under = [place(i, low) for i, low, _ in bounds if low is not None]
    first, last = points[0][1], points[-1][1]
    return Spark(
        line=_points(line),
        band=_points([*over, *reversed(under)]) if len(over) > 1 else "",
        last=line[-1],
        told=words.text(
            "From {first} in {start} to {last} in {end}",
            first=words.value(first.value, first.unit, first.currency, compact=True),
            start=words.period(first.period["start"], first.period["end"]),
            last=words.value(last.value, last.unit, last.currency, compact=True),
            end=words.period(last.period["start"], last.period["end"]),
        ),
    )


def _ends(result: Result) -> tuple[float | None, float | None]:
    interval = result.interval or {}
    return interval.get("low"), interval.get("high")


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)
