"""The cluster bootstrap: what a value would have been had other accounts been drawn.

The cluster is the account: everything an account did is drawn together. In each resample an account has a
weight that is Poisson with mean 1 (the Poisson bootstrap: Chamandy, Muralidharan, Najmi and Naidu,
"Estimating uncertainty for massive data streams", Google 2012), and sums are divided by the mean weight,
which makes it the bootstrap of Efron (1979) for all but tiny samples. Accounts with equal parts are one row
with a count. Where there are more distinct rows than the pool holds weights, the closed form takes over
(linearised.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike, NDArray

from abmetry.stats.estimate import Estimate
from abmetry.stats.linearised import linearised
from abmetry.stats.moments import Moments
from abmetry.stats.pool import SIZE, WeightPool, shared_pool
from abmetry.stats.statistic import Floats, Statistic

METHOD = "bootstrap"
CHUNK = 32
"""Rows at a time: products so small that the library of linear algebra does not wake its threads for them."""


@dataclass(frozen=True, eq=False)
class AccountParts:
    """The accounts' parts, each distinct row once, in an order that is not the input's but the values'.

    Args:
        rows: r x k, distinct; rows that stand for few accounts first.
        counts: How many accounts each row stands for.
    """

    rows: Floats
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, parts: ArrayLike, counts: ArrayLike | None = None) -> AccountParts:
        """The parts of accounts.

        Args:
            parts: n x k, one row per account, accounts without anything too (rows of zeros).
            counts: How many accounts each row stands for; None: one.

        Raises:
            ValueError: The shapes do not fit, a number is not finite, or a count is negative.
        """
        rows = np.asarray(parts, dtype=np.float64)
        if rows.ndim != 2 or rows.shape[1] == 0:
            raise ValueError(f"parts are accounts x k, not {rows.shape}")
        times = np.ones(len(rows), dtype=np.int64) if counts is None else np.asarray(counts, dtype=np.int64)
        if times.shape != rows.shape[:1] or (times < 0).any() or not np.isfinite(rows).all():
            raise ValueError("parts must be finite, with one count of 0 or more for each row")
        rows, times = rows[times > 0] + 0.0, times[times > 0]
        order = np.lexsort(rows.T)
        rows, times = rows[order], times[order]
        begins = np.flatnonzero(np.r_[True, (rows[1:] != rows[:-1]).any(axis=1)][: len(rows)])
        times = np.add.reduceat(times, begins) if len(begins) else times
        few_first = np.argsort(times, kind="stable")
        return cls(rows[begins][few_first], times[few_first])

    @property
    def accounts(self) -> int:
        """How many accounts there are."""
        return int(self.counts.sum())

    @property
    def sums(self) -> Floats:
        """The k sums over all accounts."""
        return np.asarray(self.counts @ self.rows, dtype=np.float64)

    @property
    def acting(self) -> NDArray[np.bool_]:
        """Which rows have any part that is not 0."""
        return np.asarray((self.rows != 0).any(axis=1))

    def resampled_sums(self, pool: WeightPool) -> Floats:
        """The k sums in each resample, over its mean weight: B x k, NaN where no account was drawn."""
        with_one = np.column_stack([self.rows, np.ones(len(self.rows))])
        sums = np.zeros((pool.resamples, with_one.shape[1]))
        edges = np.r_[0, np.cumsum(self.counts)]
        fitting = int(np.searchsorted(edges, SIZE, side="right")) - 1
        alone = min(int(np.searchsorted(self.counts, 1, side="right")), fitting)
        ones = pool.ones(alone)
        for start in range(0, alone, CHUNK):
            stop = min(start + CHUNK, alone)
            sums += ones[start:stop].T @ with_one[start:stop]
        for start in range(alone, fitting, CHUNK):
            stop = min(start + CHUNK, fitting)
            sums += pool.poisson(edges[start : stop + 1]).T @ with_one[start:stop]
        for start in range(fitting, len(self.rows), CHUNK):
            stop = min(start + CHUNK, len(self.rows))
            sums += pool.normal(start - fitting, self.counts[start:stop]).T @ with_one[start:stop]
        drawn = np.where(sums[:, -1:] > 0, sums[:, -1:], np.nan)
        return np.asarray(sums[:, :-1] * (self.accounts / drawn))


def estimate(
    parts: ArrayLike,
    statistic: Statistic,
    *,
    counts: ArrayLike | None = None,
    resamples: int = 2000,
    seed: int = 7,
) -> Estimate | None:
    """The value of a statistic over accounts, with its sampling error by account.

    Args:
        parts: n x k, one row per account of the scope, accounts without anything too (rows of zeros).
        statistic: A smooth function of the k sums.
        counts: How many accounts each row stands for; None: one.
        resamples: B, 1 or more.
        seed: Equal data, B and seed give the equal result, whatever the order of the rows.

    Returns:
        The estimate; None where the value does not exist. Its error is None where there is too little to
        tell: fewer than two accounts, all rests on one of them, or more than half of the resamples have no
        value.

    Raises:
        ValueError: The parts or the counts are not what they should be.
    """
    clusters = AccountParts.of(parts, counts)
    if clusters.accounts == 0:
        return None
    acting = clusters.acting
    if np.count_nonzero(acting) > SIZE:
        return linearised(Moments.of(clusters.rows, clusters.counts), statistic)
    value = float(statistic(clusters.sums))
    if not isfinite(value):
        return None
    if clusters.accounts < 2:
        return Estimate(value, clusters.accounts, METHOD, None)
    replicates = np.asarray(statistic(clusters.resampled_sums(shared_pool(seed, resamples))))
    known = replicates[np.isfinite(replicates)]
    if 2 * len(known) < resamples:
        return Estimate(value, clusters.accounts, METHOD, None)
    of_one = int(clusters.counts[acting].sum()) == 1
    spread = float(known.std())
    if of_one and spread <= abs(value) * 1e-9:
        return Estimate(value, clusters.accounts, METHOD, None)
    return Estimate(value, clusters.accounts, METHOD, spread, replicates)
