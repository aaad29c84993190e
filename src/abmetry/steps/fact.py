"""What a fact is: named SQL steps over the model, or a table that Python makes from distinct values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from abmetry.engine.dialect import Dialect
from abmetry.engine.engine import Engine
from abmetry.model.column import Column, Type
from abmetry.workspace.settings import Settings


@dataclass(frozen=True)
class Step:
    """One step of a query: one CTE, one name."""

    name: str
    sql: str


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
        internal: Other facts read it and no question does; it is gone when the build is done.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    reads: tuple[str, ...]
    steps: Callable[[Dialect, Settings], Sequence[Step]]
    order_by: tuple[str, ...] = ()
    internal: bool = False

    def sql(self, dialect: Dialect, settings: Settings) -> str:
        """The whole query of the fact."""
        return steps_sql(self.steps(dialect, settings), [c.name for c in self.columns], self.order_by)


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
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    reads: tuple[str, ...]
    table: Callable[[Engine, Settings], pa.Table]
    internal: bool = False


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
