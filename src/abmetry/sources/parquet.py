"""Parquet files as rows; the line of a row is its number, from 1 on."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.sources.delimited import Staged
from abmetry.sources.header import named
from abmetry.sources.rejects import Rejects


def stage_parquet(engine: LoadingEngine, path: Path, *, typed: bool) -> Staged:
    """Make the rows of a Parquet file readable, without copying them.

    Args:
        engine: Where to.
        path: The file.
        typed: Keep the types of the columns; else every column is text, lists and structs as JSON.

    Raises:
        LoadError: The file is no Parquet file, or names a column twice.
    """
    try:
        schema = pq.read_schema(path)
        rows = pq.read_metadata(path).num_rows
    except (pa.ArrowException, OSError) as error:
        first = str(error).strip().splitlines()[0]
        raise LoadError(
            message("It is no Parquet file that can be read: {first}.", first=str(first.rstrip(".")))
        ) from error
    names = named(schema.names)
    if not names:
        raise LoadError(message("The Parquet file has no columns."))
    dialect = engine.dialect
    source = dialect.read_numbered_parquet(str(path))
    cells = []
    for original, name in zip(schema.names, names, strict=True):
        cell = dialect.identifier(original)
        if not typed:
            nested = pa.types.is_nested(schema.field(original).type)
            cell = dialect.json_of(cell) if nested else f"cast({cell} as varchar)"
        cells.append(f"{cell} as {dialect.identifier(name)}")
    sql = f"select {', '.join(cells)}, file_row_number + 1 as _line from {source}"
    return Staged(sql, names, rows, Rejects())
