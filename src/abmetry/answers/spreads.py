"""The durations behind a mean: their quartiles, and their median with those still running (KPIS.md, rule 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from abmetry.answers.contributions import Cell
from abmetry.answers.measured import Working
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.shape import Floats, Spread
from abmetry.stats.quantiles import Histogram
from abmetry.stats.survival import SurvivalCurve, kaplan_meier

Shown = dict[str, float | int | None]
NOTHING: Shown = {"median": None, "p25": None, "p75": None, "censored_median": None, "n_open": 0}


@dataclass(frozen=True)
class Durations:
    """Durations of one cell: those that ended, and the curve of all."""

    ended: Histogram | None
    curve: SurvivalCurve | None
    n_open: int

    def shown(self) -> Shown:
        """What is shown beside their mean."""
        p25, median, p75 = (self.ended.quartiles() if self.ended else None) or (None, None, None)
        return {
            "median": median,
            "p25": p25,
            "p75": p75,
            "censored_median": self.curve.median() if self.curve else None,
            "n_open": self.n_open,
        }


def spreads(
    working: Working, kpi: Kpi, spread: Spread, scope_groups: int, split: Sequence[str]
) -> dict[Cell, Durations]:
    """The durations behind a mean, per cell."""
    working.asof(spread.relation)
    groups = [f"g{i}" for i in range(scope_groups)] + [f"f{i}" for i in range(len(split))]
    selected = [
        "s.period",
        "s.cohort",
        *(f"s.g{i}" for i in range(scope_groups)),
        *(f"cast(r.{column} as string) as f{i}" for i, column in enumerate(split)),
    ]
    population = "s.is_target" if kpi.population == "T" else "1 = 1"
    queries = [f"select {', '.join(selected)}, true as ended, {spread.value} as days"]
    wheres = [spread.where]
    if spread.open_value:
        queries.append(f"select {', '.join(selected)}, false as ended, {spread.open_value} as days")
        wheres.append(spread.open_where)
    rows = " union all ".join(
        f"""
        {query} from asof_{spread.relation} r
        join scope s on s.period = r.period and s.account_id = r.account_id
        where ({where}) and {population}
        """
        for query, where in zip(queries, wheres, strict=True)
    )
    keys = ", ".join(["period", "cohort", *groups])
    dialect = working.engine.dialect
    lists = ", ".join(f"{dialect.list_of(name)} as {name}" for name in ("ended", "days", "n"))
    table = working.engine.query(
        f"""
        with counted as (
            select {keys}, ended, days, count(*) as n from ({rows}) durations
            where days is not null group by {keys}, ended, days
        )
        select {keys}, {lists} from counted group by {keys} order by {keys}
        """
    )
    cells = table.select(["period", "cohort", *groups]).to_pylist()
    return {
        Cell(row["period"], row["cohort"], tuple(row[g] for g in groups)): _durations(
            *(table[name][i].values.to_numpy(zero_copy_only=False) for name in ("ended", "days", "n"))
        )
        for i, row in enumerate(cells)
    }


def _durations(ended: NDArray[np.bool_], days: Floats, n: NDArray[np.int64]) -> Durations:
    """The durations of one cell: for each number of days, whether those ended, and how many there are."""
    histogram = Histogram.of(days[ended], n[ended]) if ended.any() else None
    return Durations(histogram, kaplan_meier(days, ended, n), int(n[~ended].sum()))
