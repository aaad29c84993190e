"""What one account contributes to a KPI in one period: an aggregate over one as-of relation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from abmetry.engine.dialect import Dialect

Aggregate = Literal["any", "count", "sum", "distinct"]
Drawn = tuple[str, str]

SCOPE = "scope"


@dataclass(frozen=True)
class Measure:
    """An aggregate per account and period over the rows of an as-of relation.

    Attributes:
        relation: The as-of relation; ``scope`` is the accounts themselves.
        aggregate: ``any`` (1 if a row is there), ``count``, ``sum`` or ``distinct`` of ``value``.
        where: Condition on the relation's columns.
        value: What is summed or told apart.
        shows: Columns that evidence shows beside the key, because they decided.
        everyone: Counts rows of every account and of none, whatever the scope.
        order: Column that says which row decided first.
        of_each: Column whose values take the accounts' place, such as the rep: the aggregate is taken over the rows of
            all accounts of a cell for each of its values, and summed over these. Things that are told apart are so
            across accounts, and intervals draw these values. Empty: the accounts.
    """

    relation: str
    aggregate: Aggregate
    where: str = "1 = 1"
    value: str = ""
    shows: tuple[str, ...] = field(default=(), compare=False)
    everyone: bool = False
    order: str = field(default="", compare=False)
    of_each: str = ""

    @property
    def drawn(self) -> Drawn | None:
        """The relation and column whose values take the accounts' place; None: the accounts themselves."""
        return (self.relation, self.of_each) if self.of_each else None

    def sql(self, dialect: Dialect) -> str:
        """The aggregate expression."""
        match self.aggregate:
            case "any":
                return dialect.any_where(self.where)
            case "count":
                return dialect.count_where(self.where)
            case "sum":
                return f"coalesce(sum(case when {self.where} then cast({self.value} as double) end), 0)"
            case "distinct":
                return f"count(distinct case when {self.where} then {self.value} end)"


def any_row(relation: str, where: str = "1 = 1", **more: object) -> Measure:
    """1 for an account with such a row, else 0."""
    return Measure(relation, "any", where, **more)  # type: ignore[arg-type]


def count_of(relation: str, where: str = "1 = 1", **more: object) -> Measure:
    """How many such rows the account has."""
    return Measure(relation, "count", where, **more)  # type: ignore[arg-type]


def sum_of(relation: str, value: str, where: str = "1 = 1", **more: object) -> Measure:
    """The sum of a value over such rows of the account; rows without the value add nothing."""
    return Measure(relation, "sum", where, value, **more)  # type: ignore[arg-type]


def distinct_of(relation: str, value: str, where: str = "1 = 1", **more: object) -> Measure:
    """How many different values such rows of the account, or of each of what takes its place, have."""
    return Measure(relation, "distinct", where, value, **more)  # type: ignore[arg-type]


ACCOUNTS = Measure(SCOPE, "any")
