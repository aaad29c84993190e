"""The form of the facts: their names and columns, by which a build tells that it is of another version."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from abmetry.facts.registry import all_facts


@cache
def form_of_facts() -> str:
    """A short hash of the names, columns and types of all facts of this version."""
    told = {
        name: [(column.name, column.type.value) for column in fact.columns]
        for name, fact in all_facts().items()
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
