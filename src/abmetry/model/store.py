"""Writing the rows of a load that are new or changed, those of a table with a time of its own in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.model.column import Table
from abmetry.model.in_time import files_in_order
from abmetry.model.stored import has_plain_key, stored_columns
from abmetry.model.typed import TypedFile

SMALL_ROWS = 100_000


@dataclass(frozen=True)
class Chosen:
    """What is to be written of one file.

    Attributes:
        file: The conformed rows.
        rows: How many of them.
        number: The file's number in the relation of the rows that are wanted; None: all good ones are.
    """

    file: TypedFile
    rows: int
    number: int | None


@dataclass(frozen=True)
class _Group:
    """What goes to one file, and the column that it is sorted by; empty: it stays as it is."""

    parts: Sequence[Chosen]
    sorted_by: str = ""


def store(
    engine: LoadingEngine, table: Table, chosen: Sequence[Chosen], wanted: str, target: Path
) -> tuple[str, ...]:
    """Write rows as Parquet: many of one file to a file of their own, the few of others to one together.

    A file of which every row is wanted just as it was written is moved, not written again. The rows of a table with a
    time are sorted by it, all of a load at once, but for files that are moved because they lie in its order already.

    Args:
        engine: Where the rows are.
        table: Their table.
        chosen: What to write.
        wanted: The relation of wanted rows: ``_file``, ``_line``, ``_key``, ``content_hash``, ``version``.
        target: The Parquet file to write; if there are several, their names begin like its.

    Returns:
        The names of the files.

    Raises:
        LoadError: A file changed while it was read.
    """
    filled = [part for part in chosen if part.rows]
    groups = _in_time(engine, table, filled) if table.time else _by_size(filled)
    names = []
    for number, group in enumerate(groups):
        path = target if len(groups) == 1 else target.with_name(f"{target.stem}-{number}{target.suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        if len(group.parts) == 1 and not group.sorted_by and _is_stored(table, group.parts[0]):
            group.parts[0].file.path.replace(path)
        else:
            sql = (
                _sorted_sql(engine, table, group, wanted, path)
                if group.sorted_by
                else _all_sql(table, group, wanted)
            )
            if engine.write_parquet(sql, path) != sum(part.rows for part in group.parts):
                raise LoadError(
                    message("It changed while it was read."), message("Load again once it is complete.")
                )
        names.append(path.name)
    return tuple(names)


def _by_size(filled: Sequence[Chosen]) -> list[_Group]:
    small = [part for part in filled if part.rows < SMALL_ROWS]
    large = [_Group([part]) for part in filled if part.rows >= SMALL_ROWS]
    return large + ([_Group(small)] if small else [])


def _in_time(engine: LoadingEngine, table: Table, filled: Sequence[Chosen]) -> list[_Group]:
    """Large files that lie in the order of time, and apart from all others, each by itself; the rest together."""
    if not all(part.file.whole for part in filled):
        return [_Group(filled, table.time)]
    spans = [engine.row_group_spans(part.file.path, table.time) for part in filled]
    apart = [
        place
        for place in files_in_order(spans)
        if filled[place].rows >= SMALL_ROWS and _is_stored(table, filled[place])
    ]
    rest = [part for place, part in enumerate(filled) if place not in apart]
    return [_Group([filled[place]]) for place in apart] + ([_Group(rest, table.time)] if rest else [])


def _is_stored(table: Table, part: Chosen) -> bool:
    """Whether the file of conformed rows is what would be written."""
    return part.file.whole and part.rows == part.file.rows and not table.repeats


def _sorted_sql(engine: LoadingEngine, table: Table, group: _Group, wanted: str, target: Path) -> str:
    """The rows of a group in order, from one scan: to sort a union of many files takes too much memory."""
    if all(part.number is None and part.file.whole for part in group.parts):
        paths, good = [part.file.path for part in group.parts], "where _problem is null"
    else:
        paths, good = [target.with_name(f"{target.stem}-unsorted{target.suffix}")], ""
        engine.write_parquet(_all_sql(table, group, wanted), paths[0])
    rows = engine.dialect.read_parquet([str(path) for path in paths])
    return f"select {', '.join(stored_columns(table))} from {rows} {good} order by {group.sorted_by}"


def _all_sql(table: Table, group: _Group, wanted: str) -> str:
    return " union all ".join(_sql(table, part, wanted) for part in group.parts)


def _sql(table: Table, part: Chosen, wanted: str) -> str:
    names = list(stored_columns(table))
    if part.number is None:
        return f"select {', '.join(names)} from ({part.file.sql}) as f where _problem is null"
    from_wanted = {"version": "w.version"} | ({} if has_plain_key(table) else {"row_key": "w._key"})
    columns = [f"{from_wanted[name]} as {name}" if name in from_wanted else f"f.{name}" for name in names]
    return (
        f"select {', '.join(columns)} from ({part.file.sql}) as f"
        f" join {wanted} as w on w._file = {part.number} and w._line = f._line and w.content_hash = f.content_hash"
    )
