"""Trying every factor against every outcome, and telling what is more than chance.

The time is divided where two thirds of it are over. In the first two thirds every factor is tried against every outcome
of its cases, within strata of account size (fifths, and not known) and standing on a target list. Those whose
false-discovery rate over all that were tried is low enough are insights; each is looked at again in the last third,
with the same bounds of its quarters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from abmetry.influence.insights.declared import Bools, Columns, Factor, Outcome
from abmetry.influence.insights.measures import Groups
from abmetry.stats.discoveries import q_values
from abmetry.stats.interval import Difference

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Status = Literal["holds", "does not hold", "too few to tell", "nothing found", "too few"]
BANDS = 5
DISCOVERY = 2 / 3
TOLD_AGAIN = 0.05


@dataclass(frozen=True, eq=False)
class CaseTable:
    """Cases with what was known of them.

    Attributes:
        columns: ``case_id``, ``account_id``, what the outcomes need.
        at: When each happened, seconds.
        size: Logarithm of its account's size, NaN where not known.
        on_list: Whether its account stood on a target list at the landmark.
        early: Whether it was still going on at the later landmark.
        values: Of each factor, by name; NaN: neither.
    """

    columns: Columns
    at: Floats
    size: Floats
    on_list: Bools
    early: Bools
    values: Mapping[str, Floats]


@dataclass(frozen=True)
class Compared:
    """Two groups compared.

    Attributes:
        difference: The effect, its interval and p-value.
        n: Cases that have the factor.
        n_other: Cases that do not.
        value: Their outcome, not adjusted.
        value_other: That of the others.
    """

    difference: Difference | None
    n: int
    n_other: int
    value: float | None
    value_other: float | None


@dataclass(frozen=True)
class Insight:
    """One factor tried against one outcome.

    Attributes:
        outcome: What came.
        factor: What was done.
        status: What is to be said of it.
        found: In the first two thirds of the time.
        again: In the last third; None: not looked at.
        q: False-discovery rate; None: not tried.
        high: Least value of the top quarter.
        low: Highest value of the bottom quarter.
        cases: Row numbers of the cases, and for each whether it has the factor and whether it is of the last third.
    """

    outcome: Outcome
    factor: Factor
    status: Status
    found: Compared
    again: Compared | None = None
    q: float | None = None
    high: float | None = None
    low: float | None = None
    cases: tuple[Ints, Bools, Bools] | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """Its name."""
        return f"{self.outcome.name}: {self.factor.name}"

    @property
    def is_found(self) -> bool:
        """Whether it is more than chance in the first two thirds."""
        return self.q is not None and self.status not in ("nothing found", "too few")


@dataclass(frozen=True)
class Rules:
    """When something counts as found.

    Attributes:
        least: Cases that either group needs.
        level: Confidence level of the intervals.
        rate: Highest false-discovery rate.
        landmark_days: Age of a deal at the later landmark.
        start: Seconds at which the time begins.
    """

    least: int
    level: float
    rate: float
    landmark_days: int
    start: float


def mine(
    outcomes: Sequence[Outcome], factors: Sequence[Factor], tables: Mapping[str, CaseTable], rules: Rules
) -> tuple[Insight, ...]:
    """Try every factor against every outcome of its cases."""
    tried: list[Insight] = []
    strata = {name: _strata(table) for name, table in tables.items()}
    for outcome in outcomes:
        table = tables.get(outcome.cases.name)
        if table is None or not len(table.at):
            continue
        told_of = outcome.told_of(table.columns)
        if not told_of.any():
            continue
        ends = float(table.at[told_of].max())
        later = table.at > rules.start + DISCOVERY * (ends - rules.start)
        for factor in factors:
            if outcome.cases.name in factor.of and factor.name in table.values:
                tried.append(_try(outcome, factor, table, told_of, later, strata[outcome.cases.name], rules))
    return _judged(tried, rules)


def _strata(table: CaseTable) -> Ints:
    """Twice the band of the account's size, plus 1 on a target list."""
    known = np.isfinite(table.size)
    _, first = np.unique(table.columns["account_id"].astype(str), return_index=True)
    sizes = table.size[first][known[first]]
    edges = np.quantile(sizes, np.arange(1, BANDS) / BANDS) if len(sizes) else np.zeros(0)
    band = np.where(known, np.searchsorted(edges, np.nan_to_num(table.size), side="right"), BANDS)
    return np.asarray(2 * band + table.on_list, dtype=np.int64)


def _try(
    outcome: Outcome,
    factor: Factor,
    table: CaseTable,
    told_of: Bools,
    later: Bools,
    strata: Ints,
    rules: Rules,
) -> Insight:
    values = table.values[factor.name]
    fit = told_of & np.isfinite(values) & (table.early if factor.window == "early" else True)
    high = low = None
    if factor.split == "quarters":
        first, either, high, low = _quarters(values, fit & ~later)
        fit = fit & either
    else:
        first = values > 0
    own = strata if factor.within_lists else strata // 2
    entered = float(rules.landmark_days) if factor.window == "early" else 0.0
    known = np.isfinite(table.size)
    sizes = np.where(known, table.size, table.size[known].mean() if known.any() else 0.0)

    def compared(rows: Bools) -> Compared:
        return _compare(outcome, table, rows & fit, first, own, sizes, entered, rules)

    found = compared(~later)
    if found.difference is None or found.difference.p is None:
        return Insight(outcome, factor, "too few", found, high=high, low=low)
    rows = np.flatnonzero(fit)
    return Insight(
        outcome,
        factor,
        "nothing found",
        found,
        compared(later),
        high=high,
        low=low,
        cases=(rows, first[rows], later[rows]),
    )


def _quarters(values: Floats, known: Bools) -> tuple[Bools, Bools, float | None, float | None]:
    """Which are in the top quarter, which in either, and their bounds: cut where the first two thirds are."""
    if not known.any():
        none = np.zeros(len(values), dtype=np.bool_)
        return none, none, None, None
    low, high = (float(q) for q in np.quantile(values[known], [0.25, 0.75], method="inverted_cdf"))
    if high <= low:
        above = values[known & (values > low)]
        high = float(above.min()) if len(above) else low + 1
    first = values >= high
    return first, first | (values <= low), high, low


def _compare(
    outcome: Outcome,
    table: CaseTable,
    rows: Bools,
    first: Bools,
    strata: Ints,
    sizes: Floats,
    entered: float,
    rules: Rules,
) -> Compared:
    columns = {name: table.columns[name][rows] for name in outcome.measured.needed}
    groups = Groups(columns, first[rows], strata[rows], sizes[rows], entered)
    n, other = int(groups.first.sum()), int((~groups.first).sum())
    if min(n, other) < rules.least or not outcome.measured.enough(groups):
        return Compared(None, n, other, None, None)
    sides: list[Mapping[str, NDArray[Any]]] = [
        {name: values[side] for name, values in columns.items()} for side in (groups.first, ~groups.first)
    ]
    value, value_other = (outcome.measured.value(side) for side in sides)
    return Compared(outcome.measured.compare(groups, rules.level), n, other, value, value_other)


def _judged(tried: Sequence[Insight], rules: Rules) -> tuple[Insight, ...]:
    told = [one for one in tried if one.status != "too few"]
    p = np.array([one.found.difference.p for one in told if one.found.difference], dtype=np.float64)
    p = np.maximum(p, np.finfo(np.float64).tiny)
    q = q_values(p, np.zeros(len(p), dtype=np.int64), np.array([float(len(p))])) if len(p) else p
    judged = [
        replace(one, q=float(own), status=_status(one, float(own), rules))
        for one, own in zip(told, q, strict=True)
    ]
    judged.sort(
        key=lambda one: (one.q or 0, one.found.difference.p or 0 if one.found.difference else 0, one.id)
    )
    return (*judged, *(one for one in tried if one.status == "too few"))


def _status(one: Insight, q: float, rules: Rules) -> Status:
    """What the last third says of what the first two say."""
    first = one.found.difference
    assert first is not None
    if q > rules.rate or first.value == 0:
        return "nothing found"
    again = one.again.difference if one.again else None
    if again is None or again.p is None:
        return "too few to tell"
    if again.p < TOLD_AGAIN:
        return "holds" if again.value * first.value > 0 else "does not hold"
    interval = again.interval
    expected = first.value if isfinite(first.value) or not first.interval else first.interval.low
    if interval is None or interval.low <= expected <= interval.high:
        return "too few to tell"
    return "does not hold"
