"""What every account in scope (or rep, or whatever else is drawn) contributes to every measure, and the sums of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from abmetry.answers.measured import Working
from abmetry.kpis.kpi import Kpi, Population
from abmetry.kpis.measure import Drawn, Measure
from abmetry.kpis.shape import Floats

EVER_LISTED = "ever_listed"

Group = tuple[str | None, ...]
Split = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Cell:
    """Where a result stands: a period, a cohort, and the values of the groups."""

    period: int
    cohort: str
    group: Group


@dataclass
class Statistics:
    """Sums over the accounts of one cell.

    Attributes:
        sums: The sum of a measure over a population.
        products: For a shape: the sums of products of its varying parts, and how many accounts have any of them.
    """

    sums: dict[tuple[Population, Measure], float] = field(default_factory=dict)
    products: dict[tuple[Population, int], tuple[Floats, int]] = field(default_factory=dict)


class Contributions:
    """What accounts contribute to measures that are summed together, of KPIs that are split in the same way."""

    def __init__(
        self,
        working: Working,
        kpis: Sequence[Kpi],
        measures: Sequence[Measure],
        scope_groups: int,
        split: Split | None,
        drawn: Drawn | None = None,
    ) -> None:
        """Make the table of contributions: of one relation, or of several that one interval draws together.

        Args:
            working: The tables of the question; ``scope`` is among them.
            kpis: The KPIs that have any of the measures.
            measures: The measures, none of everyone's rows or of the scope.
            scope_groups: How many groups the scope has.
            split: A relation, and the columns of it that the KPIs are also split by.
            drawn: The relation and column whose values take the accounts' place; None: the accounts themselves.
        """
        self._working = working
        self._kpis = kpis
        self._split = split
        self.scope_groups = [f"g{i}" for i in range(scope_groups)]
        self.split_groups = [f"f{i}" for i in range(len(split[1]))] if split else []
        self._drawn = drawn
        self._columns = {measure: f"p{i}" for i, measure in enumerate(measures)}
        self._relations = list(dict.fromkeys(measure.relation for measure in measures))
        by = ["by", *split[1]] if split else []
        self._table = "_".join(["contributions", *(("of", *drawn) if drawn else self._relations), *by])
        self._working.store(self._table, self._drawn_sql() if drawn else self._sql())

    @property
    def groups(self) -> list[str]:
        """The group columns: of the scope, then of the split relation."""
        return [*self.scope_groups, *self.split_groups]

    def has(self, measure: Measure) -> bool:
        """Whether the accounts' own contributions to the measure are in the table."""
        return measure in self._columns

    def _sql(self) -> str:
        """One row per account of a cell that has rows in any of the relations."""
        selected = ["s.period", "s.cohort", "s.is_target", *(f"s.{g}" for g in self.scope_groups)]
        joins = []
        by = self._split[1] if self._split else ()
        alone = len(self._relations) == 1
        for relation in self._relations:
            measured = self._working.measured(relation, by)
            alias = f"of_{relation}"
            joins.append(
                f"{'' if alone else 'left '}join {measured.name} {alias}"
                f" on {alias}.period = s.period and {alias}.account_id = s.account_id"
            )
            selected.extend(f"{alias}.{f}" for f in self.split_groups)
            selected.extend(
                f"cast(coalesce({alias}.{measured.columns[measure]}, 0) as double) as {column}"
                for measure, column in self._columns.items()
                if measure.relation == relation
            )
        there = " or ".join(f"of_{relation}.account_id is not null" for relation in self._relations)
        listed = (
            "" if any(kpi.population == "L" for kpi in self._kpis) else f" and s.cohort <> '{EVER_LISTED}'"
        )
        return f"select {', '.join(selected)} from scope s {' '.join(joins)} where ({there}){listed}"

    def _drawn_sql(self) -> str:
        """One row per cell and value of the column that is drawn: the rows of all accounts of the cell together."""
        relation, column = self._drawn or ("", "")
        self._working.asof(relation)
        by = self._split[1] if self._split else ()
        keys = ["s.of_period", "s.of_cohort", *(f"s.of_{g}" for g in self.scope_groups)]
        names = ["period", "cohort", *self.scope_groups]
        keys += [f"cast(r.{name} as string)" for name in by] + [f"r.{column}"]
        names += [*self.split_groups, "drawn"]
        named = [f"{key} as {name}" for key, name in zip(keys, names, strict=True)]
        dialect = self._working.engine.dialect
        named += [f"cast({m.sql(dialect)} as double) as {name}" for m, name in self._columns.items()]
        of_scope = "".join(f", {g} as of_{g}" for g in self.scope_groups)
        return f"""
            select {", ".join(named)}
            from asof_{relation} r
            join (
                select period as of_period, cohort as of_cohort, account_id as of_account {of_scope} from scope
            ) s on s.of_period = r.period and s.of_account = r.account_id
            where r.{column} is not null
            group by {", ".join(keys)}
        """

    def statistics(self) -> dict[Cell, Statistics]:
        """The sums of every measure, and of the products that intervals need, per cell; one query."""
        wanted: dict[str, str] = {}
        for kpi in self._kpis:
            where = _of_population(kpi.population)
            for column in (self._columns[m] for m in kpi.measures if self.has(m)):
                wanted[f"s_{where.name}_{column}"] = where.sum_sql(column)
            if columns := self._resampled(kpi):
                for i, first in enumerate(columns):
                    for second in columns[i:]:
                        wanted[f"x_{where.name}_{first}_{second}"] = where.sum_sql(f"{first} * {second}")
                wanted[_acting_name(where.name, columns)] = where.sum_sql(
                    f"case when {_any_not_zero(columns)} then 1 else 0 end"
                )
        keys = ", ".join(["period", "cohort", *self.groups])
        aggregates = ", ".join(f"{sql} as {name}" for name, sql in wanted.items())
        table = self._working.engine.query(f"select {keys}, {aggregates} from {self._table} group by {keys}")
        return {self._cell(row): self._statistics(row) for row in table.to_pylist()}

    def acting(self, kpi: Kpi, cells: Sequence[Cell], most: int) -> dict[Cell, Floats]:
        """The contributions (r x k) of the accounts that have any varying part of the KPI's value.

        Cells with more than ``most`` such accounts are left out.
        """
        columns = self._resampled(kpi)
        dialect = self._working.engine.dialect
        periods = ", ".join(str(period) for period in sorted({cell.period for cell in cells}))
        keys = ", ".join(["period", "cohort", *self.groups])
        rows = self._working.engine.query(
            f"""
            select {keys}, {", ".join(f"{dialect.list_of(c)} as x{i}" for i, c in enumerate(columns))}
            from {self._table}
            where period in ({periods}) and {_of_population(kpi.population).condition}
                and ({_any_not_zero(columns)})
            group by {keys}
            having count(*) <= {most}
            """
        ).to_pylist()
        wanted = set(cells)
        return {
            cell: np.column_stack([row[f"x{i}"] for i in range(len(columns))])
            for row in rows
            if (cell := self._cell(row)) in wanted
        }

    def _resampled(self, kpi: Kpi) -> list[str]:
        """The columns of the varying parts of a value with an interval by resampling, if they are here."""
        if kpi.shape.interval != "bootstrap":
            return []
        return [self._columns[part] for part in kpi.shape.parts if self.has(part)]

    def _cell(self, row: Mapping[str, Any]) -> Cell:
        return Cell(row["period"], row["cohort"], tuple(row[g] for g in self.groups))

    def _statistics(self, row: Mapping[str, Any]) -> Statistics:
        found = Statistics()
        for kpi in self._kpis:
            name = _of_population(kpi.population).name
            for measure in kpi.measures:
                if column := self._columns.get(measure):
                    found.sums[kpi.population, measure] = float(row[f"s_{name}_{column}"] or 0)
            if columns := self._resampled(kpi):
                products = np.zeros((len(columns), len(columns)))
                for i, first in enumerate(columns):
                    for j, second in enumerate(columns[i:], i):
                        products[i, j] = products[j, i] = row[f"x_{name}_{first}_{second}"] or 0
                acting = int(row[_acting_name(name, columns)] or 0)
                found.products[kpi.population, id(kpi.shape)] = (products, acting)
        return found


@dataclass(frozen=True)
class _PopulationSql:
    name: str
    condition: str

    def sum_sql(self, value: str) -> str:
        if self.condition == "1 = 1":
            return f"sum({value})"
        return f"sum(case when {self.condition} then {value} else 0 end)"


def _of_population(population: Population) -> _PopulationSql:
    return _PopulationSql("t", "is_target") if population == "T" else _PopulationSql("a", "1 = 1")


def _any_not_zero(columns: Sequence[str]) -> str:
    return " or ".join(f"{column} <> 0" for column in columns)


def _acting_name(population: str, columns: Sequence[str]) -> str:
    return "_".join(["n", population, *columns])


def count_accounts(working: Working, scope_groups: int) -> dict[Cell, dict[Population, float]]:
    """How many accounts each cell of the scope has, per population."""
    groups = [f"g{i}" for i in range(scope_groups)]
    keys = ", ".join(["period", "cohort", *groups])
    rows = working.engine.query(
        f"""
        select {keys}, count(*) as n, sum(case when is_target then 1 else 0 end) as targets
        from scope group by {keys}
        """
    ).to_pylist()
    return {
        Cell(row["period"], row["cohort"], tuple(row[g] for g in groups)): {
            "A": float(row["n"]),
            "T": float(row["targets"]),
            "L": float(row["n"]),
        }
        for row in rows
    }


def of_everyone(
    working: Working, measures: Sequence[Measure], split: Split | None
) -> dict[tuple[int, Measure, Group], float]:
    """Measures over all rows of their relation, per period and value of the split, if it is theirs."""
    values: dict[tuple[int, Measure, Group], float] = {}
    for relation in dict.fromkeys(m.relation for m in measures):
        by = split[1] if split and split[0] == relation else ()
        measured = working.measured(relation, by)
        own = [m for m in measures if m.relation == relation]
        keys = ["period", *(f"f{i}" for i in range(len(by)))]
        sums = ", ".join(f"sum({measured.columns[m]}) as m{i}" for i, m in enumerate(own))
        rows = working.engine.query(
            f"select {', '.join(keys)}, {sums} from {measured.name} group by {', '.join(keys)}"
        ).to_pylist()
        for row in rows:
            group = tuple(row[f] for f in keys[1:])
            values.update({(row["period"], m, group): float(row[f"m{i}"] or 0) for i, m in enumerate(own)})
    return values
