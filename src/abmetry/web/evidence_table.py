"""Evidence as a table: the account first, then what decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from abmetry.lang.message import message
from abmetry.web.table import Cell, Column, Paged, Table
from abmetry.web.view import View

CODED = ("type", "kind", "channel", "category", "direction", "status", "persona", "model")
"""Columns whose values are words of Abmetry rather than of the company."""
FIRST = ("account", "account_id", "tier", "stage")
TITLES = {
    "account": message("Account"),
    "account_id": message("Id of the account"),
    "table": message("Table"),
    "key": message("Key"),
    "value": message("Value"),
    "tier": message("Tier"),
    "stage": message("Stage"),
    "period": message("Period"),
    "part": message("Part"),
    "entered_at": message("Since"),
}


def evidence_table(
    view: View,
    rows: Sequence[dict[str, Any]],
    paged: Paged,
    caption: str = "",
    coded: Collection[str] = CODED,
) -> Table:
    """Rows of evidence.

    Args:
        view: The page.
        rows: Those of this page of the table.
        paged: Which these are of how many.
        caption: What the table shows, where a page has several.
        coded: Columns whose values are words of Abmetry.
    """
    words = view.words
    names = list(dict.fromkeys(name for row in rows for name in row))
    ordered = [name for name in FIRST if name in names and name != "account_id"]
    if "account" not in ordered and "account_id" in names:
        ordered.append("account_id")
    rest = [name for name in names if name not in ordered and name not in ("account_id", "table", "key")]
    shown = [*ordered, *rest, *(name for name in ("table", "key") if name in names)]
    numeric = {name for name in shown if _is_numeric(rows, name)}
    columns = [Column(name, title_of(view, name), numeric=name in numeric) for name in shown]
    places = {name: _places(rows, name) for name in numeric}
    return Table(
        caption or words.text("The rows behind the number"),
        columns,
        [[_cell(view, row, name, places.get(name, 0), coded) for name in shown] for row in rows],
        paged=paged,
    )


def title_of(view: View, name: str) -> str:
    """A column's heading."""
    known = TITLES.get(name)
    return view.words.text(known) if known else view.words.text(name.replace("_", " ").capitalize())


def _is_numeric(rows: Sequence[dict[str, Any]], name: str) -> bool:
    given = [row[name] for row in rows if row.get(name) is not None]
    return bool(given) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in given)


def _places(rows: Sequence[dict[str, Any]], name: str) -> int:
    """How many decimals the numbers of a column have, so that they line up."""
    given = [row[name] for row in rows if row.get(name) is not None]
    if all(float(one).is_integer() or abs(one) >= 1000 for one in given):
        return 0
    return 1 if all(abs(one) >= 10 or float(one).is_integer() for one in given) else 2


def _cell(view: View, row: dict[str, Any], name: str, places: int, coded: Collection[str]) -> Cell:
    value, words = row.get(name), view.words
    if value is None:
        return Cell("–", tone="quiet")
    if name in ("account", "account_id") and row.get("account_id"):
        return Cell(str(value), view.url(f"/accounts/{quote(str(row['account_id']), safe='')}"))
    if isinstance(value, bool):
        return Cell(words.text("yes") if value else words.text("no"))
    if isinstance(value, int | float):
        return Cell(words.number(value, places))
    if name == "part":
        return Cell(words.text(value))
    if name in coded:
        return Cell(words.text(str(value).replace("_", " ")))
    if name in ("table", "key"):
        return Cell(str(value), tone="quiet")
    return Cell(moment(view, str(value)))


def moment(view: View, text: str | None) -> str:
    """A text as it is; an instant or a day by the wall clock, in words."""
    if text is None:
        return ""
    if len(text) < 10 or text[4:5] != "-" or text[7:8] != "-":
        return text
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == 10:
        return view.words.date(text)
    zone = view.reader.analysis.calendar.zone
    return view.words.instant(parsed.astimezone(zone) if parsed.tzinfo else parsed)
