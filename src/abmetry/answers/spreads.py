"""The durations behind a mean: their quartiles, and their median with those still running (KPIS.md, rule 8)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from abmetry.answers.contributions import Cell
from abmetry.answers.measured import Working
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.shape import Spread
from abmetry.stats.quantiles import Histogram
from abmetry.stats.survival import kaplan_meier

Shown = dict[str, float | int | None]
NOTHING: Shown = {"median": None, "p25": None, "p75": None, "censored_median": None, "n_open": 0}


def spreads(
    working: Working, kpi: Kpi, spread: Spread, scope_groups: int, split: Sequence[str]
) -> dict[Cell, Shown]:
    """What is shown beside a mean duration, per cell: median, quartiles, censored median, how many are open."""
    working.asof(spread.relation)
    groups = [f"g{i}" for i in range(scope_groups)] + [f"f{i}" for i in range(len(split))]
    selected = [
        "s.period",
        "s.cohort",
        *(f"s.g{i}" for i in range(scope_groups)),
        *(f"r.{column} as f{i}" for i, column in enumerate(split)),
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
    return {cell: _shown(durations) for cell, durations in by_cell.items()}


def _shown(durations: Sequence[tuple[bool, float, int]]) -> Shown:
    ended = [(days, n) for has_ended, days, n in durations if has_ended]
    quartiles = None
    if ended:
        quartiles = Histogram.of([d for d, _ in ended], [n for _, n in ended]).quartiles()
    p25, median, p75 = quartiles or (None, None, None)
    curve = kaplan_meier(
        np.array([days for _, days, _ in durations]),
        np.array([has_ended for has_ended, _, _ in durations]),
        np.array([n for _, _, n in durations]),
    )
    return {
        "median": median,
        "p25": p25,
        "p75": p75,
        "censored_median": curve.median() if curve else None,
        "n_open": sum(n for has_ended, _, n in durations if not has_ended),
    }
