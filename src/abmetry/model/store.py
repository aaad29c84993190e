"""Writing the rows of a load that are new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.model.column import Table
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


def store(
    engine: LoadingEngine, table: Table, chosen: Sequence[Chosen], wanted: str, target: Path
) -> tuple[str, ...]:
    """Write rows as Parquet: many of one file to a file of their own, the few of others to one together.

    A file of which every row is wanted just as it was written is moved, not written again.

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
    small = [part for part in filled if part.rows < SMALL_ROWS]
    groups = [[part] for part in filled if part.rows >= SMALL_ROWS] + ([small] if small else [])
    names = []
    for number, group in enumerate(groups):
        path = target if len(groups) == 1 else target.with_name(f"{target.stem}-{number}{target.suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        if len(group) == 1 and _is_stored(table, group[0]):
            group[0].file.path.replace(path)
        else:
            sql = " union all ".join(_sql(table, part, wanted) for part in group)
            if engine.write_parquet(sql, path) != sum(part.rows for part in group):
                raise LoadError(
                    message("It changed while it was read."), message("Load again once it is complete.")
                )
        names.append(path.name)
    return tuple(names)


def _is_stored(table: Table, part: Chosen) -> bool:
    """Whether the file of conformed rows is what would be written."""
    return part.file.whole and part.rows == part.file.rows and not table.repeats


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
