"""Which accounts outside the program stand for those in it, and how much each of them counts: entropy balancing.

Every account of the program has weight 1. The accounts outside get weights w > 0 that sum to as many, that are as even
as possible (their entropy is the largest), and under which every covariate has the mean that it has in the program:

    minimise  sum w log w   subject to  sum w x = sum over the program of x

so w = exp(x'l) up to a factor; l minimises the convex dual log sum exp((x - m)'l) + r/2 |l|^2, found by Newton's
method from 0: nothing is drawn, equal data give equal weights. The small r keeps an answer where no weights can
balance; what imbalance it leaves is told by the balance table. Covariates enter with their squares (numbers) and level
by level (groupings), so that means, spreads and shares agree.

First are left out, and counted, those accounts of the program that have no counterpart: of a value of a grouping that
nobody outside has, or a number further than a quarter of a standard deviation beyond the range outside (the caliper).

Sources: J. Hainmueller, "Entropy balancing for causal effects", Political Analysis 20 (2012); Q. Zhao and D. Percival,
"Entropy balancing is doubly robust", Journal of Causal Inference 5 (2017); the caliper: P. C. Austin, Pharmaceutical
Statistics 10 (2011).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from abmetry.influence.balance import Balance, Bools, Covariates, Floats, Groups, balance

CALIPER = 0.25
FEWEST = 10
"""Accounts of a value of a grouping from which it is balanced by itself; rarer ones are balanced together."""
LEAST_PER_SIDE = 10
"""Accounts on either side from which a comparison is made at all."""
RIDGE = 1e-3
_STEPS, _CLOSE = 200, 1e-10
_REST = "all others"


@dataclass(frozen=True)
class Match:
    """Accounts outside the program, weighted to be like those in it.

    Attributes:
        rows: Places, among all accounts, of those compared: the program's, then the others.
        treated: How many of them are the program's.
        weights: Of the others; they sum to ``treated``.
        design: Covariates of all rows as they were balanced, standardised, the first column 1.
        balance: Every covariate before and after.
        left_out: Accounts of the program without a counterpart, by what they differ in.
    """

    rows: np.typing.NDArray[np.int64]
    treated: int
    weights: Floats
    design: Floats = field(repr=False)
    balance: tuple[Balance, ...] = field(repr=False)
    left_out: dict[str, int]

    @property
    def effective(self) -> float:
        """How many equally weighted accounts tell as much as the weighted ones: (sum w)^2 / sum w^2 (Kish)."""
        square = float(self.weights @ self.weights)
        return float(self.weights.sum()) ** 2 / square if square > 0 else 0.0

    @property
    def is_balanced(self) -> bool:
        """Whether every covariate is alike once weighted."""
        return all(one.is_alike for one in self.balance)


def match(covariates: Covariates, treated: Bools) -> Match | None:
    """Weight the accounts outside the program to be like those in it.

    Args:
        covariates: Of all accounts, known before what is compared.
        treated: Which accounts are in the program.

    Returns:
        None where fewer than LEAST_PER_SIDE accounts are on either side.
    """
    alone = without_counterpart(covariates, treated)
    kept = np.ones(len(treated), dtype=np.bool_)
    left_out = {}
    for name, places in alone.items():
        left_out[name] = int((places & kept).sum())
        kept &= ~places
    if min((treated & kept).sum(), (~treated).sum()) < LEAST_PER_SIDE:
        return None
    rows = np.concatenate([np.flatnonzero(treated & kept), np.flatnonzero(~treated)]).astype(np.int64)
    number = int((treated & kept).sum())
    own = treated[rows]
    held = covariates.take(rows)  # type: ignore[arg-type]
    design = designed(held, own)
    weights = entropy_weights(design[number:, 1:], design[:number, 1:].mean(axis=0)) * number
    told = balance(held, own, np.concatenate([np.ones(number), weights]))
    return Match(rows, number, weights, design, told, {name: n for name, n in left_out.items() if n})


def unmatched(treated: Bools) -> Match | None:
    """All accounts outside, each counting alike: what a plain comparison rests on."""
    number, others = int(treated.sum()), int((~treated).sum())
    if not number or not others:
        return None
    rows = np.concatenate([np.flatnonzero(treated), np.flatnonzero(~treated)]).astype(np.int64)
    return Match(rows, number, np.full(others, number / others), np.ones((len(rows), 1)), (), {})


def without_counterpart(covariates: Covariates, treated: Bools) -> dict[str, Bools]:
    """Per covariate, the accounts of the program that nobody outside is like."""
    found = {}
    for name, values in covariates.numbers.items():
        others = values[~treated & np.isfinite(values)]
        if not len(others):
            found[name] = treated & np.isfinite(values)
            continue
        reach = CALIPER * float(np.nanstd(values))
        with np.errstate(invalid="ignore"):
            beyond = (values < others.min() - reach) | (values > others.max() + reach)
        unknown = ~np.isfinite(values)
        found[name] = treated & (beyond | (unknown & ~(unknown & ~treated).any()))
    for name, group in covariates.groups.items():
        outside = set(group[~treated])
        found[name] = treated & np.array([value not in outside for value in group], dtype=np.bool_)
    return found


def designed(covariates: Covariates, treated: Bools) -> Floats:
    """The covariates as columns: 1; every number and its square, standardised, 0 where unknown; whether it is unknown;
    every value of a grouping but the most frequent, standardised.
    """
    columns = [np.ones(len(treated))]
    for values in covariates.numbers.values():
        known = np.isfinite(values)
        centre, spread = _scale(values[known])
        standard = np.where(known, (values - centre) / spread, 0.0)
        columns.extend((standard, np.where(known, standard**2, 0.0), (~known).astype(np.float64)))
    for found in covariates.groups.values():
        pooled = _pooled(found)
        counts = Counter(pooled)
        for level in sorted(counts, key=lambda level: (-counts[level], level))[1:]:
            columns.append(np.array([value == level for value in pooled], dtype=np.float64))
    kept = columns[:1]
    for column in columns[1:]:
        spread = float(column.std())
        if spread > 0 and column[~treated].std() > 0:
            kept.append((column - column.mean()) / spread)
    return np.column_stack(kept)


def entropy_weights(columns: Floats, means: Floats, ridge: float = RIDGE) -> Floats:
    """Weights that sum to 1, the most even ones under which the columns have these means.

    Args:
        columns: n x k, standardised.
        means: The k means wanted.
        ridge: r; how much imbalance is borne for the evenness of weights.
    """
    gaps = columns - means
    slope = np.zeros(gaps.shape[1])

    def dual(at: Floats) -> tuple[float, Floats]:
        scores = gaps @ at
        top = float(scores.max()) if len(scores) else 0.0
        raised = np.exp(scores - top)
        total = float(raised.sum())
        return top + float(np.log(total)) + ridge / 2 * float(at @ at), raised / total

    value, weights = dual(slope)
    for _ in range(_STEPS):
        mean = weights @ gaps
        gradient = mean + ridge * slope
        if float(np.abs(gradient).max(initial=0.0)) < _CLOSE:
            break
        hessian = (gaps * weights[:, None]).T @ gaps - np.outer(mean, mean) + ridge * np.eye(len(slope))
        step = np.linalg.solve(hessian, gradient)
        descent = float(gradient @ step)
        size = 1.0
        while True:
            tried, others = dual(slope - size * step)
            if tried <= value - 1e-4 * size * descent or size < 1e-8:
                break
            size /= 2
        slope, value, weights = slope - size * step, tried, others
        if size < 1e-8:
            break
    return weights


def _scale(values: Floats) -> tuple[float, float]:
    if not len(values):
        return 0.0, 1.0
    return float(values.mean()), float(values.std()) or 1.0


def _pooled(found: Groups) -> list[str]:
    """The values, those of few accounts as one."""
    counts = Counter(found)
    return [str(value) if counts[value] >= FEWEST and value is not None else _REST for value in found]
