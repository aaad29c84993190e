"""Our own people: sales development, account executives, customer success, marketing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from abmetry.sample import names
from abmetry.sample.accounts import Accounts
from abmetry.sample.columns import Columns, ids, texts
from abmetry.sample.draws import Bools, Ints, stream
from abmetry.sample.plan import Plan

ROLES = ("sdr", "ae", "csm", "marketing")
TEAMS = ("Sales development", "New business", "Customer success", "Marketing")


@dataclass
class Users:
    """Users by role: `role[i]` indexes ROLES; the users of one role stand together."""

    role: Ints
    name: list[str]

    def of(self, role: str) -> Ints:
        """Indices of the users with a role."""
        return np.flatnonzero(self.role == ROLES.index(role)).astype(np.int64)

    @property
    def emails(self) -> list[str]:
        """Their addresses, on the company's own domain."""
        return [
            f"{names.plain(n.split(' ', 1)[0])}.{names.plain(n.split(' ', 1)[1])}@{names.OWN_DOMAIN}"
            for n in self.name
        ]


def make_users(plan: Plan) -> Users:
    """As many as the accounts need."""
    rng = stream(plan.seed, "users")
    n = plan.accounts
    sizes = (max(4, n // 300), max(4, n // 250), max(2, n // 700), 5)
    role = np.repeat(np.arange(4), sizes).astype(np.int64)
    combination = rng.permutation(len(names.FIRST_NAMES) * len(names.LAST_NAMES))
    place = np.arange(len(role))
    of = combination[place % len(combination)]
    first, last = of % len(names.FIRST_NAMES), of // len(names.FIRST_NAMES)
    # Where all names are given, the next have a second family name.
    second = ["", *(f" {name}" for name in names.LAST_NAMES)]
    return Users(
        role,
        [
            f"{names.FIRST_NAMES[f]} {names.LAST_NAMES[s]}{second[again]}"
            for f, s, again in zip(first, last, place // len(combination), strict=True)
        ],
    )


def assign_owners(plan: Plan, users: Users, accounts: Accounts, targeted: Bools, customer: Bools) -> Ints:
    """The owner of every account, -1 none: targets go to reps, customers to customer success."""
    rng = stream(plan.seed, "users", 1)
    n = accounts.count
    owner = rng.choice(users.of("ae"), n)
    prospected = targeted & (rng.random(n) < 0.35)
    owner = np.where(prospected, rng.choice(users.of("sdr"), n), owner)
    owner = np.where(customer & (rng.random(n) < 0.8), rng.choice(users.of("csm"), n), owner)
    return np.where(~targeted & ~customer & (rng.random(n) < 0.3), -1, owner).astype(np.int64)


def users_table(users: Users) -> Columns:
    """The canonical table `users`."""
    return {
        "user_id": ids("U", np.arange(len(users.role)), 4),
        "name": pa.array(users.name, pa.string()),
        "email": pa.array(users.emails, pa.string()),
        "role": texts(ROLES, users.role),
        "team": texts(TEAMS, users.role),
    }
