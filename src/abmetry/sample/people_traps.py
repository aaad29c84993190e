"""Traps among people's addresses: free mail, two @, duplicates, a former employer's domain."""

from __future__ import annotations

import numpy as np

from abmetry.sample.accounts import Accounts
from abmetry.sample.columns import replaced
from abmetry.sample.draws import Ints, few, stream
from abmetry.sample.names import FREE_MAIL
from abmetry.sample.people import People
from abmetry.sample.plan import Plan


def plant_people(plan: Plan, accounts: Accounts, people: People) -> dict[str, list[str]]:
    """Change a few addresses in place; returns the person ids of each trap (no person has two)."""
    rng = stream(plan.seed, "traps")
    place = np.arange(people.count) - people.first[people.account]
    leads = np.arange(people.contacts, people.count, dtype=np.int64)
    quiet = np.flatnonzero((place[: people.contacts] >= 3) & (people.linked[: people.contacts] < 0))
    plain = quiet[(place[quiet] < people.per_account[people.account[quiet]] - 1)]
    plain = plain[accounts.domain_of[people.account[plain]] == people.account[plain]]
    free = few(rng, leads, 0.2)
    others = few(rng, plain.astype(np.int64), 0.02, 12)
    thirds = len(others) // 12
    rng.shuffle(others)
    twins, moved, broken = (
        np.sort(others[: 6 * thirds]),
        np.sort(others[6 * thirds : 11 * thirds]),
        np.sort(others[11 * thirds :]),
    )
    emails = people.email.to_numpy(zero_copy_only=False)
    chosen = np.concatenate([free, twins, moved, broken])
    domains = accounts.domain.to_numpy(zero_copy_only=False)
    employer = (people.account[moved] + 1 + rng.integers(0, accounts.count - 1, len(moved))) % accounts.count
    texts = [f"{emails[i].split('@')[0]}@{FREE_MAIL[i % 4]}" for i in free]
    texts += [emails[people.first[people.account[i]]].title() for i in twins]
    texts += [f"{emails[i].split('@')[0]}.{i}@{domains[e]}" for i, e in zip(moved, employer, strict=True)]
    texts += [emails[i].replace("@", "@@") for i in broken]
    people.email = replaced(people.email, chosen, texts)

    def ids_of(rows: Ints) -> list[str]:
        return [f"P{int(i):07d}" for i in rows]

    return {
        "free_mail_leads": ids_of(free),
        "duplicate_people_by_address": ids_of(twins),
        "people_who_changed_employer": ids_of(moved),
        "emails_with_two_at": ids_of(broken),
    }
