"""Conformed rows of one extract on disk: whole, as the model stores them, or only what tells whether they changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from abmetry.engine.dialect import Dialect
from abmetry.engine.loading import LoadingEngine
from abmetry.model.column import Table
from abmetry.model.conform import Conformed
from abmetry.model.stored import has_plain_key, key_sql, stored_columns, stored_key_sql


@dataclass(frozen=True)
class Stamp:
    """What every row of one source's load carries: the source's name, and the knowledge time (UTC without zone)."""

    source: str
    loaded_at: datetime


@dataclass(frozen=True)
class TypedFile:
    """The conformed rows of one extract.

    Attributes:
        path: Parquet: ``_line``, ``_problem``, ``_value`` as in [Conformed][abmetry.model.conform.Conformed], key
            and ``content_hash``; if `whole`, all stored columns too, as first versions.
        label: What users call the file they came from.
        sql: A query of the stored columns and ``_line`` of every row, from `path` if it is whole, else anew.
        rows: How many rows there are.
        bad: How many of them have a problem.
        whole: Whether `path` holds all stored columns.
    """

    path: Path
    label: str
    sql: str
    rows: int
    bad: int
    whole: bool


def write_typed(
    engine: LoadingEngine,
    table: Table,
    conformed: Conformed,
    path: Path,
    label: str,
    stamp: Stamp,
    *,
    whole: bool,
) -> TypedFile:
    """Write the rows of an extract.

    The rows of a first load are as good as stored, so they are written whole, and only moved later. Of a further load
    most are known already: only their keys and hashes are written, and the changed ones are read again.

    Args:
        engine: Where the extract's file is.
        table: The canonical table.
        conformed: The extract's rows.
        path: The Parquet file to write.
        label: What users call the extract's file.
        stamp: Of the load.
        whole: Write all stored columns.

    Raises:
        LoadError: The extract's file cannot be read.
    """
    all_columns = _stored_sql(engine.dialect, table, conformed, stamp)
    columns = "*" if whole else f"_line, _problem, _value, {stored_key_sql(table)}, content_hash"
    rows = engine.write_parquet(f"select {columns} from ({all_columns}) as stored", path)
    written = engine.dialect.read_parquet([str(path)])
    bad = engine.value(f"select count(_problem) from {written}")
    return TypedFile(path, label, f"select * from {written}" if whole else all_columns, rows, bad, whole)


def _stored_sql(dialect: Dialect, table: Table, conformed: Conformed, stamp: Stamp) -> str:
    ours = {
        "source": dialect.text(stamp.source),
        "loaded_at": dialect.timestamp(stamp.loaded_at.isoformat(" ")),
        "version": "cast(1 as integer)",
    }
    if not has_plain_key(table):
        ours["row_key"] = key_sql(table)
    columns = [f"{ours[name]} as {name}" if name in ours else name for name in stored_columns(table)]
    return f"select _line, _problem, _value, {', '.join(columns)} from ({conformed.sql}) as conformed"
