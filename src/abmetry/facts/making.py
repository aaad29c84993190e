"""Making the table of a fact in the engine: whole, piece by piece of time, or of another fact's table."""

from __future__ import annotations

from datetime import datetime

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.registry import all_facts
from abmetry.steps.fact import AnyFact, Fact
from abmetry.workspace.settings import Settings

PIECE = 2_000_000
"""Rows that are sorted at once: twice as many touches do not fit in 4 GB beside what identity joins them with."""


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
    if not fact.pieces_of:
        engine.create_table(fact.name, fact.sql(engine.dialect, settings), temporary=temporary)
        return
    ends = piece_ends(engine, fact.pieces_of, fact.order_by[0])
    for since, until in zip((None, *ends), (*ends, None), strict=True):
        sql = fact.piece_sql(engine.dialect, settings, since, until)
        if since is None:
            engine.create_table(fact.name, sql, temporary=temporary)
        else:
            engine.execute(f"insert into {fact.name} {sql}")


def piece_ends(engine: DuckDBEngine, relation: str, column: str) -> list[datetime]:
    """The days at which a relation is cut in pieces of about `PIECE` rows, at midnight; none where it is small."""
    days = engine.query(
        f"select cast({column} as date) as day, count(*) as n from {relation}"
        f" where {column} is not null group by 1 order by 1"
    ).to_pylist()
    ends, held = [], 0
    for row in days:
        if held and held + row["n"] > PIECE:
            ends.append(datetime.combine(row["day"], datetime.min.time()))
            held = 0
        held += row["n"]
    return ends


def _becomes_another(fact: Fact) -> bool:
    facts = (other for other in all_facts().values() if isinstance(other, Fact))
    return any(other.amends is not None and other.amends.of == fact.name for other in facts)
