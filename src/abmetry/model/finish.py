"""From the good rows of a load to stored versions: rows twice in the load, and rows that are known already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from abmetry.engine.loading import LoadingEngine
from abmetry.model.column import Table
from abmetry.model.records import TableCounts
from abmetry.model.store import Chosen, store
from abmetry.model.stored import repeated_key_sql, stored_key_sql
from abmetry.model.typed import TypedFile
from abmetry.model.versions import current_sql

_KEYS_TWICE = "twice_keys"
_TWICE = "twice"
WANTED = "wanted"


@dataclass(frozen=True)
class Finished:
    """What became of the good rows of one table from one source.

    Attributes:
        good: How many there were.
        loaded: How many were written.
        unchanged: How many were known just so, or stood twice in the load.
        repeated: How many were rejected, because a later row of the load has the same key.
        changed: Of `loaded`, new versions of known keys.
        keys: Different keys in the load.
        stored: Names of the Parquet files that were written.
        repeated_sql: A query of the repeated rows: file, line, column, value, reason.
    """

    good: int
    loaded: int
    unchanged: int
    repeated: int
    changed: int
    keys: int
    stored: tuple[str, ...]
    repeated_sql: str


def finish(
    engine: LoadingEngine,
    table: Table,
    files: Sequence[TypedFile],
    known: Sequence[TableCounts],
    *,
    folder: Path,
    target: Path,
) -> Finished:
    """Write the rows of a load that are new or changed.

    Of rows with one key the last in the order of the files is taken, unless the table repeats keys. A row is unchanged
    if the newest version of its key has its content hash.

    Args:
        engine: Where the files can be read.
        table: The table.
        files: The conformed rows, in order.
        known: What earlier loads stored of this table from this source; if any, no file is whole.
        folder: The model's folder.
        target: The Parquet file to write; if there are several, their names begin like its.

    Raises:
        LoadError: A file changed while it was read.
    """
    keyed_sql = _keyed_sql(engine, table, files)
    good = sum(file.rows - file.bad for file in files)
    identical, repeated = (0, 0) if table.repeats else _find_twice(engine, keyed_sql)
    if identical or repeated:
        keyed_sql = (
            f"select g.* from ({keyed_sql}) as g left join {_TWICE} as t"
            " on t._key = g._key and t._file = g._file and t._line = g._line where t._line is null"
        )
    counts = [(file.rows - file.bad, 0) for file in files]
    chosen = bool(identical or repeated or known or table.repeats)
    if chosen:
        counts = _find_wanted(engine, table, keyed_sql, known, folder, len(files))
    chosen_files = [
        Chosen(file, rows, number if chosen else None)
        for number, (file, (rows, _)) in enumerate(zip(files, counts, strict=True))
    ]
    stored = store(engine, table, chosen_files, WANTED, target)
    for name in (_KEYS_TWICE, WANTED):
        engine.drop(name)
    loaded = sum(rows for rows, _ in counts)
    return Finished(
        good,
        loaded,
        good - repeated - loaded,
        repeated,
        sum(changed for _, changed in counts),
        good - identical - repeated,
        stored,
        "" if table.repeats else _repeated_sql(table),
    )


def forget(engine: LoadingEngine) -> None:
    """Drop what finishing a table left in the engine for the query of its repeated rows."""
    engine.drop(_TWICE)


def _keyed_sql(engine: LoadingEngine, table: Table, files: Sequence[TypedFile]) -> str:
    """The good rows of a load: file, line, key and content hash."""
    parts = [
        f"select cast({number} as integer) as _file, _line, {stored_key_sql(table)} as _key, content_hash"
        f" from {engine.dialect.read_parquet([str(file.path)])} where _problem is null"
        for number, file in enumerate(files)
    ]
    sql = " union all ".join(parts)
    if not table.repeats:
        return sql
    key = repeated_key_sql("_key", "_file, _line")
    return f"select _file, _line, {key} as _key, content_hash from ({sql}) as u"


def _find_twice(engine: LoadingEngine, keyed_sql: str) -> tuple[int, int]:
    """Make the table of rows that a later one of the load replaces; count those that equal it, and the others."""
    engine.create_table(
        _KEYS_TWICE,
        f"select _key from ({keyed_sql}) as k group by _key having count(*) > 1",
        temporary=True,
    )
    if not engine.value(f"select count(*) from {_KEYS_TWICE}"):
        return 0, 0
    order = "partition by g._key order by g._file desc, g._line desc"
    engine.create_table(
        _TWICE,
        f"select _file, _line, _key, last_file, last_line, content_hash = last_hash as same from ("
        f" select g._file, g._line, g._key, g.content_hash, row_number() over ({order}) as nth,"
        f" first_value(g._file) over ({order}) as last_file, first_value(g._line) over ({order}) as last_line,"
        f" first_value(g.content_hash) over ({order}) as last_hash"
        f" from ({keyed_sql}) as g join {_KEYS_TWICE} as t on t._key = g._key) as ranked where nth > 1",
        temporary=True,
    )
    same = engine.value(f"select count(*) from {_TWICE} where same")
    return same, engine.value(f"select count(*) from {_TWICE} where not same")


def _find_wanted(
    engine: LoadingEngine,
    table: Table,
    keyed_sql: str,
    known: Sequence[TableCounts],
    folder: Path,
    files: int,
) -> list[tuple[int, int]]:
    """Make the table of the rows to write with their keys and versions; count per file them, and those changed."""
    newest = current_sql(engine, table, known, folder, (stored_key_sql(table), "content_hash", "version"))
    engine.create_table(
        WANTED,
        "select k._file, k._line, k._key, k.content_hash, cast(coalesce(h.version, 0) + 1 as integer) as version"
        f" from ({keyed_sql}) as k left join ({newest}) as h on h.{stored_key_sql(table)} = k._key"
        " where h.content_hash is null or h.content_hash <> k.content_hash",
        temporary=True,
    )
    found = engine.query(
        f"select _file, count(*) as wanted, {engine.dialect.count_where('version > 1')} as changed"
        f" from {WANTED} group by _file"
    )
    counts = [(0, 0)] * files
    for row in found.to_pylist():
        counts[row["_file"]] = (int(row["wanted"]), int(row["changed"]))
    return counts


def _repeated_sql(table: Table) -> str:
    column = ", ".join(table.key)
    again = "'the same key again on line ' || cast(last_line as varchar)"
    return (
        f"select _file, _line as line, '{column}' as column_name, replace(_key, chr(31), ', ') as value,"
        f" case when last_file = _file then {again} else {again} || ' of ' end as reason, last_file"
        f" from {_TWICE} where not same"
    )
