"""What a load did, and which rows could not be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.cli.views.words import DIM, HEAD, WARN, cell, counted, plain_table
from abmetry.model.records import LeftOut, LoadRecord


def load_view(record: LoadRecord) -> RenderableType:
    """Rows in = loaded + unchanged + rejected, per source and table; files refused and ignored."""
    table = plain_table(
        *(["Source"] if len({c.source for c in record.tables}) > 1 else []),
        "Table",
        ("Rows in", "right"),
        ("= loaded", "right"),
        ("+ unchanged", "right"),
        ("+ rejected", "right"),
        *(["Note"] if any(c.changed or c.missing_from_last_export for c in record.tables) else []),
    )
    for c in record.tables:
        notes = []
        if c.changed:
            notes.append(f"{c.changed:,} changed")
        if c.missing_from_last_export:
            notes.append(f"{c.missing_from_last_export:,} not in this export, kept")
        cells = [
            cell(c.source),
            Text(c.table),
            Text(f"{c.rows_in:,}"),
            Text(f"{c.loaded:,}", style="" if c.loaded else DIM),
            Text(f"{c.unchanged:,}", style="" if c.unchanged else DIM),
            Text(f"{c.rejected:,}", style=WARN if c.rejected else DIM),
            Text(", ".join(notes), style=DIM),
        ]
        start = 0 if len({c.source for c in record.tables}) > 1 else 1
        table.add_row(*cells[start : start + len(table.columns)])
    parts: list[RenderableType] = [table] if record.tables else []
    parts.extend(_left_out("Refused", record.refused))
    parts.extend(_left_out("Ignored", record.ignored))
    rows = sum(c.rows_in for c in record.tables)
    told = f"{counted(rows, 'row')} in {record.seconds:,.1f} s."
    rejected = sum(c.rejected for c in record.tables)
    if rejected:
        told += f" `abmetry rejected` lists the {counted(rejected, 'row')} that could not be used."
    return Group(*parts, "", Text(told, style=DIM))


def _left_out(title: str, files: Sequence[LeftOut]) -> list[RenderableType]:
    if not files:
        return []
    table = plain_table("File", "Why")
    for left in files:
        table.add_row(cell(left.file), cell(left.reason, DIM))
    return ["", Text(title, style=HEAD), table]


def rejected_view(
    rows: Sequence[Mapping[str, Any]], reasons: Sequence[Mapping[str, Any]], total: int
) -> RenderableType:
    """Rows that could not be used: how many for which reason, then the rows themselves.

    Args:
        rows: The rows that are shown.
        reasons: Table, column, reason and how many.
        total: How many rows there are.
    """
    if not total:
        return Text("No row was rejected.")
    summary = plain_table(
        "Table", "Column", ("Rows", "right"), "Why", title=f"{counted(total, 'row')} rejected"
    )
    for reason in reasons:
        summary.add_row(
            cell(reason["table"]),
            cell(reason["column"]),
            Text(f"{reason['rows']:,}"),
            cell(reason["reason"], DIM),
        )
    table = plain_table("File", ("Line", "right"), "Column", "Value", "Why")
    for row in rows:
        line = "" if row["line"] is None else f"{row['line']:,}"
        table.add_row(
            cell(row["file"]), Text(line), cell(row["column"]), cell(row["value"]), cell(row["reason"], DIM)
        )
    parts: list[RenderableType] = [summary, "", table]
    if total > len(rows):
        parts.extend(("", Text(f"The first {len(rows):,} of {total:,}; -o FILE writes them all.", style=DIM)))
    return Group(*parts)
