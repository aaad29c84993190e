"""What a KPI is: one declaration that holds its words and its logic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import Shape


class Family(StrEnum):
    """Families of the catalogue, in its order."""

    TARGET = "target accounts"
    COVERAGE = "coverage"
    AWARENESS = "awareness"
    ENGAGED = "engaged target accounts"
    REACH = "reach"
    OPPORTUNITY = "opportunities"
    WON = "won"
    INFLUENCE = "influence"
    RETENTION = "retention"
    EXPANSION = "expansion"
    SALES_DEVELOPMENT = "account-based sales development"


class Unit(StrEnum):
    """Units of values."""

    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    SCORE = "score"
    MONEY = "money"
    MONEY_PER_YEAR = "money/year"
    MONEY_PER_DAY = "money/day"
    DAYS = "days"
    MINUTES = "minutes"

    @property
    def is_money(self) -> bool:
        """Whether values of it carry a currency."""
        return self.value.startswith("money")


Better = Literal["higher", "lower", "neither"]
Population = Literal["A", "T"]


@dataclass(frozen=True)
class Flag:
    """A warning beside a value, shown when its count is not 0.

    Attributes:
        counted: What is counted, over the accounts in scope or over everyone.
        sentence: The warning, with ``{n}`` for the count.
    """

    counted: Measure
    sentence: str


@dataclass(frozen=True)
class Kpi:
    """One KPI of the catalogue.

    Attributes:
        id: Its name in every surface.
        title: Its name for people.
        question: The question it answers.
        definition: What it counts over what, in the catalogue's words.
        family: Its family.
        unit: Unit of its value.
        better: Which direction is good.
        source: The schools that define it: E, S, T, or + for ours.
        needs: Canonical tables it cannot be known without.
        population: T: accounts in scope that were no customers at the period's start; A: all in scope.
        shape: How it is computed.
        extra: What is shown beside its value.
        by: Columns of its numerator's relation that it can be asked by.
        flags: Warnings that its value can carry.
        settings: Sections of abmetry.toml that define it.
    """

    id: str
    title: str
    question: str
    definition: str
    family: Family
    unit: Unit
    better: Better
    source: str
    needs: tuple[str, ...]
    population: Population
    shape: Shape
    extra: Mapping[str, Shape] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    settings: tuple[str, ...] = ()

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shape of its value, then those of what is shown beside it."""
        return (self.shape, *self.extra.values())

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure of the value, of what is beside it and of its flags, each once."""
        parts = [part for shape in self.shapes for part in shape.parts]
        return tuple(dict.fromkeys([*parts, *(flag.counted for flag in self.flags)]))

    @property
    def relations(self) -> tuple[str, ...]:
        """The as-of relations it reads."""
        spreads = [shape.spread.relation for shape in self.shapes if shape.spread]
        names = [m.relation for m in self.measures if m.relation != SCOPE]
        return tuple(dict.fromkeys([*names, *spreads]))
