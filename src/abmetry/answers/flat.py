"""Nested JSON rows as flat columns, for Arrow, CSV and Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa


def flatten(
    rows: Sequence[Mapping[str, Any]],
    first: Mapping[str, pa.DataType] | None = None,
    objects: Sequence[str] = (),
) -> pa.Table:
    """One row per object, nested objects as columns joined by dots, lists as text.

    A column that holds numbers holds only numbers; a column of mixed kinds is text. What is an object in some rows
    and null in others has the columns of the object alone.

    Args:
        rows: The objects.
        first: Columns that are always there, before all others, and their kinds.
        objects: Objects whose columns follow, before the rest.
    """
    flat = [dict(_leaves("", row)) for row in rows]
    found = dict.fromkeys([*(first or ()), *(name for row in flat for name in row)])
    whole = {name[:dot] for name in found for dot, sign in enumerate(name) if sign == "."}
    names = [name for name in found if name not in whole or any(row.get(name) is not None for row in flat)]
    places = {name: place for place, name in enumerate(objects, 1)}
    given = len(first or ())
    names[given:] = sorted(
        names[given:], key=lambda name: places.get(name.partition(".")[0], len(places) + 1)
    )
    kinds = first or {}
    return pa.table({name: _column([row.get(name) for row in flat], kinds.get(name)) for name in names})


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


def _column(values: list[Any], kind: pa.DataType | None = None) -> pa.Array:
    if kind is not None:
        return pa.array(values, kind)
    given = [value for value in values if value is not None]
    if given and all(isinstance(value, bool) for value in given):
        return pa.array(values, pa.bool_())
    if given and all(isinstance(value, int | float) and not isinstance(value, bool) for value in given):
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array([None if value is None else str(value) for value in values], pa.string())
