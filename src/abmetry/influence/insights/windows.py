"""Rows that factors are aggregates of: per case, in the days before a landmark, as they were known at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from abmetry.engine.dialect import Dialect
from abmetry.influence.insights.declared import Cases, Window
from abmetry.steps.fact import Step
from abmetry.workspace.settings import Settings


@dataclass(frozen=True)
class Rows:
    """Rows of cases.

    Attributes:
        steps: What they are made of.
        joined: FROM clause, with the cases as ``c``.
    """

    steps: Sequence[Step]
    joined: str


Source = Callable[[Dialect, Settings, str, str, str], Rows]


def edges(window: Window) -> tuple[str, str]:
    """The columns of the cases between which a window lies, the second its landmark."""
    return ("before_to", "early_to") if window == "early" else ("before_from", "before_to")


def values_sql(
    dialect: Dialect,
    settings: Settings,
    cases: Cases,
    source: Source,
    window: Window,
    values: Sequence[str],
) -> str:
    """One row per case that has rows: ``case_id``, and the aggregates as ``f0``, ``f1``..."""
    from abmetry.steps.fact import steps_sql

    begin, end = edges(window)
    rows = source(dialect, settings, cases.table, begin, end)
    aggregates = ", ".join(f"{value} as f{i}" for i, value in enumerate(values))
    last = Step("factors", f"select c.case_id, {aggregates} from {rows.joined} group by c.case_id")
    return steps_sql([*rows.steps, last])


def known(alias: str, landmark: str) -> str:
    """Whether a row was known at a case's landmark."""
    return (
        f"({alias}.known_from is null or {alias}.known_from < c.{landmark})"
        f" and ({alias}.known_to is null or {alias}.known_to >= c.{landmark})"
    )
