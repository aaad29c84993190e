"""What a KPI is: one declaration that holds its words and its logic."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import inf
from typing import Literal

from abmetry.asof.relation import Caution
from abmetry.asof.relations import RELATIONS
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import Shape
from abmetry.lang.message import Message, Quantity, completed
from abmetry.workspace.settings import Settings


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
    TABLE = "table"

    @property
    def is_money(self) -> bool:
        """Whether values of it carry a currency."""
        return self.value.startswith("money")


_WORDS_OF_NUMBER = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
_SETTING = re.compile(r"\{([a-z_]+(?:\.[a-z0-9_]+)+)\}")

Better = Literal["higher", "lower", "neither"]
Population = Literal["A", "T", "L"]


@dataclass(frozen=True)
class Flag:
    """A warning beside a value, shown when its count is not 0.

    Attributes:
        counted: What is counted, over the accounts in scope or over everyone.
        sentence: The warning, with ``{n}`` for the count, and ``[one|several]`` for words that follow it.
        summed: The sum, over the same rows, of shares whose mean the warning tells as ``{share}``.
    """

    counted: Measure
    sentence: str
    summed: Measure | None = None

    @property
    def forms(self) -> tuple[str, str]:
        """The warning about one, and about several."""
        one, several = (_WORDS_OF_NUMBER.sub(form, self.sentence) for form in (r"\1", r"\2"))
        return one, several

    def said(self, n: int, total: float | None = None) -> Message:
        """The warning about that many, whose shares come to that total."""
        share: Quantity | str = "*x* %"
        if total is not None:
            percent = 100 * total / n
            share = Quantity(percent, "percent", f"{percent:,.0f} %", places=0)
        return Message.of(*self.forms, {"n": n, "share": share})


@dataclass(frozen=True)
class Obstacle:
    """What keeps a KPI from being known although its tables are loaded.

    Attributes:
        fact: The fact that tells.
        when: A condition over aggregates of the fact.
        sentence: Why the KPI cannot be known then.
    """

    fact: str
    when: str
    sentence: str


@dataclass(frozen=True)
class Kpi:
    """One KPI of the catalogue.

    Attributes:
        id: Its name in every surface.
        title: Its name for people.
        question: The question it answers.
        definition: What it counts over what, in the catalogue's words; ``{section.key}`` stands for what settings say.
        family: Its family.
        unit: Unit of its value.
        better: Which direction is good.
        source: The schools that define it: E, S, T, or + for ours.
        needs: Canonical tables it cannot be known without; of a group of alternatives one is enough.
        population: T: accounts in scope that were no customers at the period's start; A: all in scope; L: accounts
            that were on a list of the scope at any instant before t, whatever their tier.
        shape: How it is computed.
        bounds: Between which values it lies whatever the data; None: as its unit says, 0 to 100 of percents.
        extra: What is shown beside its value.
        extra_units: Units of those of ``extra`` whose unit is not the value's.
        by: What else it can be split by: a name, and the column of its numerator's relation.
        varies_by: What it can be split by that is no column but a way to compute it, such as the model of credit.
        variants: From itself and what it is split by to the ways in which it is computed then; None: always alike.
        variant: The values of ``varies_by`` that this one has.
        flags: Warnings that its value can carry.
        settings: Sections of abmetry.toml that define it.
        unless: Why a workspace cannot ask it of a cohort, or None.
        obstacles: What in the data keeps it from being known.
        published: The fact that tells of the models behind it; its explanation shows the rows.
        of_kpis: It is a table of other KPIs, each result in the unit of its own.
        is_mined: Its value is how many of many things that were tried hold; the whole catalogue tells it of one period.
    """

    id: str
    title: str
    question: str
    definition: str
    family: Family
    unit: Unit
    better: Better
    source: str
    needs: tuple[str | tuple[str, ...], ...]
    population: Population
    shape: Shape
    bounds: tuple[float, float] | None = None
    extra: Mapping[str, Shape] = field(default_factory=dict)
    extra_units: Mapping[str, Unit] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)
    varies_by: tuple[str, ...] = ()
    variants: Callable[[Kpi, tuple[str, ...]], tuple[Kpi, ...]] | None = None
    variant: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    settings: tuple[str, ...] = ()
    unless: Callable[[Settings, str], str | None] | None = None
    obstacles: tuple[Obstacle, ...] = ()
    published: str = ""
    of_kpis: bool = False
    is_mined: bool = False

    def told(self, settings: Settings) -> Kpi:
        """The KPI with what a workspace's settings say in its definition.

        Raises:
            ValueError: The definition names a setting that there is not.
        """

        def said(setting: str) -> object:
            value: object = settings
            for name in setting.split("."):
                if not hasattr(value, name):
                    raise ValueError(f"{self.id} is defined by {{{setting}}}, which is no setting.")
                value = getattr(value, name)
            return value if isinstance(value, int | float | str) else str(value)

        values = {setting: said(setting) for setting in _SETTING.findall(self.definition)}
        return replace(self, definition=completed(self.definition, **values))

    @property
    def splits(self) -> tuple[str, ...]:
        """What it can be split by beside groups of accounts and of time."""
        return (*self.by, *self.varies_by)

    def split(self, by: tuple[str, ...]) -> tuple[Kpi, ...]:
        """The ways in which it is computed where an answer is split so."""
        return self.variants(self, by) if self.variants else (self,)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shape of its value, then those of what is shown beside it."""
        return (self.shape, *self.extra.values())

    @property
    def possible(self) -> tuple[float, float]:
        """The lowest and the highest value that there can be; infinite where nothing bounds it."""
        if self.bounds is not None:
            return self.bounds
        return (0.0, 100.0) if self.unit is Unit.PERCENT else (-inf, inf)

    @property
    def furthest(self) -> float:
        """How far two values can be from each other; infinite where nothing bounds it."""
        low, high = self.possible
        return high - low

    def unit_beside(self, name: str) -> Unit:
        """Unit of something that is shown beside its value."""
        return self.extra_units.get(name, self.unit)

    @property
    def shows_money(self) -> bool:
        """Whether its value, or something beside it, is money."""
        return any(unit.is_money for unit in (self.unit, *self.extra_units.values()))

    @property
    def all_flags(self) -> tuple[Flag, ...]:
        """Its own flags, and the cautions of the relations that it reads."""
        found = [self._flag(name, caution) for name in self.relations for caution in RELATIONS[name].cautions]
        return (*self.flags, *(flag for flag in found if flag is not None))

    def _flag(self, relation: str, caution: Caution) -> Flag | None:
        where, everyone = caution.where, caution.everyone
        if caution.of or caution.of_rows:
            taken = dict.fromkeys(self._rows_of(relation, caution.of))
            if not taken:
                return None
            if "1 = 1" not in taken:
                where = f"({where}) and ({' or '.join(f'({rows})' for rows in taken)})"
        summed = Measure(relation, "sum", where, caution.share, everyone=everyone) if caution.share else None
        return Flag(Measure(relation, "count", where, everyone=everyone), caution.sentence, summed)

    def _rows_of(self, relation: str, values: Collection[str]) -> Iterator[str]:
        """Which rows of a relation it takes, or takes one of these values of."""
        for shape in self.shapes:
            for part in shape.parts:
                if part.relation == relation and (not values or part.value in values):
                    yield part.where
            spread = shape.spread
            if spread and spread.relation == relation and not values:
                yield from (spread.where, spread.open_where)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure of the value, of what is beside it and of its flags, each once."""
        parts = [measure for shape in self.shapes for measure in shape.measures]
        flags = [m for flag in self.all_flags for m in (flag.counted, flag.summed) if m is not None]
        return tuple(dict.fromkeys([*parts, *flags]))

    @property
    def relations(self) -> tuple[str, ...]:
        """The as-of relations it reads."""
        spreads = [shape.spread.relation for shape in self.shapes if shape.spread]
        parts = [part for shape in self.shapes for part in shape.parts]
        names = [m.relation for m in parts if m.relation != SCOPE]
        return tuple(dict.fromkeys([*names, *spreads]))

    def missing(self, loaded: Collection[str]) -> tuple[str, ...]:
        """The tables that would have to be loaded too."""
        return tuple(table for group in self.lacking(loaded) for table in group)

    def lacking(self, loaded: Collection[str]) -> tuple[tuple[str, ...], ...]:
        """The same in groups; of each one table would do."""
        return tuple(group for group in self.alternatives if not any(table in loaded for table in group))

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """The tables it needs, of each group one."""
        return tuple(need if isinstance(need, tuple) else (need,) for need in self.needs)
