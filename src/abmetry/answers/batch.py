"""The statistics of KPIs that are split in the same way: one place to look a sum up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from abmetry.answers.contributions import (
    EVER_LISTED,
    Cell,
    Contributions,
    Group,
    Split,
    Statistics,
    count_accounts,
    of_everyone,
)
from abmetry.answers.measured import Working
from abmetry.kpis.kpi import Kpi, Population
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import Floats, Shape


class Batch:
    """Sums of measures in every cell, wherever they come from."""

    def __init__(
        self, working: Working, kpis: Sequence[Kpi], scope_groups: int, split: Split | None = None
    ) -> None:
        """Compute the statistics.

        Args:
            working: The tables of the question; ``scope`` is among them.
            kpis: KPIs that are split in the same way.
            scope_groups: How many groups the scope has.
            split: A relation, and the columns of it that the KPIs are also split by.
        """
        self._working = working
        self._kpis = kpis
        self._scope_groups = scope_groups
        self._split = split
        measures = dict.fromkeys(m for kpi in kpis for m in kpi.measures)
        self._contributions: list[Contributions] = []
        for drawn in dict.fromkeys(m.drawn for m in measures):
            varying = [m for m in measures if m.drawn == drawn and self._may_vary(m)]
            for together in _summed_together(kpis, varying):
                reading = [kpi for kpi in kpis if any(m in together for m in kpi.measures)]
                self._contributions.append(
                    Contributions(working, reading, together, scope_groups, split, drawn)
                )
        self._places = {m: made for made in self._contributions for m in measures if made.has(m)}
        self._statistics = {id(made): made.statistics() for made in self._contributions}
        self._accounts = count_accounts(working, scope_groups)
        self._everyone = of_everyone(working, [m for m in measures if m.everyone], split)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell in which an account contributes something, of every period and cohort."""
        if self._split is None:
            return tuple(cell for cell in self._accounts if cell.cohort != EVER_LISTED)
        cells = (cell for statistics in self._statistics.values() for cell in statistics)
        groups = {(cell.cohort, cell.group) for cell in cells if cell.cohort != EVER_LISTED}
        periods = sorted({cell.period for cell in self._accounts})
        return tuple(Cell(period, cohort, group) for period in periods for cohort, group in groups)

    def cells_of(self, kpi: Kpi) -> tuple[Cell, ...]:
        """The cells, and of a KPI that counts everyone's rows those in which only others have any."""
        groups = {
            group
            for (_, measure, group), value in self._everyone.items()
            if group and value and measure in kpi.shape.parts
        }
        if not groups:
            return self.cells
        apart = {
            (cell.period, cell.cohort, cell.group) for cell in self._accounts if cell.cohort != EVER_LISTED
        }
        further = (Cell(period, cohort, (*own, *group)) for period, cohort, own in apart for group in groups)
        return tuple(dict.fromkeys([*self.cells, *further]))

    def accounts(self, population: Population, cell: Cell) -> float:
        """How many accounts of a population there are in the cell; a split does not divide them."""
        cell = Cell(cell.period, cohort_of(population, cell.cohort), cell.group[: self._scope_groups])
        return self._accounts.get(cell, {}).get(population, 0.0)

    def sum_of(self, population: Population, measure: Measure, cell: Cell) -> float:
        """The sum of a measure over the accounts of a population in a cell."""
        if measure.relation == SCOPE:
            return self.accounts(population, cell)
        if measure.everyone:
            own = self._split is not None and self._split[0] == measure.relation
            group: Group = cell.group[self._scope_groups :] if own else ()
            return self._everyone.get((cell.period, measure, group), 0.0)
        if measure not in self._places:
            return self._whole.sum_of(
                population, measure, Cell(cell.period, cell.cohort, cell.group[: self._scope_groups])
            )
        found = self._found(self._places[measure], population, cell)
        return found.sums.get((population, measure), 0.0) if found else 0.0

    def products(self, kpi: Kpi, cell: Cell) -> tuple[Floats, int]:
        """Sums of products of the KPI's varying parts in a cell, and how many accounts have any of them.

        Of a KPI that does not draw accounts, what it draws takes their place, here and below.
        """
        k = len(self.varying_parts(kpi.shape))
        made = self._made_for(kpi.shape)
        found = self._found(made, kpi.population, cell) if made else None
        return found.products[kpi.population, id(kpi.shape)] if found else (np.zeros((k, k)), 0)

    def acting(self, kpi: Kpi, cells: Sequence[Cell], most: int) -> dict[Cell, Floats]:
        """The contributions of the accounts that have any varying part of the KPI's value, per cell."""
        made = self._made_for(kpi.shape)
        if made is None or not cells:
            return {}
        places = {self._at(kpi.population, cell): cell for cell in cells}
        return {places[place]: rows for place, rows in made.acting(kpi, list(places), most).items()}

    def varying_parts(self, shape: Shape) -> list[int]:
        """Which parts of a shape differ from account to account."""
        return [i for i, part in enumerate(shape.parts) if part in self._places]

    def _may_vary(self, measure: Measure) -> bool:
        """Whether accounts contribute to the measure, and its relation is the one that is split if one is."""
        if measure.relation == SCOPE or measure.everyone:
            return False
        return self._split is None or measure.relation == self._split[0]

    def _made_for(self, shape: Shape) -> Contributions | None:
        """Where the varying parts of a shape are, if it has any."""
        return next((self._places[part] for part in shape.parts if part in self._places), None)

    def _found(self, made: Contributions, population: Population, cell: Cell) -> Statistics | None:
        return self._statistics[id(made)].get(self._at(population, cell))

    @cached_property
    def _whole(self) -> Batch:
        return Batch(self._working, self._kpis, self._scope_groups)

    def _at(self, population: Population, cell: Cell) -> Cell:
        return Cell(cell.period, cohort_of(population, cell.cohort), cell.group)


def _summed_together(kpis: Sequence[Kpi], measures: Sequence[Measure]) -> list[list[Measure]]:
    """Measures by relation; relations whose parts one interval draws together are as one."""
    first = {m.relation: m.relation for m in measures}
    for kpi in kpis:
        drawn = [part.relation for part in kpi.shape.parts if part in measures]
        if kpi.shape.interval == "bootstrap":
            joined = {first[relation] for relation in drawn}
            first = {name: min(joined) if own in joined else own for name, own in first.items()}
    return [[m for m in measures if first[m.relation] == own] for own in dict.fromkeys(first.values())]


def cohort_of(population: Population, cohort: str) -> str:
    """The cohort of the scope whose accounts a population is taken from, where one is asked of a cohort."""
    return EVER_LISTED if population == "L" and cohort == "abm" else cohort
