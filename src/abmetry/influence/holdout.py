"""A randomised hold-out: which accounts of a list are left alone, drawn evenly from every stratum.

Accounts stand in line stratum by stratum, in each in random order; with a random start u in [0, 1) the i-th of them is
held out where floor(i f + u) passes the next whole number (systematic sampling). Each account has the chance f, and the
number held out of any stratum differs from f times its size by less than 1.

Source: W. G. Cochran, Sampling Techniques, 3rd ed., 1977, chapter 8.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from abmetry.influence.balance import Bools


def draw(accounts: Sequence[str], strata: Sequence[tuple[str, ...]], share: float, seed: int) -> Bools:
    """Which accounts are held out.

    Args:
        accounts: Ids, each once; their order does not matter.
        strata: The stratum of each.
        share: f, between 0 and 1.
        seed: Equal accounts, strata, share and seed give the equal draw.

    Raises:
        ValueError: An account is there twice, or the share is no share.
    """
    if len(set(accounts)) != len(accounts):
        raise ValueError("an account is there twice")
    if not 0 < share < 1:
        raise ValueError(f"{share} is not a share between 0 and 1")
    source = np.random.default_rng(seed % 2**64)
    by_id = sorted(range(len(accounts)), key=lambda place: accounts[place])
    luck = np.empty(len(accounts))
    luck[by_id] = source.random(len(accounts))
    line = sorted(by_id, key=lambda place: (strata[place], luck[place]))
    steps = np.floor(np.arange(len(line) + 1) * share + source.random())
    held = np.zeros(len(accounts), dtype=np.bool_)
    held[line] = np.diff(steps) > 0
    return held
