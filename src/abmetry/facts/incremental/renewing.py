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
from abmetry.steps.renewal import CAME, RENEWED, WENT, Growth, Renewal
from abmetry.workspace.settings import Settings

WORKINGS_NAME = "workings"
SERVING_CATALOG = Path(SERVING).stem
WHOLE_MODEL = "whole_"
CHANGES = "memory"
"""The engine's own database: the rows that went from facts and came to them, which every session sees."""
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
        gone, whole = f"turned_{name}", self.whole(name)
        engine.create_table("held", renewal.rows_sql(whole, keys), temporary=True)
        # Rows of keys that there were not before need no comparison.
        before = f"({renewal.keys_sql('held')})"
        known = f"({renewal.rows_sql(rows, before)})"
        changed = self._compare(name, "held", known, renewal.others_sql(rows, before))
        if changed is None:
            return Renewed()
        by_row = renewal.by_row()
        engine.create_table(
            gone, f"select distinct * from ({by_row.keys_sql(changed)}) as told", temporary=True
        )
        engine.delete_rows(whole, gone, by_row.same_sql("k"))
        engine.insert_rows(whole, by_row.rows_sql(rows, gone))
        return Renewed(changed, gone)

    def _compare(self, name: str, before: str, now: str, new: str = "") -> str | None:
        """Keep which rows of a fact went and which came.

        Args:
            name: The fact.
            before: The relation of the rows that were.
            now: That of those that are.
            new: Query of further rows that are, of which none were.

        Returns:
            The relation of both; None: there are none.
        """
        went, came, changed = (f"{CHANGES}.main.{side}{name}" for side in (WENT, CAME, "changed_"))
        for side, one, other, more in ((went, before, now, ""), (came, now, before, new)):
            rows = f"(select * from {one} as one except all select * from {other} as other)"
            further = f" union all {more}" if more else ""
            self.engine.execute(f"create or replace table {side} as {rows}{further}")
        if not _any(self.engine, went) and not _any(self.engine, came):
            return None
        both = f"select * from {went} union all select * from {came}"
        self.engine.execute(f"create or replace view {changed} as {both}")
        self.changed[name] = changed
        return changed

    def _part(self, fact: AnyFact, renewal: Renewal, turned: list[str]) -> Renewed:
        """Make the rows of the keys anew that changed rows touch, or of those that they had and of what came."""
        engine, growth = self.engine, renewal.growth
        changed = {name: self.changed[name] for name in turned}
        grows = growth is not None and growth.relation in changed
        if growth is not None and grows:
            came, changed[growth.relation] = self._net(growth)
        touched = " union ".join(f"({renewal.touched_sql(name, rows)})" for name, rows in changed.items())
        engine.create_table(RENEWED, touched, temporary=True)
        within = {name: self.whole(name) for name in renewal.within}
        made = ["made_anew"] if self._make_keys(fact, renewal, within, "made_anew") else []
        if growth is not None and grows:
            engine.create_table("anew", f"select * from {RENEWED}", temporary=True)
            grown = renewal.touched_sql(growth.relation, came)
            engine.create_table(RENEWED, f"({grown}) except select * from anew", temporary=True)
            if self._make_keys(fact, renewal, {**within, growth.relation: came}, "made_of_came"):
                held = renewal.rows_sql(self.whole(fact.name), RENEWED)
                engine.create_table("parts", f"{held} union all select * from made_of_came", temporary=True)
                together = growth.together(engine.dialect, self.settings, "parts")
                engine.create_table("made_together", together, temporary=True)
                made.append("made_together")
            engine.execute(f"insert into {RENEWED} select * from anew")
        if not made:
            return Renewed()
        engine.create_table(
            "made", " union all ".join(f"select * from {rows}" for rows in made), temporary=True
        )
        found = self.replace(fact.name, renewal, "made", RENEWED)
        for name in ("made", "made_anew", "made_of_came", "made_together", "parts", "anew"):
            engine.drop_temporary(name)
        return found

    def _net(self, growth: Growth) -> tuple[str, str]:
        """The relations of the rows that came to a relation, and of those for which its groups are made anew."""
        columns = ", ".join(growth.columns)
        came, went = (f"select {columns} from {side}{growth.relation}" for side in (CAME, WENT))
        self.engine.create_table("net_came", f"{came} except all {went}", temporary=True)
        apart = growth.apart(self.engine.dialect, self.settings, "net_came") if growth.apart else ""
        further = f" union all {apart}" if apart else ""
        self.engine.create_table("net_apart", f"({went} except all {came}){further}", temporary=True)
        return "net_came", "net_apart"

    def _make_keys(self, fact: AnyFact, renewal: Renewal, within: Mapping[str, str], name: str) -> bool:
        """Make the rows of the renewed keys out of what they rest on in some relations; false where no key is.

        Args:
            fact: The fact.
            renewal: How it is renewed.
            within: By relation of which not all is needed, the relation that has what is.
            name: The relation of the rows.
        """
        if not _any(self.engine, RENEWED):
            return False
        with self.narrowed({of: renewal.within_sql(of, rows) for of, rows in within.items()}, fact):
            self._make(fact, "all_made")
        self.engine.create_table(name, renewal.rows_sql("all_made", RENEWED), temporary=True)
        self.engine.drop_temporary("all_made")
        return True

    def _whole(self, fact: AnyFact) -> Renewed:
        engine, whole = self.engine, self.whole(fact.name)
        self._make(fact, "made")
        changed = self._compare(fact.name, whole, "made")
        if changed is not None:
            engine.execute(f"create or replace table {whole} as select * from made")
        engine.drop_temporary("made")
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

    def count(self, relation: str) -> int:
        """How many rows a relation has."""
        (counted,) = self.engine.query(f"select count(*) as n from {relation}").to_pylist()
        return int(counted["n"])

    def whole(self, name: str) -> str:
        """A FROM item: a relation whatever narrower view lies over it."""
        if is_of_model(name):
            return f"{WHOLE_MODEL}{name}"
        return f"{WORKINGS_NAME if all_facts()[name].internal else SERVING_CATALOG}.main.{name}"


def _any(engine: DuckDBEngine, relation: str) -> bool:
    return bool(engine.query(f"select 1 as one from {relation} limit 1").num_rows)
