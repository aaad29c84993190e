"""Sheets of a workbook (xlsx, xls, xlsb, ods) as rows of text; the line of a row is its row in the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.sources.delimited import Staged
from abmetry.sources.header import named
from abmetry.sources.rejects import Rejects

Cell = int | float | str | bool | time | date | datetime | timedelta
_BATCH_ROWS = 10_000


def sheet_names(path: Path) -> tuple[str, ...]:
    """Names of the sheets of a workbook, in order.

    Raises:
        LoadError: The file is no workbook.
    """
    return tuple(_open(path).sheet_names)


def stage_sheet(engine: LoadingEngine, path: Path, sheet: str, folder: Path) -> Staged:
    """Copy a sheet to where the engine can read it; every cell is text, a date in ISO form.

    Args:
        engine: Where to.
        path: The workbook.
        sheet: The sheet's name.
        folder: A folder of this sheet's own for the copy.

    Raises:
        LoadError: The file is no workbook, has no such sheet, or the sheet has no header or a column twice.
    """
    book = _open(path)
    if sheet not in book.sheet_names:
        raise LoadError(
            message(
                'The workbook has no sheet "{sheet}"; it has {sheet_names}.',
                sheet=sheet,
                sheet_names=", ".join(book.sheet_names),
            )
        )
    try:
        rows = _filled(book.get_sheet_by_name(sheet))
        head = next(rows, None)
        if head is None:
            raise LoadError(message("The sheet is empty: it has not even a header."))
        cells = [_text(cell) or "" for cell in head[1]]
        while cells and not cells[-1]:
            cells.pop()
        names = named(cells)
        columns = [f"c{i}" for i in range(len(names))]
        target, rejects, total = folder / "sheet.parquet", Rejects(), 0
        schema = pa.schema([*((column, pa.string()) for column in columns), ("_line", pa.int64())])
        with pq.ParquetWriter(target, schema) as writer:
            while batch := list(islice(rows, _BATCH_ROWS)):
                table = _batch(batch, len(names), schema, rejects)
                total += table.num_rows
                writer.write_table(table)
    except CalamineError as error:
        raise LoadError(message("The workbook cannot be read: {error}.", error=error)) from error
    dialect = engine.dialect
    chosen = ", ".join(f"{c} as {dialect.identifier(n)}" for c, n in zip(columns, names, strict=True))
    return Staged(f"select {chosen}, _line from {dialect.read_parquet([str(target)])}", names, total, rejects)


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except (CalamineError, OSError, ValueError) as error:
        raise LoadError(
            message("It is no workbook that can be read: {error}.", error=str(error).rstrip("."))
        ) from error


def _filled(sheet: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    """The rows that hold anything, with their numbers."""
    first = (sheet.start or (0, 0))[0] + 1
    for number, row in enumerate(sheet.iter_rows(), first):
        if any(cell != "" for cell in row):
            yield number, row


def _batch(rows: list[tuple[int, list[Cell]]], width: int, schema: pa.Schema, rejects: Rejects) -> pa.Table:
    taken = []
    for number, row in rows:
        if any(cell != "" for cell in row[width:]):
            rejects.add(
                number, " ".join(_text(cell) or "" for cell in row), "the row has more cells than the header"
            )
        else:
            taken.append((number, row))
    arrays = [
        pa.array([_text(row[i]) if i < len(row) else None for _, row in taken], pa.string())
        for i in range(width)
    ]
    arrays.append(pa.array([number for number, _ in taken], pa.int64()))
    return pa.Table.from_arrays(arrays, schema=schema)


def _text(cell: Cell) -> str | None:
    """A cell as text: a whole number without a fraction, midnight as a bare date."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    return str(cell).replace("\0", "") or None
