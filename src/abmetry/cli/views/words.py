"""Small pieces of text: data made safe to print, dates, directions, what a result's status says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rich.table import Table
from rich.text import Text

from abmetry.cli.spoken import t, words
from abmetry.lang.message import one_of

DIM = "dim"
GOOD, BAD, WARN, HEAD = "green", "red", "yellow", "bold"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def safe(value: Any) -> str:
    """A value of somebody's data as one line of text that cannot steer the terminal."""
    return "" if value is None else _CONTROLS.sub(" ", str(value)).strip()


def cell(value: Any, style: str = "") -> Text:
    """A cell with a value of somebody's data."""
    return Text(safe(value), style=style)


def day(value: date | datetime | str | None) -> str:
    """A day as ``14 Sep 2026``."""
    return "" if value is None else words().date(value)


def moment(value: datetime | str | None) -> str:
    """An instant as ``14 Sep 2026 17:30``; only the day where it is midnight."""
    return "" if value is None else words().instant(value)


def span(bounds: Mapping[str, str]) -> str:
    """A period by its first and last day: ``1 Jul – 30 Sep 2026``."""
    return words().span(bounds["start"], bounds["end"])


def direction(change: float | None, better: str) -> tuple[str, str]:
    """The arrow of a change, and its colour by what is better."""
    if not change:
        return ("=" if change == 0 else "", DIM)
    arrow = "▲" if change > 0 else "▼"
    if better == "neither":
        return arrow, ""
    return arrow, GOOD if (change > 0) == (better == "higher") else BAD


def plain_table(*columns: str | tuple[str, str], title: str | None = None, expand: bool = False) -> Table:
    """A table without lines: headings in grey, columns by their name, or name and justification."""
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style=DIM,
        title=Text(title, style=HEAD) if title else None,
        title_justify="left",
        expand=expand,
    )
    for column in columns:
        name, justify = column if isinstance(column, tuple) else (column, "left")
        table.add_column(Text(name), justify=justify, overflow="fold")  # type: ignore[arg-type]
    return table


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names in one line, the rest as a number."""
    shown = ", ".join(safe(name) for name in names[:most])
    return t("{names} and {n} more", names=shown, n=len(names) - most) if len(names) > most else shown


def counted(n: float, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 row``, ``1,204 rows``."""
    return t(f"{{n}} {one}", f"{{n}} {many or one + 's'}", n=round(n))


def never_loaded(tables: Sequence[str]) -> str:
    """Tables of which one would do: ``touches or campaign members were never loaded``."""
    return t("{tables} were never loaded", tables=one_of(table.replace("_", " ") for table in tables))
