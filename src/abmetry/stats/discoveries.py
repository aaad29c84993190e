"""Many tests at once: the false-discovery rate.

Of m tests, take those with the r smallest p-values: if nothing were true, m p_(r) of them would be expected by chance,
so at most the share m p_(r) / r of these r discoveries is false. The q-value of a test is the smallest such share with
which it is taken: q_(r) = min over s >= r of m p_(s) / s, at most 1.

Source: Benjamini and Hochberg, Controlling the False Discovery Rate, JRSS B 57 (1995), 289-300.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def q_values(tails: Floats, family: Ints, tests: Floats) -> Floats:
    """The q-value of every test.

    Args:
        tails: p-values, above 0 up to 1.
        family: Which tests are made together, as numbers of 0 or more.
        tests: How many tests each family has, by number; those that are not given have a p-value of 1.
    """
    order = np.lexsort((tails, family))
    sorted_family = family[order]
    first = np.searchsorted(sorted_family, sorted_family, side="left")
    rank = np.arange(len(order)) - first + 1
    share = np.minimum(tests[sorted_family] * tails[order] / rank, 1.0)
    # A running minimum from the back that begins anew in each family: families are lifted apart by whole numbers.
    lifted = share + 2.0 * sorted_family
    q = np.empty(len(order))
    q[order] = np.minimum.accumulate(lifted[::-1])[::-1] - 2.0 * sorted_family
    return q


def joining_q_values(tails: Floats, family: Ints, known: Floats, known_family: Ints, tests: Floats) -> Floats:
    """The q-value of tests that join a family later, each for itself, which leaves the family's own as they were.

    Args:
        tails: p-values of the tests that join.
        family: The family that each joins.
        known: p-values of the families' own tests.
        known_family: The family of each.
        tests: How many tests each family has without those that join.
    """
    found = np.ones(len(tails))
    for one in np.unique(family):
        own = np.sort(known[known_family == one])
        joining = family == one
        place = np.searchsorted(own, tails[joining], side="right")
        many = tests[one] + 1
        # With the one that joins, what stands after it moves one rank back.
        shares = np.append(many * own / (np.arange(len(own)) + 2), np.inf)
        after = np.minimum.accumulate(shares[::-1])[::-1][place]
        found[joining] = np.minimum(np.minimum(many * tails[joining] / (place + 1), after), 1.0)
    return found
