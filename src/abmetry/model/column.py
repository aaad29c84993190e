"""Columns and tables of the canonical model, described as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """Types of canonical columns, with the SQL type that stores each."""

    TEXT = "text"
    LIST = "list"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"

    @property
    def sql(self) -> str:
        """The ANSI type name of the stored column; a list is kept as JSON text."""
        return _SQL_TYPES[self]


_SQL_TYPES = {
    Type.TEXT: "varchar",
    Type.LIST: "varchar",
    Type.INTEGER: "bigint",
    Type.NUMBER: "double",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.TIMESTAMP: "timestamp",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, type and meaning.

    Attributes:
        name: The canonical name.
        type: How a cell is read and stored.
        doc: What the column says, in one sentence.
        required: A row without it is rejected; a file without it is refused.
        values: The only words allowed, if they are few.
    """

    name: str
    type: Type
    doc: str
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One canonical table.

    Attributes:
        name: The table's name, also the name of a user's file for it.
        row: What one row is.
        columns: The canonical columns, in order.
        key: The columns that name a row; a further version of a row has the same key.
        any_of: Groups of columns of which at least one must be filled.
        repeats: Rows of one load may share a key; they are told apart by their order in the load.
        time: The timestamp that the rows of a load are stored in the order of, so that readers of a time skip the
            rest; empty: they are stored as they came.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    any_of: tuple[tuple[str, ...], ...] = field(default=())
    repeats: bool = False
    time: str = ""

    def column(self, name: str) -> Column:
        """Return the column of that name.

        Raises:
            KeyError: The table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the required columns."""
        return tuple(c.name for c in self.columns if c.required)

    @property
    def timestamps(self) -> tuple[str, ...]:
        """Names of the timestamp columns; each is stored with a companion ``<name>_is_date``."""
        return tuple(c.name for c in self.columns if c.type is Type.TIMESTAMP)
