"""The bitemporal model: every version of every row, and what was known of it at an instant.

Each load stores, per source and table, one Parquet file of the rows that were new or changed, with the number of their
version. So all versions are a plain reading of the files, and the newest ones leave out only the keys that later files
hold again: no history is sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from abmetry.engine.engine import Engine
from abmetry.model.column import Table
from abmetry.model.records import LoadRecord, TableCounts, read_records, stored_files
from abmetry.model.stored import model_columns, stored_columns, stored_key_sql
from abmetry.model.tables import TABLES
from abmetry.workspace.places import Places

Place = Path | str
"""A folder, or the address of one."""


def versions_sql(engine: Engine, table: Table, stored: Sequence[TableCounts], folder: Place) -> str:
    """Every version of every row of a table: the model's columns and ``version``.

    Args:
        engine: What reads it.
        table: The table.
        stored: What the loads known at the instant stored of it.
        folder: The model's folder.
    """
    return _reading_sql(engine, table, stored, folder, (*model_columns(table), "version"))


def current_sql(
    engine: Engine,
    table: Table,
    stored: Sequence[TableCounts],
    folder: Place,
    columns: Sequence[str] | None = None,
) -> str:
    """The newest version of every row of a table; arguments as of `versions_sql`.

    Args:
        engine: What reads it.
        table: The table.
        stored: What the loads known at the instant stored of it.
        folder: The model's folder.
        columns: The stored columns that are wanted; None: the model's.
    """
    columns = model_columns(table) if columns is None else columns
    changing = [counts for counts in stored if counts.changed]
    if not changing:
        return _reading_sql(engine, table, stored, folder, columns)
    key = stored_key_sql(table)
    needed = ("source", key, "version")
    later = _reading_sql(engine, table, changing, folder, needed)
    every = _reading_sql(engine, table, stored, folder, tuple(dict.fromkeys((*columns, *needed))))
    return (
        f"select {', '.join(f'v.{name}' for name in columns)} from ({every}) as v"
        f" left join (select source, {key}, max(version) as newest from ({later}) as l"
        f" where version > 1 group by source, {key}) as n"
        f" on n.source = v.source and n.{key} = v.{key}"
        " where n.newest is null or v.version = n.newest"
    )


def open_model(
    engine: Engine,
    places: Places,
    known_at: datetime | None = None,
    folder: Place | None = None,
    prefix: str = "",
) -> frozenset[str]:
    """Give the engine ``model_<table>`` and ``versions_<table>`` for every table, as known at an instant.

    A table that was never loaded is an empty relation with the right columns.

    Args:
        engine: Where to.
        places: The workspace's folders.
        known_at: UTC without zone; None: all that is loaded.
        folder: Where the model's files are for the engine; None: where the loads have put them.
        prefix: What the names begin with.

    Returns:
        The tables that were loaded: a file of theirs was read, with rows or without.
    """
    records = read_records(places, known_at)
    folder = folder or places.model
    for name, table in TABLES.items():
        stored = stored_files(records, name)
        engine.create_view(f"{prefix}model_{name}", current_sql(engine, table, stored, folder))
        engine.create_view(f"{prefix}versions_{name}", versions_sql(engine, table, stored, folder))
    return loaded_tables(records)


def loaded_tables(records: Sequence[LoadRecord]) -> frozenset[str]:
    """The tables of which a file was read."""
    return frozenset(counts.table for record in records for counts in record.tables)


def _reading_sql(
    engine: Engine, table: Table, stored: Sequence[TableCounts], folder: Place, columns: Sequence[str]
) -> str:
    if not stored:
        types = stored_columns(table)
        empty = ", ".join(
            f"cast(null as {engine.dialect.type_name(types[name])}) as {name}" for name in columns
        )
        return f"select {empty} where 1 = 0"
    paths = [f"{folder}/{name}" for counts in stored for name in counts.stored]
    return f"select {', '.join(columns)} from {engine.reading(paths)}"
