"""Sufficient statistics of many accounts: they merge, so that an engine can add them up in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from abmetry.stats.statistic import Floats


@dataclass(frozen=True)
class Moments:
    """How many accounts there are, the sums of their k parts, and the sums of the parts' products.

    Args:
        n: Number of accounts.
        sums: k sums, each in its part's unit.
        products: k rows of k sums of products of two parts.
    """

    n: int
    sums: tuple[float, ...]
    products: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        k = len(self.sums)
        if self.n < 0 or len(self.products) != k or any(len(row) != k for row in self.products):
            raise ValueError(f"moments of {k} parts need {k} x {k} products and n of 0 or more")

    @classmethod
    def of(cls, parts: ArrayLike, counts: ArrayLike | None = None) -> Self:
        """The moments of accounts.

        Args:
            parts: n x k, one row per account.
            counts: How many accounts each row stands for; None: one.
        """
        rows = np.asarray(parts, dtype=np.float64)
        times = np.ones(len(rows), dtype=np.int64) if counts is None else np.asarray(counts, dtype=np.int64)
        weighted = rows * times[:, None]
        products = weighted.T @ rows
        return cls(
            int(times.sum()), tuple(weighted.sum(axis=0).tolist()), tuple(map(tuple, products.tolist()))
        )

    @classmethod
    def none(cls, k: int) -> Self:
        """The moments of no account: merging them changes nothing."""
        return cls(0, (0.0,) * k, ((0.0,) * k,) * k)

    def merge(self, other: Self) -> Self:
        """The moments of the accounts of both.

        Raises:
            ValueError: The two do not have the same number of parts.
        """
        if len(self.sums) != len(other.sums):
            raise ValueError(f"moments of {len(self.sums)} and of {len(other.sums)} parts do not merge")
        sums = tuple(a + b for a, b in zip(self.sums, other.sums, strict=True))
        products = tuple(
            tuple(a + b for a, b in zip(mine, theirs, strict=True))
            for mine, theirs in zip(self.products, other.products, strict=True)
        )
        return type(self)(self.n + other.n, sums, products)

    def __add__(self, other: Self) -> Self:
        return self.merge(other)

    def covariance_of_sums(self) -> Floats:
        """The covariance of the k sums when n accounts are drawn: `n/(n-1) (products - sums sums'/n)`, k x k.

        Raises:
            ValueError: There are fewer than two accounts.
        """
        if self.n < 2:
            raise ValueError("a covariance needs two accounts")
        sums = np.asarray(self.sums)
        centred = np.asarray(self.products) - np.outer(sums, sums) / self.n
        return centred * self.n / (self.n - 1)
