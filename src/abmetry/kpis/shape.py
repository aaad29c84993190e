"""The shapes a KPI's value can have, each a function of sums over accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from abmetry.kpis.measure import ACCOUNTS, Drawn, Measure
from abmetry.stats.survival import SurvivalCurve
from abmetry.workspace.settings import Settings

Floats = NDArray[np.float64]
Interval = Literal["wilson", "bootstrap", "none"]
Factor = Callable[[SurvivalCurve | None, Settings], float | None]


@dataclass(frozen=True)
class Spread:
    """The values behind a mean of durations, and those still running.

    Attributes:
        relation: The as-of relation with one row per value.
        value: Days, on a row that has ended.
        where: Rows that have ended in the period.
        open_value: Days so far, on a row that has not ended at t.
        open_where: Rows that have not ended at t; they are censored.
    """

    relation: str
    value: str
    where: str
    open_value: str = ""
    open_where: str = "1 = 0"


@dataclass(frozen=True)
class Shape:
    """How the sums over accounts become a value.

    Attributes:
        parts: What each account contributes, in the order of ``value``'s last axis.
        value: From sums of shape (..., len(parts)) to values of shape (...); NaN where there is none.
        interval: How its interval is found.
        numerator: From the sums to the numerator that is shown.
        denominator: From the sums to the denominator; None for counts and sums.
        n: What the sample is counted by; None: the denominator, and for counts and sums the accounts.
        of_accounts: Wilson: the numerator counts accounts of the population.
        spread: The values behind a duration.
        times: A factor from the survival curve of the spread, such as an expected lifetime; None: no value.
        numerator_parts: Which parts the evidence of the numerator lists.
        denominator_parts: Which parts the evidence of the denominator lists.
        is_complement: The numerator is the accounts of the population without the first part.
        per: Wilson: how many things the value is given per; 100: percent.
        known: How many rows a sum is of, and of how many of them the value is known: of none, where there are rows,
            the sum is not known, and not 0.
    """

    parts: tuple[Measure, ...]
    value: Callable[[Floats], Floats]
    interval: Interval
    numerator: Callable[[Floats], Floats]
    denominator: Callable[[Floats], Floats] | None
    n: Measure | None = None
    of_accounts: bool = False
    spread: Spread | None = field(default=None)
    times: Factor | None = None
    numerator_parts: tuple[int, ...] = (0,)
    denominator_parts: tuple[int, ...] = (1,)
    is_complement: bool = False
    per: float = 100
    known: tuple[Measure, Measure] | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What it is computed from: its parts, and what tells its sample and whether it is known."""
        return (*self.parts, *([self.n] if self.n else []), *(self.known or ()))

    @property
    def drawn(self) -> Drawn | None:
        """What intervals draw in the accounts' place; None: the accounts."""
        return next((part.drawn for part in self.parts if part.drawn), None)


def _divide(numerator: Floats, denominator: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator != 0, numerator / denominator, np.nan)


def _one(sums: Floats) -> Floats:
    return np.ones(sums.shape[:-1])


def _first(sums: Floats) -> Floats:
    return sums[..., 0]


def _second(sums: Floats) -> Floats:
    return sums[..., 1]


def _percent(sums: Floats) -> Floats:
    return 100 * _divide(sums[..., 0], sums[..., 1])


def _ratio(sums: Floats) -> Floats:
    return _divide(sums[..., 0], sums[..., 1])


def _nothing(sums: Floats) -> Floats:
    return np.full(np.shape(sums)[:-1], np.nan)


# Of a KPI whose value is found by trying, not by a formula.
MINED = Shape((), _nothing, "none", _nothing, None)

# Of a KPI that is a table of other KPIs: those have the shapes.
TABLE = Shape((), _nothing, "bootstrap", _nothing, None)


def rate(numerator: Measure, denominator: Measure) -> Shape:
    """Percent: a count of things over the count of all such things, with a Wilson interval."""
    return Shape((numerator, denominator), _percent, "wilson", _first, _second)


def rate_without(counted: Measure) -> Shape:
    """Percent: the accounts of the population that do not have something, with a Wilson interval."""

    def without(sums: Floats) -> Floats:
        return sums[..., 1] - sums[..., 0]

    def percent(sums: Floats) -> Floats:
        return 100 * _divide(without(sums), sums[..., 1])

    return Shape((counted, ACCOUNTS), percent, "wilson", without, _second, is_complement=True)


def rate_per(things: float, numerator: Measure, denominator: Measure) -> Shape:
    """A count of things per so many of all such things, with a Wilson interval."""

    def value(sums: Floats) -> Floats:
        return things * _divide(sums[..., 0], sums[..., 1])

    return Shape((numerator, denominator), value, "wilson", _first, _second, per=things)


def known_share(numerator: Measure, denominator: Measure, n: Measure) -> Shape:
    """Percent of amounts that are all known, whatever the accounts in scope: no interval."""
    return Shape((numerator, denominator), _percent, "none", _first, _second, n=n)


def share(numerator: Measure, denominator: Measure, n: Measure | None = None) -> Shape:
    """Percent of amounts or of means of shares, with a bootstrap interval over accounts.

    Args:
        numerator: Above the line.
        denominator: Below the line.
        n: What the sample is counted by; None where the denominator is such a count.
    """
    return Shape((numerator, denominator), _percent, "bootstrap", _first, _second, n=n)


def account_count(counted: Measure) -> Shape:
    """How many accounts of the population have something, with the Wilson interval of their share."""
    return Shape((counted,), _first, "wilson", _first, None, of_accounts=True)


def total(summed: Measure) -> Shape:
    """A count or sum over accounts, with a bootstrap interval over accounts."""
    return Shape((summed,), _first, "bootstrap", _first, None)


def known_total(summed: Measure) -> Shape:
    """A sum over accounts that is not known where there are rows and none of them has the value."""
    return replace(total(summed), known=known_rows(summed))


def known_mean(summed: Measure, n: Measure) -> Shape:
    """A mean that is not known where there are rows to be summed and none of them has the value."""
    return replace(mean(summed, n), known=known_rows(summed))


def known_rows(summed: Measure) -> tuple[Measure, Measure]:
    """How many rows a sum is of, and how many of them have the value."""
    known = f"({summed.where}) and ({summed.value}) is not null"
    return (
        Measure(summed.relation, "count", summed.where, everyone=summed.everyone),
        Measure(summed.relation, "count", known, everyone=summed.everyone),
    )


def census(counted: Measure) -> Shape:
    """A count that is known, not estimated: no interval."""
    return Shape((counted,), _first, "none", _first, None)


def mean(summed: Measure, n: Measure) -> Shape:
    """Sum over n, with a bootstrap interval over accounts; null over nothing."""
    return Shape((summed, n), _ratio, "bootstrap", _first, _second)


def mean_of(relation: str, value: str, where: str = "1 = 1") -> Shape:
    """Mean of a value over rows that have it."""
    n = Measure(relation, "count", f"({where}) and {value} is not null")
    return mean(Measure(relation, "sum", where, value), n)


def duration(relation: str, value: str, where: str, open_value: str = "", open_where: str = "1 = 0") -> Shape:
    """Mean days over rows that ended in the period, and the values behind it."""
    summed = Measure(relation, "sum", where, value)
    n = Measure(relation, "count", f"({where}) and {value} is not null")
    return Shape(
        (summed, n),
        _ratio,
        "bootstrap",
        _first,
        _second,
        spread=Spread(relation, value, where, open_value, open_where),
    )


def formula(
    parts: tuple[Measure, ...],
    value: Callable[[Floats], Floats],
    numerator: Callable[[Floats], Floats] = _first,
    denominator: Callable[[Floats], Floats] | None = _second,
    numerator_parts: tuple[int, ...] = (0,),
    denominator_parts: tuple[int, ...] = (1,),
    n: Measure | None = None,
) -> Shape:
    """Any function of several sums, with a bootstrap interval over accounts."""
    return Shape(
        parts,
        value,
        "bootstrap",
        numerator,
        denominator,
        numerator_parts=numerator_parts,
        denominator_parts=denominator_parts,
        n=n,
    )


def times_factor(shape: Shape, spread: Spread, times: Factor) -> Shape:
    """The same, its value multiplied by a factor from the survival curve of a spread."""
    return replace(shape, spread=spread, times=times)


def factor_of(spread: Spread, times: Factor) -> Shape:
    """The factor alone, to be shown beside a value that it multiplies."""
    return Shape((), _one, "none", _one, None, spread=spread, times=times)
