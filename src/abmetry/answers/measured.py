"""As-of relations and what each account contributes, as tables of one question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from abmetry.asof.relation import AsOf, Frame
from abmetry.asof.relations import RELATIONS
from abmetry.engine.engine import Engine
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.workspace.settings import Settings


@dataclass(frozen=True)
class Measured:
    """A table with one row per period and account (null: none), and values of ``f0``, ``f1``... if it is split.

    Attributes:
        name: The table.
        columns: The column of every measure.
    """

    name: str
    columns: dict[Measure, str]


@dataclass
class Working:
    """The tables that a question makes on its way; they are the session's own and go with it.

    Attributes:
        engine: Where they are.
        settings: The definitions.
        frames: The periods of the question.
        measures: Every measure the question will need, by relation: one pass over each relation takes them all.
        made: Names and queries of the tables made so far.
    """

    engine: Engine
    settings: Settings
    frames: Sequence[Frame]
    measures: dict[str, list[Measure]] = field(default_factory=dict)
    made: list[tuple[str, str]] = field(default_factory=list)
    _stored: set[str] = field(default_factory=set)
    _measured: dict[tuple[str, tuple[str, ...]], Measured] = field(default_factory=dict)

    def expect(self, measures: Iterable[Measure]) -> None:
        """Announce measures, so that one pass over their relation takes them together."""
        for measure in measures:
            if measure.relation != SCOPE and measure.drawn is None:
                known = self.measures.setdefault(measure.relation, [])
                if measure not in known:
                    known.append(measure)

    def store(self, name: str, sql: str) -> None:
        """Store the rows of a query for the length of the question."""
        self.made.append((name, sql))
        self.engine.create_table(name, sql, temporary=True)

    def asof(self, name: str) -> AsOf:
        """Make sure that an as-of relation is there as ``asof_<name>``, and all that it is built upon."""
        relation = RELATIONS[name]
        if name not in self._stored:
            for below in relation.upon:
                self.asof(below)
            if once := relation.once_sql(self.engine.dialect, self.settings, self.frames):
                self.store(f"once_{name}", once)
            sql = relation.sql(self.engine.dialect, self.settings, self.frames)
            if relation.derived:
                self.made.append((f"asof_{name}", sql))
                self.engine.register(f"asof_{name}", relation.derived(self.engine.query(sql)))
            elif relation.stored:
                self.store(f"asof_{name}", sql)
            else:
                self.made.append((f"asof_{name}", sql))
                self.engine.create_view(f"asof_{name}", sql)
            self._stored.add(name)
        return relation

    def measured(self, relation: str, by: tuple[str, ...] = ()) -> Measured:
        """All expected measures of a relation per period and account, and per values of its columns ``by``."""
        if (relation, by) not in self._measured:
            self._measured[relation, by] = self._measure(relation, by)
        return self._measured[relation, by]

    def _measure(self, relation: str, by: tuple[str, ...]) -> Measured:
        self.asof(relation)
        dialect = self.engine.dialect
        columns = {measure: f"m{i}" for i, measure in enumerate(self.measures[relation])}
        keys = ["period", "account_id", *(f"cast({column} as string)" for column in by)]
        named = [*keys[:2], *(f"{key} as f{i}" for i, key in enumerate(keys[2:]))]
        aggregates = [f"{measure.sql(dialect)} as {column}" for measure, column in columns.items()]
        table = "_".join(["measured", relation, *(["by", *by] if by else [])])
        # What no account did is told only where everyone's rows count.
        told = "1 = 1" if any(measure.everyone for measure in columns) else "account_id is not null"
        self.store(
            table,
            f"""
            select {", ".join([*named, *aggregates])} from asof_{relation}
            where {told} group by {", ".join(keys)}
            """,
        )
        return Measured(table, columns)
