"""What a version of Abmetry makes: by its columns a build can be read, by its queries another can begin from it."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from abmetry.engine.duckdb_dialect import DuckDBDialect
from abmetry.facts.registry import all_facts
from abmetry.steps.fact import Fact
from abmetry.workspace.settings import Settings


@cache
def form_of_facts() -> str:
    """A short hash of the names, columns and types of all facts of this version."""
    return _hash(
        {
            name: [(column.name, column.type.value) for column in fact.columns]
            for name, fact in all_facts().items()
        }
    )


@cache
def queries_of_facts() -> str:
    """A short hash of the queries of all facts of this version, as they are by default."""
    dialect, settings = DuckDBDialect(), Settings()
    return _hash(
        {name: fact.sql(dialect, settings) for name, fact in all_facts().items() if isinstance(fact, Fact)}
    )


def _hash(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
