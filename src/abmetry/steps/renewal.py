"""What of a fact has to be made anew where little of what it reads has changed.

The rows of a fact come in groups that share a key, and rest on few rows of what the fact reads. So where rows of those
relations went or came, the keys that they touch are made anew by the very query that makes the whole fact, over no
more than what these keys rest on; all other rows stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from abmetry.engine.dialect import Dialect
from abmetry.workspace.settings import Settings

Match = Sequence[str] | str
"""Expressions over a relation's rows, one for each column of the key; or a query (see `Renewal`)."""

CHANGED = "{changed}"
WHOLE = "{whole}"
RENEWED = "renewed"
CAME, WENT = "came_", "went_"
"""What the names of the relations of rows that came and went since the last build begin with."""


@dataclass(frozen=True)
class Growth:
    """How groups of a fact grow with rows that came to a relation, without a look at those that were there before.

    Attributes:
        relation: The relation.
        columns: Those of its columns that the fact rests on: a row that went matters where none came that is the same
            in these.
        together: The query of a group's rows out of those that it had and those that the fact's query makes of
            nothing but the rows that came; it is given the relation that has both. Of whatever parts a group's rows
            are made, together they have to be what the fact's query makes of the whole.
        apart: The query of the rows, out of the relation of those that came, for which that is not so: their groups
            are made anew; None: there are none.
    """

    relation: str
    columns: tuple[str, ...]
    together: Callable[[Dialect, Settings, str], str]
    apart: Callable[[Dialect, Settings, str], str] | None = None


@dataclass(frozen=True)
class Renewal:
    """How the rows of a fact rest on those of the relations that it reads.

    Attributes:
        key: Expressions over the fact's rows that name a group.
        touched: Per relation, the keys whose rows may change with rows that went from it or came to it: expressions
            over such a row, or a query of them (columns ``key_0``, ``key_1``, ...) in which ``{changed}`` stands for
            those rows and every relation read is as it is now. Where a relation that is not named has changed, the
            whole fact is made anew.
        within: Per relation, the rows that the keys in the relation ``renewed`` (columns ``key_0``, ...) rest on:
            expressions over a row that give a key, or a query in which ``{whole}`` stands for the relation. A
            relation that is not named is read as a whole.
        row: Expressions that name a row, where a group has many of which few change; empty: the key does.
        growth: How groups can grow; None: they cannot, and are made anew of all that they rest on.
    """

    key: tuple[str, ...]
    touched: Mapping[str, Match]
    within: Mapping[str, Match]
    row: tuple[str, ...] = ()
    growth: Growth | None = None

    def by_row(self) -> Renewal:
        """The key by which rows take the place of others."""
        return Renewal(self.row or self.key, {}, {})

    def touched_sql(self, relation: str, changed: str) -> str:
        """The keys that rows of a relation touch; ``changed`` is the relation of those rows."""
        match = self.touched[relation]
        if isinstance(match, str):
            return match.replace(CHANGED, changed)
        return f"select {self._named(match)} from {changed}"

    def within_sql(self, relation: str, whole: str) -> str:
        """The rows of a relation that the renewed keys rest on; ``whole`` is the relation itself."""
        match = self.within[relation]
        if isinstance(match, str):
            return match.replace(WHOLE, whole)
        return self._having(match, whole, RENEWED)

    def rows_sql(self, relation: str, keys: str) -> str:
        """The rows of a relation of the fact's form whose keys are in another."""
        return self._having(self.key, relation, keys)

    def others_sql(self, relation: str, keys: str) -> str:
        """The rows of a relation of the fact's form whose keys are not in another, or are not known."""
        return f"select w.* from {relation} as w anti join {keys} as k on {self._same(self.key, 'k')}"

    def keys_sql(self, relation: str) -> str:
        """The keys of rows of the fact's form."""
        return f"select {self._named(self.key)} from {relation}"

    def same_sql(self, keys: str) -> str:
        """Whether a row of the fact has the key of a row of another relation, by its alias."""
        return self._same(self.key, keys)

    def _having(self, match: Sequence[str], whole: str, keys: str) -> str:
        return f"select w.* from {whole} as w semi join {keys} as k on {self._same(match, 'k')}"

    def _named(self, match: Sequence[str]) -> str:
        return ", ".join(f"{expression} as key_{n}" for n, expression in enumerate(match))

    def _same(self, match: Sequence[str], keys: str) -> str:
        return " and ".join(f"{keys}.key_{n} = ({expression})" for n, expression in enumerate(match))


def by(*expressions: str) -> tuple[str, ...]:
    """A key told by expressions over a row."""
    return expressions


def occurring(column: str, fact: str, table: str) -> str:
    """The values of a column that rows of the model brought for the first time, or that went with some.

    For facts of the distinct values of a column: most values that come are there already, and need no look.

    Args:
        column: The column, of the fact and of the table.
        fact: The fact.
        table: The table of the model.
    """
    return (
        f"select {column} as key_0 from {CAME}model_{table} where {column} not in (select {column} from {fact})"
        f" union select {column} from {WENT}model_{table}"
    )
