"""The form of the facts: names, columns and queries, by which a build tells that it is of another version."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from abmetry.engine.duckdb_dialect import DuckDBDialect
from abmetry.facts.registry import all_facts
from abmetry.steps.fact import Fact
from abmetry.workspace.settings import Settings


@cache
def form_of_facts() -> str:
    """A short hash of the names, columns and types of all facts of this version, and of their queries by default."""
    dialect, settings = DuckDBDialect(), Settings()
    told = {
        name: [
            *((column.name, column.type.value) for column in fact.columns),
            fact.sql(dialect, settings) if isinstance(fact, Fact) else "",
        ]
        for name, fact in all_facts().items()
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
