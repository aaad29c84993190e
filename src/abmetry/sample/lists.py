"""The two target lists, who is on them when, and in which tier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from abmetry.sample.accounts import Accounts
from abmetry.sample.clock import Clock
from abmetry.sample.columns import Columns, dates, ids, texts
from abmetry.sample.draws import Bools, Floats, Ints, few, normal, stream
from abmetry.sample.effects import EFFECTS
from abmetry.sample.plan import Plan

LISTS = ("named", "growth")
OPEN = 10**6


@dataclass
class Memberships:
    """Rows of `list_members`, and what they come to per account.

    Attributes:
        account, target_list, tier: index of the account, of the list, tier 1 to 3.
        since, to: first day on it, first day off it (OPEN: still on it); `since` -OPEN: from ever.
        joined, left: per account, the first and the end of the span on any list (joined OPEN: never).
        chance: per account, probability of having been chosen (for the truth).
    """

    account: Ints
    target_list: Ints
    tier: Ints
    since: Ints
    to: Ints
    joined: Ints
    left: Ints
    chance: Floats

    def targeted_on(self, account: Ints, day: Ints) -> Bools:
        """Whether each account is on any list at the end of that day."""
        return np.asarray((self.joined[account] <= day) & (day < self.left[account]), dtype=np.bool_)


def make_lists(plan: Plan, accounts: Accounts) -> Memberships:
    """Choose the targets: the bigger the likelier (the confounding), some join later, some leave, some change tier."""
    rng = stream(plan.seed, "lists")
    n = accounts.count
    chance = 1.0 / (1.0 + np.exp(1.05 - EFFECTS.size_on_target * accounts.size))
    chosen = np.flatnonzero(rng.random(n) < chance)
    k = len(chosen)
    late = rng.random(k) < 0.18
    since = np.where(late, rng.integers(20, max(30, plan.days - 45), k), -OPEN)
    since = np.where(
        (since < accounts.created[chosen]) & (accounts.created[chosen] > 0),
        accounts.created[chosen] + 5,
        since,
    )
    to = np.full(k, OPEN, dtype=np.int64)
    removed = few(rng, np.arange(k), 0.05)
    to[removed] = np.maximum(since[removed], 0) + rng.integers(60, max(90, plan.days - 30), len(removed))
    to = np.where(to >= plan.days, OPEN, to)
    joined, left = np.full(n, OPEN, dtype=np.int64), np.full(n, OPEN, dtype=np.int64)
    joined[chosen], left[chosen] = since, to
    score = accounts.size[chosen] + rng.normal(0, 0.5, k)
    tier = 3 - np.digitize(score, np.quantile(score, [0.55, 0.85])).astype(np.int64)
    named = (normal(rng.random(k)) * 0.6 + score) > np.quantile(score, 0.6)
    rows = [(chosen, np.where(named, 0, 1), tier, since, to)]
    rows = _with_tier_changes(rng, plan, rows[0])
    both = few(rng, np.flatnonzero(named & (to == OPEN)), 0.08)
    rows.append(
        (chosen[both], np.ones(len(both), np.int64), np.minimum(tier[both] + 1, 3), since[both], to[both])
    )
    account, which, tiers, starts, ends = (
        np.concatenate(part).astype(np.int64) for part in zip(*rows, strict=True)
    )
    return Memberships(account, which, tiers, starts, ends, joined, left, chance)


def _with_tier_changes(
    rng: np.random.Generator, plan: Plan, row: tuple[Ints, Ints, Ints, Ints, Ints]
) -> list[tuple[Ints, Ints, Ints, Ints, Ints]]:
    """Split 7 % of the stays in two: another tier from some day on."""
    account, which, tier, since, to = row
    day = np.maximum(since, 0) + rng.integers(30, max(60, plan.days - 60), len(account))
    fit = np.flatnonzero((to == OPEN) & (day < plan.days))
    changed = few(rng, fit, 0.07)
    first_to = to.copy()
    first_to[changed] = day[changed]
    other = np.where(tier[changed] == 1, 2, tier[changed] - 1)
    return [
        (account, which, tier, since, first_to),
        (account[changed], which[changed], other, day[changed], to[changed]),
    ]


def list_members_table(clock: Clock, members: Memberships) -> Columns:
    """The canonical table `list_members`; bare dates, empty where unbounded."""
    started, ended = members.since > -OPEN, members.to < OPEN
    return {
        "list_id": texts(LISTS, members.target_list),
        "account_id": ids("A", members.account),
        "tier": texts(["", "1", "2", "3"], members.tier),
        "valid_from": dates(clock.day_number(np.where(started, members.since, 0)), started),
        "valid_to": dates(clock.day_number(np.where(ended, members.to, 0)), ended),
    }
