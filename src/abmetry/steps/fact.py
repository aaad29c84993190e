"""What a fact is: named SQL steps over the model, or a table that Python makes from distinct values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from abmetry.engine.dialect import Dialect
from abmetry.engine.engine import Engine
from abmetry.model.column import Column, Type
from abmetry.steps.renewal import Renewal
from abmetry.workspace.settings import Settings


@dataclass(frozen=True)
class Step:
    """One step of a query: one CTE, one name."""

    name: str
    sql: str


@dataclass(frozen=True)
class Amendment:
    """The few rows of another fact that a fact has others in place of; all else of it, it has as it is.

    Attributes:
        of: The other fact, an internal one with the same columns. In a build its table becomes the fact's.
        keys: The relation of the rows that are replaced.
        columns: What names a row in both.
    """

    of: str
    keys: str
    columns: tuple[str, ...]

    def kept_sql(self) -> str:
        """The rows that stay as they are."""
        same = " and ".join(f"k.{column} = t.{column}" for column in self.columns)
        return (
            f"select t.* from {self.of} as t"
            f" left join (select distinct {', '.join(self.columns)} from {self.keys}) as k on {same}"
            f" where k.{self.columns[0]} is null"
        )


@dataclass(frozen=True)
class Fact:
    """A relation that the build stores.

    Attributes:
        name: Its name in the build.
        doc: What one row is, in one sentence.
        columns: Its columns, in order.
        reads: Relations it reads: ``model_*``, ``versions_*`` or facts built before it.
        steps: Its steps for a dialect and the settings; the last one is the fact.
        order_by: Columns it is stored in the order of, for readers that skip.
        distinct: Columns that seldom have a text twice: no dictionary stores them well.
        internal: Other facts read it and no question does; it is gone when the build is done.
        amends: The fact is another one but for some rows; the steps give those that come in their place.
        renewal: What of it to make anew where little has changed; None: all of it.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    reads: tuple[str, ...]
    steps: Callable[[Dialect, Settings], Sequence[Step]]
    order_by: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    internal: bool = False
    amends: Amendment | None = None
    renewal: Renewal | None = None

    def all_steps(self, dialect: Dialect, settings: Settings) -> Sequence[Step]:
        """The steps to all of its rows: those of another fact that it has as they are too."""
        steps = self.steps(dialect, settings)
        if self.amends is None:
            return steps
        both = f"{self.amends.kept_sql()} union all select * from {steps[-1].name}"
        return [*steps, Step(f"{self.name}_amended", both)]

    def sql(self, dialect: Dialect, settings: Settings) -> str:
        """The whole query of the fact."""
        return self.composed(self.all_steps(dialect, settings))

    def composed(self, steps: Sequence[Step]) -> str:
        """A query of the fact's columns, in its order, out of the last of some steps."""
        return steps_sql(steps, [c.name for c in self.columns], self.order_by)

    def amended_sql(self, dialect: Dialect, settings: Settings) -> str:
        """The query of the rows that come in the place of others."""
        return self.composed(self.steps(dialect, settings))


@dataclass(frozen=True)
class LookupFact:
    """A relation that Python makes from the distinct values of others (domains, rates, names).

    Attributes:
        name: Its name in the build.
        doc: What one row is, in one sentence.
        columns: Its columns, in order.
        reads: Relations it reads.
        table: Makes the rows; never called per touch.
        internal: Other facts read it and no question does; it is gone when the build is done.
        renewal: What of it to make anew where little has changed; None: all of it.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    reads: tuple[str, ...]
    table: Callable[[Engine, Settings], pa.Table]
    internal: bool = False
    renewal: Renewal | None = None


AnyFact = Fact | LookupFact


def steps_sql(steps: Sequence[Step], columns: Sequence[str] = ("*",), order_by: Sequence[str] = ()) -> str:
    """Compose steps into one query that selects from the last of them."""
    named = ",\n".join(f"{step.name} as (\n{step.sql.strip()}\n)" for step in steps)
    tail = f"\norder by {', '.join(order_by)}" if order_by else ""
    return f"with {named}\nselect {', '.join(columns)}\nfrom {steps[-1].name}{tail}"


def fact_columns(*lines: str) -> tuple[Column, ...]:
    """Read column lines of the shape ``name type: meaning``."""
    columns = []
    for line in lines:
        head, doc = line.split(": ", 1)
        name, kind = head.split()
        columns.append(Column(name, Type(kind), doc))
    return tuple(columns)
