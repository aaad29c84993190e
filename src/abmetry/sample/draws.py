"""Random draws: seeded streams, evenly spread draws, repeats.

The planted effects should show in a company of two thousand accounts, so what decides them (won or lost, length,
amount) is drawn from an additive recurrence that fills the unit cube evenly rather than from independent draws
(Roberts 2018, "The unreasonable effectiveness of quasirandom sequences").
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SUBJECTS = (
    "accounts",
    "lists",
    "people",
    "campaigns",
    "deals",
    "stages",
    "customers",
    "contacts",
    "money",
    "intent",
    "care",
    "traps",
    "touches",
    "members",
    "users",
    "visitors",
)

_GRID = np.linspace(0.0005, 0.9995, 2000)
_QUANTILES = np.array([NormalDist().inv_cdf(float(p)) for p in _GRID])


def stream(seed: int, subject: str, part: int = 0) -> np.random.Generator:
    """The generator of one subject (and part of it): a change in one subject leaves the others as they were."""
    return np.random.default_rng([seed, SUBJECTS.index(subject), part])


def spread(first: int, count: int, dimensions: int, shift: float) -> Floats:
    """Points `first` .. `first + count` of the additive recurrence, shape (count, dimensions), each in [0, 1)."""
    root = 2.0
    for _ in range(40):
        root = (1.0 + root) ** (1.0 / (dimensions + 1))
    steps = np.array([root ** -(d + 1) for d in range(dimensions)])
    points: Floats = (shift + np.outer(np.arange(first + 1, first + count + 1), steps)) % 1.0
    return points


def normal(uniform: Floats) -> Floats:
    """Standard normal quantiles of `uniform` (interpolated on a grid of 2,000 points)."""
    return np.asarray(np.interp(uniform, _GRID, _QUANTILES), dtype=np.float64)


def within(counts: Ints) -> Ints:
    """0, 1, .. counts[i] - 1 for every i, in one array: the position of each repeat in its group."""
    total = int(counts.sum())
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    return np.arange(total, dtype=np.int64) - starts


def running(gaps: Floats, counts: Ints) -> Floats:
    """Sum of `gaps` so far within each group of `counts` rows, the first row of a group at 0."""
    total = np.cumsum(gaps)
    firsts = (np.cumsum(counts) - counts)[counts > 0]
    base = np.repeat(total[firsts], counts[counts > 0])
    return np.asarray(total - base, dtype=np.float64)


def pick(rng: np.random.Generator, weights: Any, count: int) -> Ints:
    """`count` indices drawn in proportion to `weights`."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    found = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    return np.asarray(np.minimum(found, len(edges) - 1), dtype=np.int64)


def few(rng: np.random.Generator, candidates: Ints, rate: float, least: int = 2) -> Ints:
    """A sorted sample without repeats: `rate` of `candidates`, at least `least` of them if there are as many."""
    count = min(len(candidates), max(least, round(rate * len(candidates))))
    return np.sort(rng.choice(candidates, size=count, replace=False)).astype(np.int64)
