"""Making the table of a fact in the engine: anew, or of another fact's table."""

from __future__ import annotations

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.registry import all_facts
from abmetry.steps.fact import AnyFact, Fact
from abmetry.workspace.settings import Settings


def make_fact(engine: DuckDBEngine, fact: AnyFact, settings: Settings) -> None:
    """Store a fact under its name; what it reads is there."""
    if not isinstance(fact, Fact):
        given = f"{fact.name}_rows"
        engine.register(given, fact.table(engine, settings))
        engine.create_table(fact.name, f"select * from {given}", temporary=fact.internal)
        engine.drop(given)
        return
    if fact.amends is not None:
        amended, sql = fact.amends, fact.amended_sql(engine.dialect, settings)
        engine.amend_table(amended.of, fact.name, sql, amended.keys, amended.columns)
        return
    temporary = fact.internal and not _becomes_another(fact)
    sql = fact.sql(engine.dialect, settings)
    if fact.distinct:
        engine.store_table(fact.name, sql, fact.distinct, temporary=temporary)
    else:
        engine.create_table(fact.name, sql, temporary=temporary)


def _becomes_another(fact: Fact) -> bool:
    facts = (other for other in all_facts().values() if isinstance(other, Fact))
    return any(other.amends is not None and other.amends.of == fact.name for other in facts)
