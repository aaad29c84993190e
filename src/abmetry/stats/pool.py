"""The random weights of the bootstrap, drawn once and shared by every KPI of the process."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from abmetry.stats.statistic import Floats

SIZE = 4096
BLOCK = 256


class WeightPool:
    """Independent weights of mean 1 for up to 4096 accounts in each of B resamples, drawn when first asked
    for.

    Poisson weights are kept as running sums over accounts: the weight of a row that stands for c accounts, a
    Poisson number of mean c, is then the difference of two of them. Rows beyond the pool that stand for many
    accounts get the normal number of the same mean and variance.

    Args:
        seed: The weights depend on nothing else but B.
        resamples: B.
    """

    def __init__(self, seed: int, resamples: int) -> None:
        self.seed = seed % 2**64
        self.resamples = resamples
        self._running = np.zeros((SIZE + 1, resamples), dtype=np.uint16)
        self._normal = np.zeros((SIZE + 1, resamples), dtype=np.float32)
        self._ones = np.zeros((0, resamples))
        self._drawn = {"poisson": 0, "normal": 0}
        self._lock = Lock()

    def poisson(self, edges: NDArray[np.int64]) -> Floats:
        """Weights of consecutive rows.

        Args:
            edges: r + 1 rising positions in the pool, 0 to 4096: row i takes accounts `edges[i]` to `edges[i
            + 1]`.

        Returns:
            r x B whole numbers, Poisson with the width of the row as mean.
        """
        self._draw("poisson", int(edges[-1]))
        return np.diff(self._running[edges], axis=0).astype(np.float64)

    def ones(self, rows: int) -> Floats:
        """The same of the first rows, 4096 at most, each standing for one account: not to be written to."""
        if len(self._ones) < rows:
            whole = np.arange(min(SIZE, -(-rows // BLOCK) * BLOCK) + 1)
            self._ones = self.poisson(whole)
        return self._ones[:rows]

    def normal(self, first: int, counts: NDArray[np.int64]) -> Floats:
        """Weights of rows that stand for many accounts: `c + sqrt(c) z`.

        Args:
            first: How many rows of the pool of normal numbers were used before.
            counts: How many accounts each of the r rows stands for.

        Returns:
            r x B numbers.
        """
        self._draw("normal", first + len(counts))
        drawn = self._normal[first : first + len(counts)].astype(np.float64)
        return counts[:, None] + np.sqrt(counts)[:, None] * drawn

    def _draw(self, kind: str, rows: int) -> None:
        with self._lock:
            while self._drawn[kind] < rows:
                start = self._drawn[kind]
                stop = min(start + BLOCK, SIZE + (kind == "normal"))
                source = np.random.default_rng([self.seed, self.resamples, start, kind == "normal"])
                size = (stop - start, self.resamples)
                if kind == "normal":
                    self._normal[start:stop] = source.standard_normal(size, dtype=np.float32)
                else:
                    drawn = np.cumsum(source.poisson(1.0, size), axis=0)
                    self._running[start + 1 : stop + 1] = self._running[start] + drawn.astype(np.uint16)
                self._drawn[kind] = stop


@lru_cache(maxsize=2)
def shared_pool(seed: int, resamples: int) -> WeightPool:
    """The pool of this process for a seed and a number of resamples."""
    return WeightPool(seed, resamples)
