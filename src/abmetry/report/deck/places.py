"""Where things stand on each layout of the deck, in inches from the side where reading begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WIDTH, HEIGHT = 13.333, 7.5
LEFT, WIDE = 0.6, 12.133
Kind = Literal["title", "body", "chart", "tbl"]


@dataclass(frozen=True)
class Level:
    """How a level of text looks: size in points, a colour of the theme, weight, space before in points."""

    size: float
    colour: str = "tx1"
    bold: bool = False
    before: float = 0
    caps: bool = False


@dataclass(frozen=True)
class Place:
    """A placeholder of a layout.

    Attributes:
        name: What it is for.
        kind: Its kind.
        idx: Its number, by which slides find it; the title has 0.
        x: From the side where reading begins.
        y: From the top.
        w: Width.
        h: Height.
        levels: How its levels of text look.
        anchor: t, ctr or b.
    """

    name: str
    kind: Kind
    idx: int
    x: float
    y: float
    w: float
    h: float
    levels: tuple[Level, ...] = ()
    anchor: str = "t"


@dataclass(frozen=True)
class Box:
    """A drawn rectangle of a layout: fill and line are colours of the theme, or empty."""

    x: float
    y: float
    w: float
    h: float
    fill: str = ""
    line: str = ""
    alpha: int = 100


@dataclass(frozen=True)
class LayoutPlan:
    """A layout: its name, its placeholders, what is drawn behind them, and its background."""

    name: str
    places: tuple[Place, ...]
    boxes: tuple[Box, ...] = ()
    background: str = "bg1"
    footed: bool = True


LEDE, NOTES, POINTS, TABLE, MORE_NOTES = 10, 11, 12, 13, 14
CHARTS, CAPTIONS, FIGURES = (20, 21, 22, 23), (30, 31, 32, 33), (40, 41, 42, 43)

_TITLE = Place("Title", "title", 0, LEFT, 0.36, WIDE, 0.9, (Level(24, bold=True),), "b")
_LEDE = Place("Lede", "body", LEDE, LEFT, 1.31, WIDE, 0.5, (Level(13, "tx2"),))
_NOTES = Place("Definitions", "body", NOTES, LEFT, 6.2, WIDE, 0.82, (Level(8, "tx2"),), "b")
_HEAD = (_TITLE, _LEDE)
_MARK = Box(LEFT, 0, 1.1, 0.09, "accent1")
BODY, FOOT = 2.0, 6.15


def _card(number: int, x: float, y: float, w: float, h: float, *, large: bool) -> Place:
    levels = (
        (
            Level(13, "tx2", bold=True),
            Level(38, bold=True, before=8),
            Level(11, "tx2", before=2),
            Level(13, bold=True, before=12),
            Level(11.5, "tx1", before=6),
        )
        if large
        else (
            Level(11, "tx2", bold=True),
            Level(22, bold=True, before=1),
            Level(9.5, "tx2"),
            Level(10.5, bold=True, before=3),
            Level(9.5, "tx1", before=1),
        )
    )
    return Place(f"Figure {number + 1}", "body", FIGURES[number], x, y, w, h, levels)


_CARD_W, _GAP = 2.86, 0.231
_CARDS = tuple(LEFT + place * (_CARD_W + _GAP) for place in range(4))
_HALF = (WIDE - 0.4) / 2
_SIDE_X, _SIDE_W = 8.75, 3.983
_SIDE_CARDS = tuple(
    _card(n, _SIDE_X + 0.2, BODY + 0.1 + n * 1.4, _SIDE_W - 0.4, 1.2, large=False) for n in range(3)
)
_SIDE_BOXES = tuple(Box(_SIDE_X, BODY + n * 1.4, 0.05, 1.25, "accent1") for n in range(3))
_PAIR_W = 3.7
_PAIRS = (LEFT, LEFT + _PAIR_W + 0.4)
_QUARTERS = tuple((LEFT + (place % 2) * (_HALF + 0.4), BODY + (place // 2) * 2.12) for place in range(4))

PLANS = {
    "cover": LayoutPlan(
        "Cover",
        (
            Place("Title", "title", 0, 0.9, 2.2, 7.2, 1.9, (Level(40, "bg1", bold=True),), "b"),
            Place("Company", "body", LEDE, 0.9, 4.3, 7.2, 0.6, (Level(20, "bg1"),)),
            Place("Scope", "body", POINTS, 0.9, 6.1, 7.2, 0.8, (Level(12, "bg2"),), "b"),
        ),
        (
            Box(0.92, 1.75, 0.9, 0.075, "accent5"),
            *(
                Box(WIDTH - width, 1.55 + place * 0.74, width, 0.5, "accent5", alpha=alpha)
                for place, (width, alpha) in enumerate(
                    ((4.3, 20), (3.4, 32), (2.3, 45), (1.8, 60), (1.15, 78), (0.55, 100))
                )
            ),
        ),
        background="tx1",
        footed=False,
    ),
    "cards": LayoutPlan(
        "Four figures",
        (
            *_HEAD,
            *(
                _card(place, x + 0.22, BODY + 0.24, _CARD_W - 0.44, 2.75, large=True)
                for place, x in enumerate(_CARDS)
            ),
            *(
                Place(f"Trend {n + 1}", "chart", CHARTS[n], x + 0.12, BODY + 3.0, _CARD_W - 0.24, 0.95)
                for n, x in enumerate(_CARDS)
            ),
            _NOTES,
        ),
        (
            _MARK,
            *(Box(x, BODY, _CARD_W, 4.05, "bg2") for x in _CARDS),
            *(Box(x, BODY, _CARD_W, 0.06, "accent1") for x in _CARDS),
        ),
    ),
    "trends": LayoutPlan(
        "Four charts",
        (
            *_HEAD,
            *(
                Place(f"Name {n + 1}", "body", CAPTIONS[n], x, y, _HALF, 0.28, (Level(11, "tx1", bold=True),))
                for n, (x, y) in enumerate(_QUARTERS)
            ),
            *(
                Place(f"Chart {n + 1}", "chart", CHARTS[n], x, y + 0.26, _HALF, 1.78)
                for n, (x, y) in enumerate(_QUARTERS)
            ),
            _NOTES,
        ),
        (_MARK,),
    ),
    "chart": LayoutPlan(
        "Chart and figures",
        (
            *_HEAD,
            Place("Chart", "chart", CHARTS[0], LEFT, BODY, 7.75, FOOT - BODY),
            *_SIDE_CARDS,
            _NOTES,
        ),
        (_MARK, *_SIDE_BOXES),
    ),
    "pair": LayoutPlan(
        "Two charts and figures",
        (
            *_HEAD,
            *(
                Place(f"Name {n + 1}", "body", CAPTIONS[n], x, BODY, _PAIR_W, 0.46, (Level(11, bold=True),))
                for n, x in enumerate(_PAIRS)
            ),
            *(
                Place(f"Chart {n + 1}", "chart", CHARTS[n], x, BODY + 0.52, _PAIR_W, FOOT - BODY - 0.52)
                for n, x in enumerate(_PAIRS)
            ),
            *_SIDE_CARDS,
            _NOTES,
        ),
        (_MARK, *_SIDE_BOXES),
    ),
    "chart_table": LayoutPlan(
        "Chart and table",
        (
            *_HEAD,
            Place("Chart", "chart", CHARTS[0], LEFT, BODY, 6.6, FOOT - BODY),
            Place("Table", "tbl", TABLE, 7.45, BODY + 0.1, 5.283, 3.75),
            Place("Points", "body", POINTS, 7.45, 5.9, 5.283, 0.3, (Level(10, "tx2"),)),
            _NOTES,
        ),
        (_MARK,),
    ),
    "table": LayoutPlan(
        "Table",
        (
            *_HEAD,
            Place("Table", "tbl", TABLE, LEFT, BODY, WIDE, 4.1),
            Place("Points", "body", POINTS, LEFT, 5.12, WIDE, 0.95, (Level(12, before=2),)),
            _NOTES,
        ),
        (_MARK,),
    ),
    "method": LayoutPlan(
        "Method",
        (
            _TITLE,
            Place("Points", "body", POINTS, LEFT, 1.45, WIDE, 1.7, (Level(11.5, before=3),)),
            *(
                Place(name, "body", idx, x, 3.2, _HALF, 3.75, (Level(8, "tx1", before=1.5),))
                for name, idx, x in (
                    ("Definitions", NOTES, LEFT),
                    ("More definitions", MORE_NOTES, LEFT + _HALF + 0.4),
                )
            ),
        ),
        (_MARK,),
    ),
}
