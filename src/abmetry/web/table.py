"""Tables of a page: what stands in them, how they are sorted, which page of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

Row = TypeVar("Row")
Tone = Literal["", "good", "bad", "quiet", "warn"]


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        key: Its name in the address, where rows can be sorted by it.
        title: Its heading.
        numeric: Whether it holds numbers, which stand at its end.
        sortable: Whether rows can be sorted by it.
        hint: What it means, where the heading does not say it all.
    """

    key: str
    title: str
    numeric: bool = False
    sortable: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in one place.

    Attributes:
        text: The text.
        href: Where it leads.
        tone: Whether it is good or bad news, or steps back.
        part: 0 to 100: a bar behind the number; None: none.
        note: A second line, smaller.
        tag: Whether it is shown as a label.
        drawer: Whether where it leads opens beside the page.
        step: 1 to 6: how strongly the place is tinted, from little to much; 0: not at all.
    """

    text: str
    href: str = ""
    tone: Tone = ""
    part: float | None = None
    note: str = ""
    tag: bool = False
    drawer: bool = False
    step: int = 0


@dataclass(frozen=True)
class Paged:
    """Which rows of how many are shown.

    Attributes:
        page: Number of the page, from 1.
        size: Rows of a page.
        total: Rows of all.
    """

    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of the first row that is shown, from 1; 0 of none."""
        return min((self.page - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        """Number of the last one."""
        return min(self.page * self.size, self.total)


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        caption: What it shows.
        columns: Its columns.
        rows: Cells, or their texts, row by row.
        sort: How it is sorted, as in the address: ``key``, or ``-key`` for the highest first.
        paged: Which rows these are; None: all.
        empty: What is said where there are no rows.
        caption_is_shown: Whether those who see read the caption too.
        anchor: Its place on the page, where the links to its other rows lead.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]
    sort: str = ""
    paged: Paged | None = None
    empty: str = ""
    caption_is_shown: bool = False
    total_row: Sequence[Cell | str] = field(default_factory=tuple)
    anchor: str = "rows"

    def cells(self, row: Sequence[Cell | str]) -> list[Cell]:
        """The cells of a row."""
        return [cell if isinstance(cell, Cell) else Cell(cell) for cell in row]

    def next_sort(self, column: Column) -> str:
        """How it is sorted after a click on a heading: the highest first, then the lowest."""
        return column.key if self.sort == f"-{column.key}" else f"-{column.key}"

    def direction(self, column: Column) -> str:
        """``ascending``, ``descending`` or ``none``."""
        if self.sort == column.key:
            return "ascending"
        return "descending" if self.sort == f"-{column.key}" else "none"


def sorted_by(
    rows: Sequence[Row], sort: str, value: Callable[[Row, str], Any], keys: Sequence[str]
) -> list[Row]:
    """Rows in the order that an address asks for; what has no value comes last, either way.

    Args:
        rows: The rows.
        sort: ``key`` or ``-key``; another than ``keys``: as they are.
        value: The value of a row by a key.
        keys: What they can be sorted by.
    """
    key, down = sort.removeprefix("-"), sort.startswith("-")
    if key not in keys:
        return list(rows)
    known = [row for row in rows if value(row, key) is not None]
    unknown = [row for row in rows if value(row, key) is None]
    return [*sorted(known, key=lambda row: value(row, key), reverse=down), *unknown]


STEPS = 6


def step_of(value: float | None, most: float | None) -> int:
    """How strongly a value is tinted beside the greatest of its kind: 1 to `STEPS`; 0: it is nothing, or not known."""
    if not value or not most or value < 0:
        return 0
    return min(1 + int((STEPS - 1) * value / most), STEPS)
