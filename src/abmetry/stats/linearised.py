"""The sampling error of a statistic of sums in closed form, the account being the cluster.

The delta method (Taylor linearisation; Woodruff, JASA 66, 1971): `var f(S) = g' V g`, with the gradient `g`
of f at the sums S and the covariance V of the sums over accounts.
"""

from __future__ import annotations

from math import isfinite, sqrt

import numpy as np

from abmetry.stats.estimate import Estimate
from abmetry.stats.moments import Moments
from abmetry.stats.statistic import Floats, Statistic

METHOD = "cluster_linearised"
STEP = float(np.cbrt(np.finfo(np.float64).eps))


def linearised(moments: Moments, statistic: Statistic) -> Estimate | None:
    """The estimate of a statistic from sums and cross-products alone.

    Args:
        moments: Of the accounts' k parts.
        statistic: A smooth function of the k sums.

    Returns:
        The estimate, without an error where there are fewer than two accounts; None where the value does not
        exist.
    """
    sums = np.asarray(moments.sums)
    value = float(statistic(sums)) if moments.n else float("nan")
    if not isfinite(value):
        return None
    if moments.n < 2:
        return Estimate(value, moments.n, METHOD, None)
    covariance = moments.covariance_of_sums()
    slope = gradient(statistic, sums, np.sqrt(np.clip(np.diag(covariance), 0, None)))
    variance = float(slope @ covariance @ slope)
    return Estimate(value, moments.n, METHOD, sqrt(max(variance, 0.0)) if isfinite(variance) else None)


def gradient(statistic: Statistic, sums: Floats, scales: Floats) -> Floats:
    """The gradient of a statistic at k sums, by central differences.

    Args:
        statistic: A smooth function of the k sums.
        sums: Where.
        scales: How far each sum is likely to move, in its unit: the step is in proportion to the larger of
            this and the sum. A sum that never moves has slope 0.
    """
    steps = STEP * np.maximum(np.abs(sums), scales)
    shifts = np.diag(steps)
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = (statistic(sums + shifts) - statistic(sums - shifts)) / (2 * steps)
    return np.where(scales > 0, slopes, 0.0)
