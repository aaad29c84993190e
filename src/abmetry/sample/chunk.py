"""A span of accounts whose touches are drawn together, so that memory stays bounded."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from abmetry.sample.deals import Deals
from abmetry.sample.draws import Bools, Ints
from abmetry.sample.world import World


@dataclass
class Chunk:
    """Accounts `low` .. `high` of a world, and how busy they are.

    Attributes:
        scale: touches asked for over the natural number.
        rng: the generator of this chunk alone.
        deals: the opportunities of these accounts.
        cells: (account, quarter) pairs with interest of their own.
    """

    world: World
    low: int
    high: int
    scale: float
    rng: np.random.Generator
    deals: Deals
    next_thread: int
    accounts: Ints = field(init=False)
    aimed: Bools = field(init=False)

    def __post_init__(self) -> None:
        """Index the accounts and who of them was ever a target."""
        self.accounts = np.arange(self.low, self.high, dtype=np.int64)
        self.aimed = self.world.targeted[self.low : self.high]

    def threads(self, count: int) -> Ints:
        """New thread numbers."""
        self.next_thread += count
        return np.arange(self.next_thread - count, self.next_thread, dtype=np.int64)

    def repeated(self, others: float, targets: float) -> Ints:
        """Accounts, each as often as a Poisson draw says: mean `others` or `targets` in 30 months."""
        mean = np.where(self.aimed, targets, others) * self.scale * self.world.plan.span
        return np.repeat(self.accounts, self.rng.poisson(mean))

    def quarter(self, day: Ints) -> Ints:
        """Quarter of the history of each day."""
        edges = np.array(self.world.plan.month_starts()[:-1][::3])
        return np.asarray(np.searchsorted(edges, day, side="right") - 1, dtype=np.int64)

    def is_active(self, account: Ints, day: Ints) -> Bools:
        """Whether the account shows interest of its own in the day's quarter."""
        quarter = np.clip(self.quarter(day), 0, self.world.active.shape[1] - 1)
        return np.asarray(self.world.active[account, quarter], dtype=np.bool_)

    def running(self, family: int, day: Ints) -> Ints:
        """The campaign of a family that runs on each day (the latest begun; the first before that)."""
        which = self.world.campaigns.of(family)
        place = np.searchsorted(self.world.campaigns.day[which], day, side="right") - 1
        return np.asarray(which[np.maximum(place, 0)], dtype=np.int64)

    def utc(self, day: Ints, second: Ints) -> Ints:
        """UTC seconds of local times."""
        return self.world.clock.utc(day, second)
