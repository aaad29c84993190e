"""Times in which something is known: from `span_from` up to, not including, `span_to`.

Neither end is ever null, so that engines can join on them: what is known from ever begins at `EVER`, what holds for
good ends at `NEVER`. The spans of one key never overlap.
"""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step

EVER = "0001-01-01 00:00:00"
NEVER = "9999-12-31 00:00:00"
AT_LAST = "9999-12-30 00:00:00"
"""An instant at which all that is known now holds."""


def since_sql(dialect: Dialect, created: str) -> str:
    """The beginning of a span; what has no time of its own is known from ever."""
    return f"coalesce({created}, {dialect.timestamp(EVER)})"


def known_sql(dialect: Dialect, alias: str = "") -> str:
    """The columns `known_from` and `known_to` of a span: null from ever, null for good."""
    dot = f"{alias}." if alias else ""
    return (
        f"nullif({dot}span_from, {dialect.timestamp(EVER)}) as known_from,"
        f" nullif({dot}span_to, {dialect.timestamp(NEVER)}) as known_to"
    )


def holds_sql(alias: str, instant: str) -> str:
    """Whether a span holds just after an instant."""
    return f"{instant} >= {alias}.span_from and {instant} < {alias}.span_to"


def span_steps(
    dialect: Dialect, states: str, key: str, columns: Sequence[str], told_apart: Sequence[str]
) -> list[Step]:
    """Steps that end in `<states>_spans`: what held from one instant of a key up to the next that changed it.

    Args:
        dialect: The engine's.
        states: A step of rows `key, turned_at, columns`: what is known just after each instant `turned_at`.
        key: The column that the spans belong to.
        columns: Columns to carry on.
        told_apart: Those of them whose change begins a new span.
    """
    turn = f"over (partition by {key} order by turned_at)"
    before = ", ".join(f"lag({column}) {turn} as {column}_before" for column in told_apart)
    changed = " or ".join(f"{column} is distinct from {column}_before" for column in told_apart)
    return [
        Step(f"{states}_compared", f"select {states}.*, row_number() {turn} as turn, {before} from {states}"),
        Step(
            f"{states}_spans",
            f"""
            select {key}, {", ".join(columns)}, turned_at as span_from,
                coalesce(lead(turned_at) {turn}, {dialect.timestamp(NEVER)}) as span_to
            from {states}_compared where turn = 1 or {changed}
            """,
        ),
    ]
