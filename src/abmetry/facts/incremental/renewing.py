"""Making the facts of a build out of those of the build before it, and of what has changed since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.build_record import SERVING
from abmetry.facts.registry import all_facts
from abmetry.steps.fact import AnyFact, Fact
from abmetry.steps.renewal import RENEWED, Renewal
from abmetry.workspace.settings import Settings

WORKINGS_NAME = "workings"
SERVING_CATALOG = Path(SERVING).stem
WHOLE_MODEL = "whole_"
_WORD = re.compile(r"\w+")


def is_of_model(relation: str) -> bool:
    """Whether a relation is a view of the model, and no fact."""
    return relation.startswith(("model_", "versions_"))


@dataclass(frozen=True)
class Renewed:
    """What became of a fact.

    Attributes:
        changed: The relation of its rows that went or came; None: nothing changed.
        keys: The relation of the keys whose rows were made anew; None: all rows were, or nothing changed.
    """

    changed: str | None = None
    keys: str | None = None


@dataclass
class Renewing:
    """A database with the facts of the last build, in which those that changed are made anew, one after the other.

    Attributes:
        engine: The database; the model is open in it as it is now.
        settings: The definitions.
        changed: Per relation that changed, the relation of its rows that went or came.
        several_sources: Touches come from more than one source.
    """

    engine: DuckDBEngine
    settings: Settings
    changed: dict[str, str] = field(default_factory=dict)
    several_sources: bool = False

    def renew(self, fact: AnyFact) -> Renewed:
        """Bring a fact up to date; what it reads is."""
        turned = [name for name in fact.reads if name in self.changed]
        if not turned:
            return Renewed()
        renewal = fact.renewal
        if renewal is None or any(name not in renewal.touched for name in turned):
            return self._whole(fact)
        return self._part(fact, renewal, turned)

    def replace(self, name: str, renewal: Renewal, rows: str, keys: str) -> Renewed:
        """Put rows in the place of those of a fact that have the same keys, and tell what changed.

        Args:
            name: The fact.
            renewal: Its key.
            rows: The relation of the rows that hold now, of all keys that were looked at.
            keys: The relation of these keys.
        """
        engine = self.engine
        changed, gone = f"changed_{name}", f"turned_{name}"
        whole = self.whole(name)
        engine.create_table("held", renewal.rows_sql(whole, keys), temporary=True)
        engine.create_table(changed, _difference_sql("held", rows), temporary=True)
        if not _any(engine, changed):
            return Renewed()
        by_row = renewal.by_row()
        engine.create_table(
            gone, f"select distinct * from ({by_row.keys_sql(changed)}) as told", temporary=True
        )
        engine.delete_rows(whole, gone, by_row.same_sql("k"))
        engine.insert_rows(whole, by_row.rows_sql(rows, gone))
        self.changed[name] = changed
        return Renewed(changed, gone)

    def _part(self, fact: AnyFact, renewal: Renewal, turned: list[str]) -> Renewed:
        engine = self.engine
        touched = " union ".join(f"({renewal.touched_sql(name, self.changed[name])})" for name in turned)
        engine.create_table(RENEWED, touched, temporary=True)
        if not _any(engine, RENEWED):
            return Renewed()
        narrow = {name: renewal.within_sql(name, self.whole(name)) for name in renewal.within}
        with self.narrowed(narrow, fact):
            self._make(fact, "all_made")
        engine.create_table("made", renewal.rows_sql("all_made", RENEWED), temporary=True)
        engine.drop_temporary("all_made")
        found = self.replace(fact.name, renewal, "made", RENEWED)
        engine.drop_temporary("made")
        return found

    def _whole(self, fact: AnyFact) -> Renewed:
        engine, changed, whole = self.engine, f"changed_{fact.name}", self.whole(fact.name)
        self._make(fact, "made")
        engine.create_table(changed, _difference_sql(whole, "made"), temporary=True)
        if not _any(engine, changed):
            engine.drop_temporary("made")
            return Renewed()
        engine.execute(f"create or replace table {whole} as select * from made")
        engine.drop_temporary("made")
        self.changed[fact.name] = changed
        return Renewed(changed)

    def _make(self, fact: AnyFact, name: str) -> None:
        if isinstance(fact, Fact):
            self.engine.create_table(name, fact.sql(self.engine.dialect, self.settings), temporary=True)
            return
        given = f"{name}_rows"
        self.engine.register(given, fact.table(self.engine, self.settings))
        self.engine.create_table(name, f"select * from {given}", temporary=True)
        self.engine.drop(given)

    def _needed_sql(self, sql: str, facts: Sequence[AnyFact]) -> str:
        """A query without the columns that none of some facts names, which need not be read."""
        told = [f.sql(self.engine.dialect, self.settings) for f in facts if isinstance(f, Fact)]
        columns = self.engine.query(f"select * from ({sql}) as rows limit 0").column_names
        if len(told) < len(facts):
            return sql
        words = set(_WORD.findall(" ".join(told)))
        needed = [column for column in columns if column in words] or columns[:1]
        return f"select {', '.join(needed)} from ({sql}) as rows"

    @contextmanager
    def narrowed(self, queries: Mapping[str, str], *facts: AnyFact) -> Iterator[None]:
        """Have relations be fewer of their own rows while facts are made of them."""
        for name, sql in queries.items():
            self.engine.create_table(f"narrow_{name}", self._needed_sql(sql, facts), temporary=True)
        for name in queries:
            self.engine.create_view(name, f"select * from narrow_{name}")
        try:
            yield
        finally:
            for name in queries:
                if is_of_model(name):
                    self.engine.create_view(name, f"select * from {self.whole(name)}")
                else:
                    self.engine.uncover(name)
                self.engine.drop_temporary(f"narrow_{name}")

    def whole(self, name: str) -> str:
        """A FROM item: a relation whatever narrower view lies over it."""
        if is_of_model(name):
            return f"{WHOLE_MODEL}{name}"
        return f"{WORKINGS_NAME if all_facts()[name].internal else SERVING_CATALOG}.main.{name}"


def _difference_sql(one: str, other: str) -> str:
    """The rows that one relation has and the other has not, each as often as it has it more."""
    return (
        f"(select * from {one} except all select * from {other})"
        f" union all (select * from {other} except all select * from {one})"
    )


def _any(engine: DuckDBEngine, relation: str) -> bool:
    return bool(engine.query(f"select 1 as one from {relation} limit 1").num_rows)
