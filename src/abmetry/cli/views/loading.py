"""What a load did, and which rows could not be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from abmetry.cli.spoken import count, t, written
from abmetry.cli.views.words import DIM, HEAD, WARN, cell, counted, plain_table
from abmetry.model.records import LeftOut, LoadRecord


def load_view(record: LoadRecord) -> RenderableType:
    """Rows in = loaded + unchanged + rejected, per source and table; files refused and ignored."""
    table = plain_table(
        *([t("Source")] if len({c.source for c in record.tables}) > 1 else []),
        t("Table"),
        (t("Rows in"), "right"),
        (t("= loaded"), "right"),
        (t("+ unchanged"), "right"),
        (t("+ rejected"), "right"),
        *([t("Note")] if any(c.changed or c.missing_from_last_export for c in record.tables) else []),
    )
    for c in record.tables:
        notes = []
        if c.changed:
            notes.append(t("{n} changed", n=c.changed))
        if c.missing_from_last_export:
            notes.append(t("{n} not in this export, kept", n=c.missing_from_last_export))
        cells = [
            cell(c.source),
            Text(c.table),
            Text(count(c.rows_in)),
            Text(count(c.loaded), style="" if c.loaded else DIM),
            Text(count(c.unchanged), style="" if c.unchanged else DIM),
            Text(count(c.rejected), style=WARN if c.rejected else DIM),
            Text(", ".join(notes), style=DIM),
        ]
        start = 0 if len({c.source for c in record.tables}) > 1 else 1
        table.add_row(*cells[start : start + len(table.columns)])
    parts: list[RenderableType] = [table] if record.tables else []
    parts.extend(_left_out(t("Refused"), record.refused))
    parts.extend(_left_out(t("Ignored"), record.ignored))
    rows = sum(c.rows_in for c in record.tables)
    told = t("{rows} in {seconds} s.", rows=counted(rows, "row"), seconds=written(record.seconds, 1))
    rejected = sum(c.rejected for c in record.tables)
    if rejected:
        told += " " + t(
            "`abmetry rejected` lists the {rows} that could not be used.", rows=counted(rejected, "row")
        )
    return Group(*parts, "", Text(told, style=DIM))


def _left_out(title: str, files: Sequence[LeftOut]) -> list[RenderableType]:
    if not files:
        return []
    table = plain_table(t("File"), t("Why"))
    for left in files:
        table.add_row(cell(left.file), cell(t(left.reason), DIM))
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
        return Text(t("No row was rejected."))
    summary = plain_table(
        t("Table"),
        t("Column"),
        (t("Rows"), "right"),
        t("Why"),
        title=t("{total} rejected", total=counted(total, "row")),
    )
    for reason in reasons:
        summary.add_row(
            cell(reason["table"]),
            cell(reason["column"]),
            Text(count(reason["rows"])),
            cell(reason["reason"], DIM),
        )
    table = plain_table(t("File"), (t("Line"), "right"), t("Column"), t("Value"), t("Why"))
    for row in rows:
        line = "" if row["line"] is None else count(row["line"])
        table.add_row(
            cell(row["file"]), Text(line), cell(row["column"]), cell(row["value"]), cell(row["reason"], DIM)
        )
    parts: list[RenderableType] = [summary, "", table]
    if total > len(rows):
        parts.extend(
            (
                "",
                Text(
                    t("The first {n} of {total}; -o FILE writes them all.", n=len(rows), total=total),
                    style=DIM,
                ),
            )
        )
    return Group(*parts)
