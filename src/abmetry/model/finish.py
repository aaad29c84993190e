"""From the good rows of a load to stored versions: rows twice in the load, and rows that are known already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from abmetry.engine.loading import LoadingEngine
from abmetry.model.column import Table
from abmetry.model.records import TableCounts
from abmetry.model.stored import has_plain_key, key_sql, model_columns, stored_key_sql

_TWICE = "twice"
_KNOWN = "known"


@dataclass(frozen=True)
class TypedFile:
    """The conformed rows of one extract.

    Attributes:
        path: Parquet, with the columns of [Conformed][abmetry.model.conform.Conformed].
        label: What users call the file they came from.
    """

    path: Path
    label: str


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
        repeated_sql: A query of the repeated rows: file, line, column, value, reason.
    """

    good: int
    loaded: int
    unchanged: int
    repeated: int
    changed: int
    keys: int
    repeated_sql: str


def finish(
    engine: LoadingEngine,
    table: Table,
    files: Sequence[TypedFile],
    known: Sequence[TableCounts],
    *,
    source: str,
    loaded_at: datetime,
    folder: Path,
    target: Path,
) -> Finished:
    """Write the rows of a load that are new or changed.

    Of rows with one key the last in the order of the files is taken. A row is unchanged if the newest version of its
    key has its content hash. Rows of a table without key are told apart by content and occurrence.

    Args:
        engine: Where the files can be read.
        table: The table.
        files: The conformed rows, in order.
        known: What earlier loads stored of this table from this source.
        source: The source's name.
        loaded_at: Knowledge time of the new versions.
        folder: The model's folder.
        target: The Parquet file to write.
    """
    dialect = engine.dialect
    good_sql = _good_sql(engine, table, files)
    good = engine.value(f"select count(*) from ({good_sql}) as g")
    identical = repeated = 0
    if table.key:
        identical, repeated = _find_twice(engine, good_sql)
        kept_sql = good_sql
        if identical or repeated:
            kept_sql = (
                f"select g.* from ({good_sql}) as g left join {_TWICE} as t"
                " on t._file = g._file and t._line = g._line where t._line is null"
            )
    else:
        kept_sql = (
            f"select *, _key || '#' || cast(row_number() over (partition by _key order by _file, _line) as varchar)"
            f" as _nth from ({good_sql}) as g"
        )
    key = "_key" if table.key else "_nth"
    compared = _find_known(engine, table, kept_sql, key, known, folder)
    columns = [name for name in model_columns(table) if name not in ("source", "loaded_at")]
    chosen = [f"k.{name}" for name in columns]
    chosen += [
        f"{dialect.text(source)} as source",
        f"{dialect.timestamp(loaded_at.isoformat(' '))} as loaded_at",
    ]
    chosen.append(
        "cast(1 as integer) as version"
        if not compared
        else "cast(coalesce(h.version, 0) + 1 as integer) as version"
    )
    if not has_plain_key(table):
        chosen.append(f"k.{key} as row_key")
    sql = f"select {', '.join(chosen)} from ({kept_sql}) as k"
    same = 0
    if compared:
        join = f" left join {_KNOWN} as h on h.row_key = k.{key}"
        same = engine.value(
            f"select count(*) from ({kept_sql}) as k join {_KNOWN} as h on h.row_key = k.{key}"
            " and h.content_hash = k.content_hash"
        )
        sql += f"{join} where h.content_hash is null or h.content_hash <> k.content_hash"
    loaded = engine.write_parquet(sql, target) if good else 0
    changed = 0
    if compared and loaded:
        changed = engine.value(
            f"select count(*) from {dialect.read_parquet([str(target)])} where version > 1"
        )
    return Finished(
        good, loaded, identical + same, repeated, changed, good - identical - repeated, _repeated_sql(table)
    )


def forget(engine: LoadingEngine) -> None:
    """Drop what finishing a table left in the engine."""
    for name in (_TWICE, _KNOWN):
        engine.drop(name)


def _good_sql(engine: LoadingEngine, table: Table, files: Sequence[TypedFile]) -> str:
    dialect = engine.dialect
    parts = [
        f"select cast({number} as integer) as _file, * from {dialect.read_parquet([str(file.path)])}"
        " where _problem is null"
        for number, file in enumerate(files)
    ]
    return f"select *, {key_sql(table)} as _key from ({' union all '.join(parts)}) as u"


def _find_twice(engine: LoadingEngine, good_sql: str) -> tuple[int, int]:
    """Make the table of rows that a later one of the load replaces; count those that equal it, and the others."""
    engine.create_table(
        "twice_keys",
        f"select _key from (select _key from ({good_sql}) as g) as k group by _key having count(*) > 1",
        temporary=True,
    )
    if not engine.value("select count(*) from twice_keys"):
        engine.create_table(_TWICE, _NO_TWICE, temporary=True)
        return 0, 0
    order = "partition by g._key order by g._file desc, g._line desc"
    engine.create_table(
        _TWICE,
        f"select _file, _line, _key, last_file, last_line, content_hash = last_hash as same from ("
        f" select g._file, g._line, g._key, g.content_hash, row_number() over ({order}) as nth,"
        f" first_value(g._file) over ({order}) as last_file, first_value(g._line) over ({order}) as last_line,"
        f" first_value(g.content_hash) over ({order}) as last_hash"
        f" from ({good_sql}) as g join twice_keys as t on t._key = g._key) as ranked where nth > 1",
        temporary=True,
    )
    same = engine.value(f"select count(*) from {_TWICE} where same")
    return same, engine.value(f"select count(*) from {_TWICE} where not same")


_NO_TWICE = (
    "select cast(null as integer) as _file, cast(null as bigint) as _line, cast(null as varchar) as _key,"
    " cast(null as integer) as last_file, cast(null as bigint) as last_line, cast(null as boolean) as same"
    " where 1 = 0"
)


def _find_known(
    engine: LoadingEngine, table: Table, kept_sql: str, key: str, known: Sequence[TableCounts], folder: Path
) -> bool:
    """Make the table of the newest versions of the keys of this load; False if no earlier load stored any."""
    if not known:
        return False
    paths = [str(folder / counts.stored) for counts in known if counts.stored]
    stored_key = stored_key_sql(table)
    newest = engine.dialect.last_by("content_hash", "version")
    engine.create_table(
        _KNOWN,
        f"select {stored_key} as row_key, {newest} as content_hash, max(version) as version"
        f" from (select {stored_key}, content_hash, version from {engine.dialect.read_parquet(paths)}) as h"
        f" where {stored_key} in (select {key} from ({kept_sql}) as k) group by {stored_key}",
        temporary=True,
    )
    return True


def _repeated_sql(table: Table) -> str:
    if not table.key:
        return ""
    column = ", ".join(table.key)
    again = "'the same key again on line ' || cast(last_line as varchar)"
    return (
        f"select _file, _line as line, '{column}' as column_name, replace(_key, chr(31), ', ') as value,"
        f" case when last_file = _file then {again} else {again} || ' of ' end as reason, last_file"
        f" from {_TWICE} where not same"
    )
