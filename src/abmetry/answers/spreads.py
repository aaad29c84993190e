"""The durations behind a mean: their quartiles, and their median with those still running (KPIS.md, rule 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from abmetry.answers.contributions import Cell
from abmetry.answers.measured import Working
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.shape import Spread
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
    table = working.engine.query(
        f"""
        select {keys}, ended, days, count(*) as n from ({rows}) durations
        where days is not null group by {keys}, ended, days order by {keys}
        """
    ).to_pylist()
    by_cell: dict[Cell, list[tuple[bool, float, int]]] = {}
    for row in table:
        cell = Cell(row["period"], row["cohort"], tuple(row[g] for g in groups))
        by_cell.setdefault(cell, []).append((row["ended"], row["days"], row["n"]))
    return {cell: _durations(durations) for cell, durations in by_cell.items()}


def _durations(rows: Sequence[tuple[bool, float, int]]) -> Durations:
    ended = [(days, n) for has_ended, days, n in rows if has_ended]
    curve = kaplan_meier(
        np.array([days for _, days, _ in rows]),
        np.array([has_ended for has_ended, _, _ in rows]),
        np.array([n for _, _, n in rows]),
    )
    histogram = Histogram.of([days for days, _ in ended], [n for _, n in ended]) if ended else None
    return Durations(histogram, curve, sum(n for has_ended, _, n in rows if not has_ended))
