"""What a ready column map is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from abmetry.sources.rule import LeftOut, Row, Rule, TableRules

EXPORT = "export"
"""The object that every file of a mapped source is."""


@dataclass(frozen=True)
class ColumnMap:
    """How the columns of an export become canonical ones.

    Attributes:
        about: What export it is, in one sentence.
        mapping: Its rules; the object is `EXPORT`.
        header: Columns of which the header has all or, of a tuple, one: lines before it are titles, and are left out.
        known: Where the columns' names are known from, and what is not certain of them.
        left_out: Rows that are none, such as totals.
    """

    about: str
    mapping: tuple[TableRules, ...]
    header: tuple[str | tuple[str, ...], ...]
    known: str
    left_out: tuple[LeftOut, ...] = ()


def constant(word: str, *columns: str) -> Rule:
    """A word that every row has, of a file with one of the columns."""
    return Rule(columns, f"`{word}`", lambda row: row.dialect.text(word))


def hashed(prefix: str, *groups: Sequence[str]) -> Rule:
    """An id made of cells, the same whenever the same row is exported."""
    columns = tuple(name for group in groups for name in group)

    def sql(row: Row) -> str:
        parts = [f"coalesce({row.first(*group)}, '')" for group in groups]
        return f"{row.dialect.text(prefix)} || {row.dialect.hash_text(' || chr(31) || '.join(parts))}"

    return Rule(columns, "a hash of them", sql)


def number_sql(row: Row, *columns: str) -> str:
    """The first filled of some columns as a number, without blanks, currency signs and commas of thousands."""
    bare = row.dialect.regexp_replace(row.first(*columns), r"[^0-9.eE+-]", "")
    return row.dialect.try_cast(bare, "double")


def first_of_each(row: Row, *columns: str) -> str:
    """Joins that keep the first row of every value of some columns."""
    relation = row.dialect.identifier(row.file.relation)
    value = row.first(*columns)
    return (
        f"join (select min(raw._line) as first_line from {relation} as raw where {value} is not null group by {value})"
        " as firsts on firsts.first_line = raw._line"
    )
