"""The statistics of KPIs that are split in the same way: one place to look a sum up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from abmetry.answers.contributions import Cell, Contributions, Group, Split, Statistics, count_accounts
from abmetry.answers.measured import Working
from abmetry.kpis.kpi import Kpi, Population
from abmetry.kpis.measure import SCOPE, Drawn, Measure
from abmetry.kpis.shape import Floats, Shape

EVER_LISTED = "ever_listed"


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
        self._contributions: dict[Drawn | None, Contributions] = {
            drawn: Contributions(working, _reading(kpis, drawn), scope_groups, split, drawn)
            for drawn in dict.fromkeys([None, *(m.drawn for m in measures)])
        }
        self._statistics: dict[Drawn | None, Mapping[Cell, Statistics]] = {
            drawn: contributions.statistics() for drawn, contributions in self._contributions.items()
        }
        self._accounts = count_accounts(working, scope_groups)
        self._everyone = self._contributions[None].of_everyone([m for m in measures if m.everyone])

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
        if not self._contributions[measure.drawn].varies(measure):
            return self._whole.sum_of(
                population, measure, Cell(cell.period, cell.cohort, cell.group[: self._scope_groups])
            )
        found = self._statistics[measure.drawn].get(self._at(population, cell))
        return found.sums.get((population, measure), 0.0) if found else 0.0

    def products(self, kpi: Kpi, cell: Cell) -> tuple[Floats, int]:
        """Sums of products of the KPI's varying parts in a cell, and how many accounts have any of them.

        Of a KPI that does not draw accounts, what it draws takes their place, here and below.
        """
        found = self._statistics[kpi.shape.drawn].get(self._at(kpi.population, cell))
        k = len(self.varying_parts(kpi.shape))
        return found.products[kpi.population, id(kpi.shape)] if found else (np.zeros((k, k)), 0)

    def acting(self, kpi: Kpi, cells: Sequence[Cell], most: int) -> dict[Cell, Floats]:
        """The contributions of the accounts that have any varying part of the KPI's value, per cell."""
        places = {self._at(kpi.population, cell): cell for cell in cells}
        contributions = self._contributions[kpi.shape.drawn]
        return {places[place]: rows for place, rows in contributions.acting(kpi, list(places), most).items()}

    def varying_parts(self, shape: Shape) -> list[int]:
        """Which parts of a shape differ from account to account."""
        return self._contributions[shape.drawn].varying_parts(shape)

    @cached_property
    def _whole(self) -> Batch:
        return Batch(self._working, self._kpis, self._scope_groups)

    def _at(self, population: Population, cell: Cell) -> Cell:
        return Cell(cell.period, cohort_of(population, cell.cohort), cell.group)


def _reading(kpis: Sequence[Kpi], drawn: Drawn | None) -> Sequence[Kpi]:
    return kpis if drawn is None else [kpi for kpi in kpis if any(m.drawn == drawn for m in kpi.measures)]


def cohort_of(population: Population, cohort: str) -> str:
    """The cohort of the scope whose accounts a population is taken from, where one is asked of a cohort."""
    return EVER_LISTED if population == "L" and cohort == "abm" else cohort
