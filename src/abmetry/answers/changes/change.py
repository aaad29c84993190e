"""A changed number, and what changed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isclose
from typing import Any

import pyarrow as pa

from abmetry.answers.answer import Json, Result, tidy
from abmetry.answers.flat import flatten
from abmetry.lang.message import message


class Cause(StrEnum):
    """Why a row counts otherwise than before, in the order in which the effects are told."""

    NEW_ROWS = "new rows"
    CHANGED_ROWS = "changed rows"
    CHANGED_LINKS = "changed links"
    OTHER_ROWS = "other rows"
    DEFINITIONS = "changed definitions"


CAUSES = {
    Cause.NEW_ROWS: message("rows that were not loaded before"),
    Cause.CHANGED_ROWS: message("rows of which a new version was loaded"),
    Cause.CHANGED_LINKS: message("rows as they were, which identity now gives to another account"),
    Cause.OTHER_ROWS: message("rows as they were, whose account stands otherwise because of other rows"),
    Cause.DEFINITIONS: message("rows that other definitions count otherwise"),
}


@dataclass(frozen=True)
class Effect:
    """What one cause does to a number.

    Attributes:
        cause: The cause.
        rows_in: Rows that count more than before.
        rows_out: Rows that count less.
        numerator: Change of the numerator.
        denominator: Change of the denominator; None for counts and sums.
        value: Change of the value, the causes taken one after another; None where there is no value.
    """

    cause: Cause
    rows_in: int
    rows_out: int
    numerator: float | None
    denominator: float | None
    value: float | None

    def to_dict(self) -> Json:
        """The effect as it stands in JSON."""
        return {
            "cause": self.cause.value,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": self.value,
        }


@dataclass(frozen=True)
class Change:
    """A number before and after.

    Attributes:
        before: The number before; None: this group was not there.
        after: The number after; None: it is no more.
        effects: What changed it; empty where the question is split, or nothing changed.
        rows: Rows that count otherwise, those with the greatest amount first: part, table, key, account before and
            after, amount, cause, and the tables that brought something about the account.
        rows_total: How many there are, shown or not.
    """

    before: Result | None
    after: Result | None
    effects: tuple[Effect, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()
    rows_total: int = 0

    @property
    def shown(self) -> Result:
        """The side that there is."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def difference(self) -> float | None:
        """Value after minus value before; None where one of them does not exist."""
        first, second = self.value_before, self.value_after
        return None if first is None or second is None else second - first

    @property
    def value_before(self) -> float | None:
        """The value before."""
        return self.before.value if self.before else None

    @property
    def value_after(self) -> float | None:
        """The value after."""
        return self.after.value if self.after else None

    @property
    def is_changed(self) -> bool:
        """Whether value, numerator or denominator are others."""
        if self.before is None or self.after is None:
            return True
        pairs = (
            (self.before.value, self.after.value),
            (self.before.numerator, self.after.numerator),
            (self.before.denominator, self.after.denominator),
        )
        return any(not _same(first, second) for first, second in pairs)

    def to_dict(self) -> Json:
        """The change as it stands in JSON."""
        shown = self.shown
        said: Json = {
            "kpi": shown.kpi,
            "unit": shown.unit,
            "period": dict(shown.period),
            "group": dict(shown.group),
            "before": _side(self.before),
            "after": _side(self.after),
            "difference": self.difference,
            "effects": [effect.to_dict() for effect in self.effects],
            "rows": [dict(row) for row in self.rows],
            "rows_total": self.rows_total,
        }
        return {key: tidy(value) for key, value in said.items()}


def _same(first: float | None, second: float | None) -> bool:
    """Whether two numbers are one but for the order in which floats were added."""
    if first is None or second is None:
        return first is second
    return isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)


def _side(result: Result | None) -> Json | None:
    if result is None:
        return None
    return {
        "status": result.status,
        "value": result.value,
        "numerator": result.numerator,
        "denominator": result.denominator,
        "definition": result.definition,
        "build": result.build,
    }


@dataclass(frozen=True)
class Moved:
    """Accounts that are at a place only before, or only after.

    Attributes:
        kind: list, tier or stage.
        name: Its name.
        before: How many accounts were there.
        after: How many are.
        gained: How many came.
        lost: How many went.
        came: The first of those that came.
        went: The first of those that went.
    """

    kind: str
    name: str
    before: int
    after: int
    gained: int
    lost: int
    came: tuple[str, ...]
    went: tuple[str, ...]

    def to_dict(self) -> Json:
        """The accounts as they stand in JSON."""
        return {
            "kind": self.kind,
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "gained": self.gained,
            "lost": self.lost,
            "came": list(self.came),
            "went": list(self.went),
        }


@dataclass(frozen=True)
class Changes:
    """The numbers of a question before and after.

    Attributes:
        before: What the state before is, in words.
        after: What the state after is.
        changes: Every number.
        flags: Warnings.
        settings: Settings that differ: name, value before, value after.
        accounts: Lists, tiers and stages that have other accounts, where definitions are compared.
    """

    before: str
    after: str
    changes: tuple[Change, ...]
    flags: tuple[str, ...] = ()
    settings: tuple[tuple[str, Any, Any], ...] = ()
    accounts: tuple[Moved, ...] = ()

    def to_dict(self) -> Json:
        """The changes as they stand in JSON."""
        return {
            "before": self.before,
            "after": self.after,
            "changes": [change.to_dict() for change in self.changes],
            "settings": [
                {"setting": name, "before": before, "after": after} for name, before, after in self.settings
            ],
            "accounts": [moved.to_dict() for moved in self.accounts],
            "flags": list(self.flags),
        }

    def to_arrow(self) -> pa.Table:
        """One row per number, without its rows."""
        return flatten(
            [
                {name: value for name, value in change.to_dict().items() if name not in ("rows", "effects")}
                | {f"effect.{effect.cause.value}": effect.value for effect in change.effects}
                for change in self.changes
            ]
        )
