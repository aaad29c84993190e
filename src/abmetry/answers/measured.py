"""As-of relations and what each account contributes, as tables of one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from abmetry.asof.relation import AsOf, Frame
from abmetry.asof.relations import RELATIONS
from abmetry.engine.engine import Engine
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.workspace.settings import Settings


@dataclass(frozen=True)
class Measured:
    """A table with one row per period and account (and group of its own), and a column per measure."""

    name: str
    by: tuple[str, ...]
    columns: dict[Measure, str]


@dataclass
class Working:
    """The tables that a question makes on its way; they are the session's own and go with it.

    Attributes:
        engine: Where they are.
        settings: The definitions.
        frames: The periods of the question.
        made: Names and queries of the tables made so far.
    """

    engine: Engine
    settings: Settings
    frames: Sequence[Frame]
    made: list[tuple[str, str]] = field(default_factory=list)
    _stored: set[str] = field(default_factory=set)
    _made: int = 0

    def name(self, kind: str) -> str:
        """A name that no table of the question has yet."""
        self._made += 1
        return f"{kind}_{self._made}"

    def store(self, name: str, sql: str) -> None:
        """Store the rows of a query for the length of the question."""
        self.made.append((name, sql))
        self.engine.create_table(name, sql, temporary=True)

    def asof(self, name: str) -> AsOf:
        """Make sure that an as-of relation is there as ``asof_<name>``, and all that it reads."""
        relation = RELATIONS[name]
        if name not in self._stored:
            for below in relation.upon:
                self.asof(below)
            sql = relation.sql(self.engine.dialect, self.settings, self.frames)
            if relation.stored:
                self.store(f"asof_{name}", sql)
            else:
                self.made.append((f"asof_{name}", sql))
                self.engine.create_view(f"asof_{name}", sql)
            self._stored.add(name)
        return relation

    def measured(self, relation: str, measures: Sequence[Measure], by: Sequence[str] = ()) -> Measured:
        """Aggregate measures of one relation per period and account, in one pass."""
        self.asof(relation)
        dialect = self.engine.dialect
        columns = {measure: f"m{i}" for i, measure in enumerate(measures)}
        keys = ", ".join(["period", "account_id", *(f"{column} as f{i}" for i, column in enumerate(by))])
        aggregates = ", ".join(f"{measure.sql(dialect)} as {column}" for measure, column in columns.items())
        table = self.name("measured")
        self.store(
            table,
            f"""
            select {keys}, {aggregates}
            from asof_{relation}
            where account_id is not null
            group by {", ".join(["period", "account_id", *by])}
            """,
        )
        return Measured(table, tuple(by), columns)

    def of_everyone(self, measures: Sequence[Measure]) -> dict[tuple[int, Measure], float]:
        """Measures over all rows of their relation, whatever the account, per period."""
        values = {}
        for relation in dict.fromkeys(m.relation for m in measures):
            self.asof(relation)
            own = [m for m in measures if m.relation == relation]
            aggregates = ", ".join(f"{m.sql(self.engine.dialect)} as m{i}" for i, m in enumerate(own))
            for row in self.engine.query(
                f"select period, {aggregates} from asof_{relation} group by period"
            ).to_pylist():
                values.update({(row["period"], m): float(row[f"m{i}"] or 0) for i, m in enumerate(own)})
        return values


def by_relation(measures: Sequence[Measure]) -> dict[str, list[Measure]]:
    """Measures of the accounts in scope by their relation, the scope itself left out."""
    found: dict[str, list[Measure]] = {}
    for measure in measures:
        if measure.relation != SCOPE and not measure.everyone:
            found.setdefault(measure.relation, []).append(measure)
    return found
