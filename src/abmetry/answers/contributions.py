"""What every account in scope contributes to every measure: one wide table, and the sums over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from abmetry.answers.measured import Working, by_relation
from abmetry.kpis.kpi import Kpi, Population
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import Floats, Shape

Group = tuple[str | None, ...]


@dataclass(frozen=True)
class Cell:
    """Where a result stands: a period, a cohort, and the values of the groups."""

    period: int
    cohort: str
    group: Group


@dataclass(frozen=True)
class Sums:
    """Sums over the accounts of one cell, for both populations.

    Attributes:
        accounts: How many accounts, per population.
        by_measure: The sum of a measure over a population.
    """

    accounts: dict[Population, float]
    by_measure: dict[tuple[Population, Measure], float]


class Contributions:
    """The wide table of a batch of KPIs that are split in the same way."""

    def __init__(
        self,
        working: Working,
        kpis: Sequence[Kpi],
        scope_groups: int,
        split: tuple[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Make the table.

        Args:
            working: The tables of the question; ``scope`` is among them.
            kpis: The KPIs of the batch.
            scope_groups: How many groups the scope has.
            split: A relation, and the columns of it that the KPIs are also split by.
        """
        self._working = working
        self._kpis = kpis
        measures = list(dict.fromkeys(m for kpi in kpis for m in kpi.measures))
        self._everyone = working.of_everyone([m for m in measures if m.everyone])
        self._columns: dict[Measure, str] = {}
        split_columns = split[1] if split else ()
        self._groups = [f"g{i}" for i in range(scope_groups)] + [f"f{i}" for i in range(len(split_columns))]
        self._table = working.name("contributions")
        self._make(measures, scope_groups, split)

    def _make(
        self, measures: Sequence[Measure], scope_groups: int, split: tuple[str, tuple[str, ...]] | None
    ) -> None:
        selected = ["s.period", "s.cohort", "s.is_target", *(f"s.g{i}" for i in range(scope_groups))]
        joins: list[str] = []
        for relation, own in by_relation(measures).items():
            by = split[1] if split and split[0] == relation else ()
            measured = self._working.measured(relation, own, by)
            alias = measured.name
            matched = ""
            if by:
                values = ", ".join(f"f{i}" for i in range(len(by)))
                joins.insert(
                    0, f"join (select distinct period, {values} from {alias}) f on f.period = s.period"
                )
                selected.extend(f"f.f{i}" for i in range(len(by)))
                matched = "".join(f" and {alias}.f{i} is not distinct from f.f{i}" for i in range(len(by)))
            joins.append(
                f"left join {alias} on {alias}.period = s.period and {alias}.account_id = s.account_id{matched}"
            )
            for measure, column in measured.columns.items():
                name = f"p{len(self._columns)}"
                self._columns[measure] = name
                selected.append(f"coalesce({alias}.{column}, 0) as {name}")
        sql = f"select {', '.join(selected)} from scope s {' '.join(joins)}"
        self._working.store(self._table, sql)

    def sums(self) -> dict[Cell, Sums]:
        """The sum of every measure, per cell."""
        keys = ", ".join(["period", "cohort", *self._groups])
        target = "case when is_target then {} else 0 end"
        sums = [
            f"sum({column}) as a_{column}, sum({target.format(column)}) as t_{column}"
            for column in self._columns.values()
        ]
        rows = self._working.engine.query(
            f"""
            select {keys}, count(*) as accounts, sum({target.format(1)}) as targets{"".join(", " + s for s in sums)}
            from {self._table}
            group by {keys}
            """
        ).to_pylist()
        return {self._cell(row): self._sums(row) for row in rows}

    def parts(self, kpi: Kpi, shape: Shape) -> dict[Cell, tuple[Floats, Floats]]:
        """Per cell, the different contributions of accounts to a shape (r x k) and how many accounts make each."""
        keys = ["period", "cohort", *self._groups]
        columns = [self._part_sql(part) for part in shape.parts]
        named = ", ".join([*keys, *(f"{sql} as x{i}" for i, sql in enumerate(columns))])
        table = self._working.engine.query(
            f"""
            select {", ".join([*keys, *(f"x{i}" for i in range(len(columns)))])}, count(*) as accounts
            from (select {named} from {self._table} where {_population(kpi)}) own
            group by {", ".join([*keys, *(f"x{i}" for i in range(len(columns)))])}
            order by {", ".join([*keys, *(f"x{i}" for i in range(len(columns)))])}
            """
        )
        return self._by_cell(table.to_pydict(), len(columns))

    def of_everyone(self, period: int, measure: Measure) -> float:
        """A measure over everyone in a period."""
        return self._everyone.get((period, measure), 0.0)

    def _part_sql(self, part: Measure) -> str:
        if part.relation == SCOPE:
            return "cast(1 as double)"
        return "cast(0 as double)" if part.everyone else f"cast({self._columns[part]} as double)"

    def _by_cell(self, columns: dict[str, list[Any]], k: int) -> dict[Cell, tuple[Floats, Floats]]:
        n = len(columns["accounts"])
        values = np.column_stack([np.asarray(columns[f"x{i}"], dtype=np.float64) for i in range(k)])
        counts = np.asarray(columns["accounts"], dtype=np.float64)
        cells = [
            Cell(period, cohort, group)
            for period, cohort, *group_values in zip(
                columns["period"], columns["cohort"], *(columns[g] for g in self._groups), strict=True
            )
            for group in [tuple(group_values)]
        ]
        edges = [i for i in range(n) if i == 0 or cells[i] != cells[i - 1]] + [n]
        return {cells[a]: (values[a:b], counts[a:b]) for a, b in pairwise(edges) if b > a}

    def _cell(self, row: dict[str, Any]) -> Cell:
        return Cell(row["period"], str(row["cohort"]), tuple(row[g] for g in self._groups))

    def _sums(self, row: dict[str, Any]) -> Sums:
        accounts: dict[Population, float] = {"A": _float(row["accounts"]), "T": _float(row["targets"])}
        by_measure: dict[tuple[Population, Measure], float] = {}
        for measure, column in self._columns.items():
            by_measure["A", measure] = _float(row[f"a_{column}"])
            by_measure["T", measure] = _float(row[f"t_{column}"])
        return Sums(accounts, by_measure)


def _population(kpi: Kpi) -> str:
    return "is_target" if kpi.population == "T" else "1 = 1"


def _float(value: Any) -> float:
    return float(value or 0)
