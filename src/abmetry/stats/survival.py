"""How long things last when some of them have not ended yet.

Sources: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958);
M. Greenwood, "The errors of sampling of the survivorship tables" (1926); J. D. Kalbfleisch and R. L. Prentice, "The
statistical analysis of failure time data" (1980), for bounds that stay between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from abmetry.stats.interval import normal_quantile
from abmetry.stats.statistic import Floats

ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """The share that lasts longer than each time, a step function. Build one with `kaplan_meier`.

    Args:
        times: The times at which something ended, rising, in the unit of the durations.
        survival: The share that lasts longer than that time, falling from 1.
        n: How many durations there were, ended or not.
        last: The longest duration observed, ended or not: beyond it the curve is not known and stays as it
        is.
        greenwood: Greenwood's sum at each time: the variance of the logarithm of the survival; infinite where
        nothing lasts longer.
    """

    times: Floats
    survival: Floats
    n: int
    last: float
    greenwood: Floats

    def at(self, time: float) -> float:
        """The share that lasts longer than a time, 0 to 1."""
        before = int(np.searchsorted(self.times, time, side="right"))
        return float(self.survival[before - 1]) if before else 1.0

    def quantile(self, p: float) -> float | None:
        """The earliest time by which the share p has ended; None where the curve does not come so far."""
        reached = np.flatnonzero(self.survival <= 1 - p + ROUNDING)
        return float(self.times[reached[0]]) if len(reached) else None

    def median(self) -> float | None:
        """The time by which half has ended; None where more than half last beyond the observation."""
        return self.quantile(0.5)

    def bounds(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """The lower and the upper bound of the survival at each time; not a number where nothing lasts longer.

        `S^exp(+-z sqrt(V) / log S)`, V being Greenwood's sum: of the logarithm of the cumulative hazard.
        """
        known = self.survival > ROUNDING
        low, high = np.full(len(self.times), np.nan), np.full(len(self.times), np.nan)
        share = self.survival[known]
        far = np.exp(normal_quantile(level) * np.sqrt(self.greenwood[known]) / np.abs(np.log(share)))
        low[known], high[known] = share**far, share ** (1 / far)
        return low, high

    def restricted_mean(self, horizon: float) -> float:
        """The mean duration up to a horizon, the area under the curve from 0 to it, in the unit of the
        durations.

        Beyond the longest duration observed the curve stays at its last value.

        Raises:
            ValueError: The horizon is negative.
        """
        if horizon < 0:
            raise ValueError(f"a horizon is 0 or more, not {horizon}")
        ended = self.times < horizon
        edges = np.r_[0.0, self.times[ended], horizon]
        return float(np.diff(edges) @ np.r_[1.0, self.survival[ended]])


def kaplan_meier(
    durations: ArrayLike, observed: ArrayLike, counts: ArrayLike | None = None
) -> SurvivalCurve | None:
    """The Kaplan-Meier curve of durations, some of which are censored.

    `S(t) = product over t_i <= t of (1 - d_i / r_i)`: at the time t_i, d_i of the r_i that have lasted so far
    end. What is censored at t_i has lasted until then.

    Args:
        durations: Finite, 0 or more, in any order and with repetitions.
        observed: For each, whether it ended; False: it still lasted when the observation ended.
        counts: How often each occurs, 0 or more; None: once.

    Returns:
        The curve; None where there is no duration.

    Raises:
        ValueError: A duration is negative or not finite, a count is negative, or the lengths differ.
    """
    given = np.asarray(durations, dtype=np.float64)
    ends = np.asarray(observed, dtype=np.bool_)
    times = np.ones(len(given), dtype=np.int64) if counts is None else np.asarray(counts, dtype=np.int64)
    if not given.shape == ends.shape == times.shape or (times < 0).any():
        raise ValueError("each duration needs one mark and one count of 0 or more")
    if not np.isfinite(given).all() or (given < 0).any():
        raise ValueError("durations are finite, 0 or more")
    if times.sum() == 0:
        return None
    distinct, where = np.unique(given[times > 0], return_inverse=True)
    present, ended = np.zeros(len(distinct)), np.zeros(len(distinct))
    np.add.at(present, where, times[times > 0])
    np.add.at(ended, where, (times * ends)[times > 0])
    lasting = np.cumsum(present[::-1])[::-1]
    survival = np.cumprod((lasting - ended) / lasting, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        added = np.where(ended > 0, ended / (lasting * (lasting - ended)), 0.0)
    steps = ended > 0
    return SurvivalCurve(
        distinct[steps], survival[steps], int(times.sum()), float(distinct[-1]), np.cumsum(added)[steps]
    )
