"""The board pack as data: slides with what they say and show, whatever they are written as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from abmetry.answers.answer import Result
from abmetry.charts.look import Drawn, Width
from abmetry.charts.palette import Theme
from abmetry.lang.words import Words

Layout = Literal["cover", "cards", "chart", "pair", "trends", "table", "method"]
Kind = Literal["line", "spark", "bars", "columns", "curve"]
Way = Literal["better", "worse", "neither"]
State = Literal["ok", "too_few", "empty", "unavailable"]
Tone = Literal[
    "", "muted", "better", "worse", "head", "step-1", "step-2", "step-3", "step-4", "step-5", "step-6"
]
Draw = Callable[[Theme, Width, int], Drawn]


@dataclass(frozen=True)
class Figure:
    """A number of the pack, in words, with all that belongs to it.

    Attributes:
        name: What it is.
        value: The value; a dash where there is none.
        interval: Its interval, with its level; empty where it has none.
        change: The change since the period before, with its sign.
        way: Whether the change is for the better.
        before: The value of the period before, and which that is.
        rest: The value of the accounts outside the program.
        beside: What else is told with it, such as the rate that belongs to a count.
        state: ok, too_few, empty or unavailable.
        remark: What there is to know of the state.
        note: Number of its footnote.
        result: The result it tells.
    """

    name: str
    value: str
    interval: str
    change: str
    way: Way
    before: str
    rest: str
    beside: str
    state: State
    remark: str
    note: int
    result: Result


@dataclass(frozen=True)
class Series:
    """Numbers of a chart.

    Attributes:
        name: What they are.
        values: One per category; None: a gap.
        said: The same in words.
        low: Lower bounds, where there are intervals.
        high: Upper bounds.
        across: Where the values of a curve lie, along an axis of numbers.
        colour: Name of a colour of the theme, or ``series-1`` to ``series-6``, ``step-1`` to ``step-6``.
    """

    name: str
    values: tuple[float | None, ...]
    said: tuple[str, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    across: tuple[float, ...] = ()
    colour: str = "accent"


@dataclass(frozen=True)
class ChartData:
    """A chart: its numbers for where it is drawn natively, and its drawing for where it is not.

    Attributes:
        kind: line, spark (a line without axes), bars (horizontal), columns (stacked), or curve (in steps).
        title: What it shows; for a chart among several.
        description: The same as a sentence, for those who cannot see it.
        categories: Names along the axis; none of a curve.
        series: The numbers.
        unit: Their unit.
        currency: Their currency, for money.
        draw: Draws it: theme, width, height.
        overlapped: Bars of the series lie upon each other, the first at the back.
        halved: It stands beside another chart.
    """

    kind: Kind
    title: str
    description: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    currency: str | None
    draw: Draw
    overlapped: bool = False
    halved: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to show."""
        return not any(series.values for series in self.series)


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, and how it looks."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class Table:
    """A table: heads, rows, relative widths; the first column is of names, the others of numbers.

    Attributes:
        heads: Names of the columns.
        rows: The cells.
        widths: Relative widths of the columns.
        texts: How many columns from the first are text, which begins where reading does.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    texts: int = 1


@dataclass(frozen=True)
class Footnote:
    """The definition of a figure."""

    number: int
    name: str
    text: str


@dataclass(frozen=True)
class Slide:
    """One slide, or one page.

    Attributes:
        layout: Where things stand on it.
        title: The finding.
        lede: What there is to know beside it.
        figures: Numbers.
        charts: Charts.
        table: A table.
        points: Lines of text.
        notes: Definitions of what is on it.
        spoken: What a speaker may say.
    """

    layout: Layout
    title: str
    lede: str = ""
    figures: tuple[Figure, ...] = ()
    charts: tuple[ChartData, ...] = ()
    table: Table | None = None
    points: tuple[str, ...] = ()
    notes: tuple[Footnote, ...] = ()
    spoken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """The board pack in one language.

    Attributes:
        words: The language.
        company: The workspace's name.
        period: The period, in words.
        slides: What it says.
        foot: What stands at the foot of every slide.
        build: Id of the build.
    """

    words: Words
    company: str
    period: str
    slides: tuple[Slide, ...]
    foot: str
    build: str
    missing: tuple[str, ...] = field(default=())
