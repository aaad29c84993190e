"""Nested JSON rows as flat columns, for Arrow, CSV and Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa


def flatten(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """One row per object, nested objects as columns joined by dots, lists as text.

    A column that holds numbers holds only numbers; a column of mixed kinds is text.
    """
    flat = [dict(_leaves("", row)) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    return pa.table({name: _column([row.get(name) for row in flat]) for name in names})


def _leaves(prefix: str, value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    leaves: list[tuple[str, Any]] = []
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            leaves.extend(_leaves(f"{prefix}{key}.", inner))
        elif isinstance(inner, list | tuple):
            plain = all(isinstance(item, str) for item in inner)
            leaves.append((prefix + key, "; ".join(inner) if plain else json.dumps(inner, default=str)))
        else:
            leaves.append((prefix + key, inner))
    return leaves


def _column(values: list[Any]) -> pa.Array:
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} and kinds:
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    if kinds <= {bool} and kinds:
        return pa.array(values, pa.bool_())
    if len(kinds) == 1 and kinds != {str}:
        return pa.array(values)
    return pa.array([None if v is None else str(v) for v in values], pa.string())
