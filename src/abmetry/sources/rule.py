"""How the columns of a known export become those of a canonical table, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from abmetry.engine.loading_dialect import LoadingDialect
from abmetry.sources.cell import NOTHING, first_sql
from abmetry.sources.extract import RawFile

_TRUE = ("true", "1", "yes", "t", "y")


@dataclass(frozen=True)
class Row:
    """The row ``raw`` of a file, for the SQL of rules. A column that the file lacks is empty.

    Attributes:
        file: The file.
        dialect: How the engine says it.
    """

    file: RawFile
    dialect: LoadingDialect

    def has(self, *names: str) -> bool:
        """Whether the file has one of the columns."""
        return any(self.file.column(name) is not None for name in names)

    def first(self, *names: str) -> str:
        """The first filled of some columns, as text."""
        return first_sql(self.dialect, [c for name in names if (c := self.file.column(name)) is not None])

    def word(self, *names: str) -> str:
        """The first filled of some columns in lower case; empty text where none is."""
        return f"coalesce(lower({self.first(*names)}), '')"

    def truth(self, *names: str) -> str:
        """Whether the first filled of some columns says yes; false where none is filled."""
        return self.dialect.in_list(self.word(*names), _TRUE)


@dataclass(frozen=True)
class Rule:
    """Where a canonical column comes from.

    Attributes:
        columns: Columns of the export; the first that is filled counts, unless `sql` says otherwise.
        doc: What is done beyond that, for the documentation.
        sql: The expression, if it is more than the first filled column.
        words: What words of the export mean; others stay as they are.
        keeps: A column whose cell is not what the canonical column holds stays an attribute too.
    """

    columns: tuple[str, ...]
    doc: str = ""
    sql: Callable[[Row], str] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    keeps: bool = True

    def expression(self, row: Row) -> str:
        """The SQL of the column, before the meaning of words."""
        if not row.has(*self.columns):
            return NOTHING
        return self.sql(row) if self.sql else row.first(*self.columns)


@dataclass(frozen=True)
class LeftOut:
    """Rows of an export that are not loaded: why, for the user, and the condition."""

    reason: str
    sql: Callable[[Row], str]


@dataclass(frozen=True)
class TableRules:
    """How one object of an export fills one canonical table.

    Attributes:
        object: The object, as the service names it.
        table: The canonical table.
        rules: Canonical column to its rule.
        where: Which rows are rows of the table; None: all.
        rows: The same in words.
        left_out: Rows that are left out, and counted.
        joins: SQL after ``from <file> as raw``.
        rest: Columns without a rule become attributes.
    """

    object: str
    table: str
    rules: Mapping[str, Rule]
    where: Callable[[Row], str] | None = None
    rows: str = ""
    left_out: tuple[LeftOut, ...] = ()
    joins: Callable[[Row], str] = lambda _: ""
    rest: bool = True


def one(*columns: str, doc: str = "") -> Rule:
    """The first filled of some columns."""
    return Rule(columns, doc)


def yes(*columns: str) -> Rule:
    """Whether the first filled of some columns says yes; empty where the file has none of them."""
    return Rule(columns, "empty: no", lambda row: f"cast({row.truth(*columns)} as varchar)", keeps=False)
