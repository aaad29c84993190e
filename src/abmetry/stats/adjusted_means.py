"""Means of two groups compared within strata, with covariates held equal.

The values are regressed on belonging to the first group and the covariates, each less its stratum's mean (which is the
regression with an intercept per stratum). The variance allows for groups of unequal spread (HC3):

    b = (X'X)^-1 X'y,  var b = (X'X)^-1 X' diag(e^2 / (1 - h)^2) X (X'X)^-1

with the residuals e and the leverages h; p-value and interval are those of t with n - strata - columns degrees of
freedom. Of logarithms of positive values, b is the logarithm of the ratio of geometric means.

Sources: J. G. MacKinnon and H. White, Journal of Econometrics 29 (1985); M. C. Lovell, JASA 58 (1963).
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from abmetry.stats.interval import Difference, Interval

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
METHOD = "hc3"
LEAST_SPREAD = 1e-9


def adjusted_difference(
    values: Floats, first: Bools, stratum: Ints, covariates: Floats | None = None, level: float = 0.95
) -> Difference | None:
    """The mean of the first group less that of the others, strata and covariates being equal.

    Args:
        values: Finite values.
        first: Whether each is of the first group.
        stratum: Which stratum each is of; those with one group only tell nothing and are left out.
        covariates: n x k finite numbers; None: none.
        level: Confidence level, between 0 and 1.

    Returns:
        None where nothing tells.
    """
    from scipy.special import stdtr, stdtrit

    _, place = np.unique(stratum, return_inverse=True)
    many = int(place.max()) + 1 if len(place) else 0
    share = np.bincount(place, first, many) / np.maximum(np.bincount(place, minlength=many), 1)
    told = ((share > 0) & (share < 1))[place]
    _, place = np.unique(place[told], return_inverse=True)
    columns = [first.astype(np.float64)[:, None], *([covariates] if covariates is not None else [])]
    rows = _centred(np.hstack(columns)[told], place)
    rows = rows[
        :, np.sqrt((rows**2).sum(axis=0)) > LEAST_SPREAD * (1 + np.abs(np.hstack(columns)).max(initial=0))
    ]
    outcome = _centred(values[told][:, None], place)[:, 0]
    strata = int(place.max()) + 1 if len(place) else 0
    freedom = len(outcome) - strata - rows.shape[1]
    if not len(outcome) or freedom < 1:
        return None
    inverse = np.linalg.pinv(rows.T @ rows)
    slopes = inverse @ rows.T @ outcome
    residual = outcome - rows @ slopes
    leverage = ((rows @ inverse) * rows).sum(axis=1) + 1 / np.bincount(place)[place]
    heavy = residual / np.maximum(1 - leverage, LEAST_SPREAD)
    within = rows * heavy[:, None]
    error = sqrt(float((inverse @ within.T @ within @ inverse)[0, 0]))
    value = float(slopes[0])
    if error == 0:
        return Difference(value, Interval(value, value, level, METHOD), 1.0 if value == 0 else 0.0)
    half = float(stdtrit(freedom, 0.5 + level / 2)) * error
    p = min(1.0, 2 * float(stdtr(freedom, -abs(value) / error)))
    return Difference(value, Interval(value - half, value + half, level, METHOD), p)


def _centred(columns: Floats, place: Ints) -> Floats:
    many = np.bincount(place)
    means = np.stack([np.bincount(place, column) / many for column in columns.T], axis=1)
    return np.asarray(columns - means[place])
