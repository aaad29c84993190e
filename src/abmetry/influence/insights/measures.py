"""How two groups of cases are compared by an outcome, strata being equal."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from abmetry.stats.adjusted_means import adjusted_difference
from abmetry.stats.interval import Difference, Interval
from abmetry.stats.log_rank import Lengths, time_ratio
from abmetry.stats.mantel_haenszel import Tables
from abmetry.stats.survival import kaplan_meier

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Unit = Literal["percent", "points"]
LEAST_OF_A_KIND = 5


@dataclass(frozen=True, eq=False)
class Groups:
    """Cases of two groups.

    Attributes:
        columns: What is known of each.
        first: Whether it is of the first group.
        stratum: Its stratum.
        size: Logarithm of its account's size; 0 where not known.
        entered: Age of a deal at the landmark, days.
    """

    columns: Mapping[str, NDArray[Any]]
    first: Bools
    stratum: Ints
    size: Floats
    entered: float


class Measured(ABC):
    """A way to compare two groups."""

    unit: ClassVar[Unit]
    value_unit: ClassVar[str]

    @property
    @abstractmethod
    def needed(self) -> tuple[str, ...]:
        """The columns that it needs of the cases."""

    @abstractmethod
    def compare(self, groups: Groups, level: float) -> Difference | None:
        """The effect in the unit: percent by which the first group is above, or points; None where nothing tells."""

    @abstractmethod
    def value(self, columns: Mapping[str, NDArray[Any]]) -> float | None:
        """The outcome of one group, not adjusted, in the value's unit."""

    def enough(self, groups: Groups) -> bool:
        """Whether there is enough of every kind beside enough cases."""
        del groups
        return True


@dataclass(frozen=True)
class Share(Measured):
    """The share of cases that have something, in points.

    Attributes:
        column: 1 or 0.
    """

    column: str
    unit: ClassVar[Unit] = "points"
    value_unit: ClassVar[str] = "percent"

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that it needs of the cases."""
        return (self.column,)

    def compare(self, groups: Groups, level: float) -> Difference | None:
        """The Mantel-Haenszel difference of shares."""
        found = self.tables(groups).difference(level)
        return found.scaled(100) if found else None

    def value(self, columns: Mapping[str, NDArray[Any]]) -> float | None:
        """Percent."""
        return 100 * float(columns[self.column].mean()) if len(columns[self.column]) else None

    def enough(self, groups: Groups) -> bool:
        """At least five have it and five do not, and one of each kind is to be expected in either group."""
        has = groups.columns[self.column] > 0
        rarer = min(int(has.sum()), int((~has).sum()))
        least = min(groups.first.sum(), (~groups.first).sum())
        return bool(rarer >= LEAST_OF_A_KIND and rarer * least >= len(has))

    def tables(self, groups: Groups) -> Tables:
        """A two-by-two table per stratum."""
        return Tables.of(groups.columns[self.column] > 0, groups.first, groups.stratum)


@dataclass(frozen=True)
class Frequency(Share):
    """How often something comes that is rare, in percent more or less often."""

    unit: ClassVar[Unit] = "percent"

    def compare(self, groups: Groups, level: float) -> Difference | None:
        """The Mantel-Haenszel ratio of shares."""
        return as_percent(self.tables(groups).log_ratio(level))


@dataclass(frozen=True)
class Length(Measured):
    """How long cases last, some of them not ended yet, in percent longer or shorter.

    Attributes:
        days: How long, or how long so far.
        ended: Whether it ended.
    """

    days: str
    ended: str
    unit: ClassVar[Unit] = "percent"
    value_unit: ClassVar[str] = "days"

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that it needs of the cases."""
        return (self.days, self.ended)

    def compare(self, groups: Groups, level: float) -> Difference | None:
        """The ratio of durations by ranks."""
        days = groups.columns[self.days]
        entered = np.full(len(days), groups.entered)
        ended = groups.columns[self.ended] > 0
        return as_percent(time_ratio(Lengths(days, ended, groups.first, groups.stratum, entered), level))

    def value(self, columns: Mapping[str, NDArray[Any]]) -> float | None:
        """The median, in days."""
        curve = kaplan_meier(columns[self.days], columns[self.ended] > 0)
        return curve.median() if curve else None

    def enough(self, groups: Groups) -> bool:
        """At least five have ended in either group."""
        ended = groups.columns[self.ended] > 0
        return bool(min((ended & groups.first).sum(), (ended & ~groups.first).sum()) >= LEAST_OF_A_KIND)


@dataclass(frozen=True)
class Size(Measured):
    """How big positive amounts are, in percent, the logarithm of the account's size held equal.

    Attributes:
        column: The amount.
    """

    column: str
    unit: ClassVar[Unit] = "percent"
    value_unit: ClassVar[str] = "money"

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that it needs of the cases."""
        return (self.column,)

    def compare(self, groups: Groups, level: float) -> Difference | None:
        """The ratio of geometric means."""
        logs = np.log(groups.columns[self.column])
        return as_percent(
            adjusted_difference(logs, groups.first, groups.stratum, groups.size[:, None], level)
        )

    def value(self, columns: Mapping[str, NDArray[Any]]) -> float | None:
        """The geometric mean."""
        amounts = columns[self.column]
        return float(exp(np.log(amounts).mean())) if len(amounts) else None


@dataclass(frozen=True)
class Level(Measured):
    """How high a mean is, in points.

    Attributes:
        column: The values.
    """

    column: str
    unit: ClassVar[Unit] = "points"
    value_unit: ClassVar[str] = "score"

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that it needs of the cases."""
        return (self.column,)

    def compare(self, groups: Groups, level: float) -> Difference | None:
        """The difference of means."""
        return adjusted_difference(groups.columns[self.column], groups.first, groups.stratum, None, level)

    def value(self, columns: Mapping[str, NDArray[Any]]) -> float | None:
        """The mean."""
        return float(columns[self.column].mean()) if len(columns[self.column]) else None


def as_percent(logs: Difference | None) -> Difference | None:
    """A logarithm of a ratio as percent above (or below) 1."""
    if logs is None:
        return None

    def percent(value: float) -> float:
        return 100 * (exp(value) - 1)

    told = logs.interval
    interval = Interval(percent(told.low), percent(told.high), told.level, told.method) if told else None
    return Difference(percent(logs.value), interval, logs.p)
