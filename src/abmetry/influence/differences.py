"""Difference-in-differences: how much more a value changed in the program than among those who stand for it.

    (v(S after) - v(S before)) - (v(C after) - v(C before))

with S the sums of accounts that joined the program between the two periods, and C those of accounts that never were in
it, weighted to be like them by what was known when the first period began. An account is on its side in both periods,
and is drawn with both of them, so intervals are clustered by account. It is the program's effect if, without it, both
sides had changed alike (parallel trends).

Sources: J. J. Heckman, H. Ichimura and P. Todd, Review of Economic Studies 64 (1997), matched differences; M. Bertrand,
E. Duflo and S. Mullainathan, Quarterly Journal of Economics 119 (2004), intervals by cluster.
"""

from __future__ import annotations

import numpy as np

from abmetry.influence.balance import Floats
from abmetry.stats.statistic import Statistic


def stacked(after: Floats, before: Floats) -> Floats:
    """What accounts contribute in both periods, side by side: n x 2k."""
    return np.hstack([after, before])


def change(statistic: Statistic) -> Statistic:
    """The change of a value, as a function of the sums of both periods (..., 2k)."""

    def of(sums: Floats) -> Floats:
        k = sums.shape[-1] // 2
        return np.asarray(statistic(sums[..., :k]) - statistic(sums[..., k:]))

    return of
