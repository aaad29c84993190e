"""What a source hands to the model: raw files, and which of their columns are which canonical ones.

A source is a function that is given the source's settings and a [Reader][abmetry.sources.reader.Reader] and yields,
file by file, an Extract per canonical table that the file fills, or what it could not use:

    def extracts(source: SalesforceSource, reader: Reader) -> Iterator[Found]:
        task = reader.read(reader.folder / "Task.csv")
        if isinstance(task, Refused):
            yield task
        else:
            yield Extract(
                "touches", task,
                columns={"touch_id": 'raw."Id"', "occurred_at": 'raw."ActivityDate"', "kind": "'call'"},
                where='raw."ActivityDate" is not null',
                attributes=("Priority",),
            )
            yield Extract("tasks", task, columns={"task_id": 'raw."Id"', ...})

The model knows types, required columns and words; a source only says where each column comes from. What an expression
gives is text (trimmed, read as the column's type, rejected with a reason if it does not fit), or a typed value, if it
is a column of a Parquet file that was read with its types. Expressions use ANSI SQL and the dialect of the engine only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from abmetry.sources.rejects import Rejects


@dataclass(frozen=True, eq=False)
class RawFile:
    """A file (or a sheet of one) in the engine.

    Attributes:
        path: The file.
        label: What users call it: its path within the source, with the sheet in brackets.
        relation: Name of the engine's relation: its columns, and ``_line`` (physical line of a text file with the
            header at 1, row of a sheet, number of a Parquet row).
        columns: Names of its columns, stripped, in order, without ``_line``.
        rows: How many rows the relation has.
        rejected: Lines that are no rows at all. They count for the table of the first Extract of the file.
    """

    path: Path
    label: str
    relation: str
    columns: tuple[str, ...]
    rows: int
    rejected: Rejects = field(default_factory=Rejects)

    def column(self, name: str) -> str | None:
        """The file's own spelling of a column's name, whatever case and blanks; None if it has none such."""
        wanted = name.strip().lower()
        return next((column for column in self.columns if column.lower() == wanted), None)


@dataclass(frozen=True)
class Extract:
    """Rows of one canonical table in one raw file.

    Attributes:
        table: The canonical table.
        file: The file; within expressions its row is ``raw``.
        columns: Canonical column to SQL expression. A canonical column that is not named is empty.
        where: SQL condition of the rows that are rows of this table; None: all. Others are not counted.
        joins: SQL after ``from <file> as raw``, to look things up in further raw files; it must not multiply rows.
        attributes: Columns of the file that are kept as attributes, under their own names.
        day_first: How 03/04/2026 is read; None: found out per column, or the file is refused.
        decimal: The decimal sign, ``.`` or ``,``; None: found out per column.
        zone: Time zone of instants without an offset; None: the workspace's.
    """

    table: str
    file: RawFile
    columns: Mapping[str, str]
    where: str | None = None
    joins: str = ""
    attributes: tuple[str, ...] = ()
    day_first: bool | None = None
    decimal: str | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Refused:
    """A file that could not be used at all, or not for one table: its label and why, in one sentence."""

    file: str
    reason: str
    table: str | None = None


@dataclass(frozen=True)
class Ignored:
    """A file that belongs to no table, and why."""

    file: str
    reason: str


Found = Extract | Refused | Ignored
