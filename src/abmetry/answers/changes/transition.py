"""From one side to the next: the numbers that changed on the way, taken apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from abmetry.answers.answer import Json
from abmetry.answers.changes.causes import Changed
from abmetry.answers.changes.change import Cause, Change, Effect
from abmetry.answers.changes.decomposed import compared, effects
from abmetry.answers.changes.side import Place, Side
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.engine import Engine
from abmetry.kpis.kpi import Kpi
from abmetry.workspace.workspace import Workspace


class Because(Protocol):
    """Tells the causes of changed rows."""

    def of(self, row: Changed) -> Cause:
        """The cause of one."""

    def through(self, row: Changed) -> tuple[str, ...]:
        """The tables that brought something about its account."""


@dataclass(frozen=True)
class Transition:
    """Two sides, and how the causes of what changed between them are found.

    Attributes:
        first: The side before.
        second: The side after.
        causes: From all changed rows of a number to the cause of one.
    """

    first: Side
    second: Side
    causes: Callable[[Sequence[Changed]], Because]

    def taken_apart(self, engine: Engine, kpi: Kpi, place: Place) -> tuple[tuple[Effect, ...], list[Json]]:
        """The effects on a number, and the rows that had them, as they stand in JSON."""
        parts = compared(engine, self.first.rows(kpi), self.second.rows(kpi))
        if not parts.rows:
            return (), []
        causes = self.causes(parts.rows)
        factors = (
            self.first.factor(kpi, parts.before, self.first.by_place.get(place)),
            self.second.factor(kpi, parts.after, self.second.by_place.get(place)),
        )
        told = effects(kpi.shape, parts, causes.of, factors)
        return told, [_row(row, kpi, causes) for row in parts.rows]


def _row(row: Changed, kpi: Kpi, causes: Because) -> Json:
    return {
        "part": "numerator" if row.part in kpi.shape.numerator_parts else "denominator",
        "table": row.table,
        "key": row.key,
        "account_before": row.account_before,
        "account_after": row.account_after,
        "amount": row.amount,
        "cause": causes.of(row).value,
        "through": list(causes.through(row)),
    }


class ByDefinitions:
    """Only the definitions differ: they are the cause of all."""

    def of(self, row: Changed) -> Cause:
        """The cause of a row."""
        del row
        return Cause.DEFINITIONS

    def through(self, row: Changed) -> tuple[str, ...]:
        """No table brought anything."""
        del row
        return ()


def by_definitions(rows: Sequence[Changed]) -> Because:
    """The causes where only the definitions differ."""
    del rows
    return ByDefinitions()


def comparing_engine(workspace: Workspace) -> DuckDBEngine:
    """An engine in memory in which rows of two builds are compared."""
    return DuckDBEngine(memory=workspace.settings.engine.memory, spill=workspace.places.home / "spill")


def changes_over(
    engine: Engine, transitions: Sequence[Transition], limit: int, *, split: bool
) -> tuple[Change, ...]:
    """Every number before the first transition and after the last one.

    Args:
        engine: Where rows are compared.
        transitions: What lies between, one after another.
        limit: The most rows shown of each number.
        split: The question is split: its numbers are not taken apart.
    """
    first, last = transitions[0].first, transitions[-1].second
    kpis = {kpi.id: kpi for side in (first, last) for kpi in side.plan.kpis}
    found = []
    for place in dict.fromkeys([*last.by_place, *first.by_place]):
        change = Change(first.by_place.get(place), last.by_place.get(place))
        if change.is_changed and not split:
            change = _taken_apart(engine, transitions, kpis[place[0]], place, change, limit)
        found.append(change)
    return tuple(found)


def _taken_apart(
    engine: Engine, transitions: Sequence[Transition], kpi: Kpi, place: Place, change: Change, limit: int
) -> Change:
    told: list[Effect] = []
    rows: list[Json] = []
    for transition in transitions:
        own, behind = transition.taken_apart(engine, kpi, place)
        told.extend(own)
        rows.extend(behind)
    rows.sort(key=lambda row: (-abs(row["amount"]), row["part"], row["table"], row["key"], row["amount"]))
    return Change(change.before, change.after, tuple(told), tuple(rows[:limit]), len(rows))
