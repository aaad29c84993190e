"""The companies: names, size, industry, country, families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from abmetry.sample import names
from abmetry.sample.clock import Clock
from abmetry.sample.columns import Columns, dates, ids, instants, numbers, texts
from abmetry.sample.draws import Bools, Floats, Ints, few, normal, pick, spread, stream
from abmetry.sample.plan import Plan

SEGMENTS = ("SMB", "Mid-market", "Enterprise")


@dataclass
class Accounts:
    """Every company of the CRM, one array element each.

    Attributes:
        size: standardised log of employees (mean 0, deviation 1): what confounds.
        created: day number of the row's creation (negative: before the history).
        parent: index of the parent company, -1 none.
        domain_of: index of the company whose domain it uses (itself, but for the shared ones).
        satisfaction: 0 promoter, 1 passive, 2 detractor, if it is or becomes a customer.
    """

    name: Any
    domain: Any
    industry: Ints
    country: Ints
    employees: Ints
    revenue: Ints
    size: Floats
    created: Ints
    parent: Ints
    domain_of: Ints
    satisfaction: Ints

    @property
    def count(self) -> int:
        """Number of companies."""
        return len(self.industry)

    @property
    def segment(self) -> Ints:
        """Index into SEGMENTS, by employees."""
        return np.digitize(self.employees, [200, 1000]).astype(np.int64)


def make_accounts(plan: Plan) -> Accounts:
    """Draw the companies."""
    rng = stream(plan.seed, "accounts")
    n = plan.accounts
    industry = pick(rng, names.INDUSTRY_WEIGHTS, n)
    country = pick(rng, names.COUNTRY_WEIGHTS, n)
    size = normal(rng.permutation(spread(0, n, 1, 0.1)[:, 0]))
    employees = np.clip(np.exp(5.9 + 1.25 * size), 12, 90_000).astype(np.int64)
    revenue = (employees * np.exp(rng.normal(12.0, 0.35, n)) // 1000 * 1000).astype(np.int64)
    created = np.where(
        rng.random(n) < 0.8, rng.integers(-900, 0, n), rng.integers(0, max(1, plan.days - 60), n)
    )
    parent = _families(rng, size)
    domain_of = np.arange(n, dtype=np.int64)
    children = np.flatnonzero(parent >= 0)
    sharing = few(rng, children, 0.06)
    domain_of[sharing] = parent[sharing]
    loose = few(rng, np.flatnonzero((parent < 0) & ~np.isin(domain_of, parent[sharing])), 0.004, 4)
    loose = loose[np.isin(loose, parent, invert=True)]
    loose = loose[: len(loose) // 2 * 2]
    domain_of[loose[1::2]] = loose[::2]
    name, domain = _words(rng, industry, country, employees)
    return Accounts(
        name=name,
        domain=domain.take(pa.array(domain_of)),
        industry=industry,
        country=country,
        employees=employees,
        revenue=revenue,
        size=size,
        created=created.astype(np.int64),
        parent=parent,
        domain_of=domain_of,
        satisfaction=pick(rng, (0.45, 0.30, 0.25), n),
    )


def _families(rng: np.random.Generator, size: Floats) -> Ints:
    """Parents for 6 % of the companies: one of the larger ones, which has no parent itself but for a few chains."""
    n = len(size)
    parent = np.full(n, -1, dtype=np.int64)
    order = np.argsort(-size)
    heads = order[: max(5, n // 50)]
    rest = order[max(5, n // 50) :]
    children = few(rng, np.sort(rest), 0.06, 6)
    parent[children] = rng.choice(heads, len(children))
    chained = children[: max(1, len(children) // 10)]
    parent[chained] = children[-1]
    parent[children[-1]] = heads[0]
    return parent


def _words(rng: np.random.Generator, industry: Ints, country: Ints, employees: Ints) -> tuple[Any, Any]:
    """Names and web domains; no two companies get the same words."""
    n = len(industry)
    firsts, lasts, kinds = len(names.ROOTS_FIRST), len(names.ROOTS_LAST), 6
    combination = rng.permutation(firsts * lasts * kinds)
    place, again = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for which in range(len(names.DESCRIPTORS)):
        members = np.flatnonzero(industry == which)
        place[members] = combination[(np.arange(len(members)) + which * 2000) % len(combination)]
        again[members] = np.arange(len(members)) // len(combination)
    roots = np.array([f + s for f in names.ROOTS_FIRST for s in names.ROOTS_LAST], dtype=object)
    words = np.array(list(names.DESCRIPTORS.values()), dtype=object)
    slugs = np.array([[names.plain(w) for w in row] for row in words], dtype=object)
    forms = np.array(names.LEGAL_FORMS, dtype=object)[country, (employees > 800).astype(int)]
    root, kind = roots[place // kinds], place % kinds
    second = np.array(["", *(f" {last.capitalize()}" for last in names.ROOTS_LAST)], dtype=object)[again]
    name = root + second + " " + words[industry, kind] + " " + forms
    lowered = np.array([r.lower() for r in roots], dtype=object)[place // kinds]
    hyphen = np.array(["", *(f"-{last}" for last in names.ROOTS_LAST)], dtype=object)[again]
    domain = lowered + hyphen + slugs[industry, kind] + np.array(names.WEB_ENDINGS, dtype=object)[country]
    return pa.array(name, pa.string()), pa.array(domain, pa.string())


def accounts_table(plan: Plan, clock: Clock, accounts: Accounts, owner: Ints, targeted: Bools) -> Columns:
    """The canonical table `accounts`; `owner` indexes users, `targeted` raises how much was researched."""
    rng = stream(plan.seed, "accounts", 1)
    n = accounts.count
    known = np.where(targeted, 0.93, 0.7)
    researched = rng.random(n) < np.where(targeted, 0.75, 0.15)
    research_day = np.minimum(np.maximum(accounts.created, 0) + rng.integers(1, 300, n), clock.days - 1)
    accepted = researched & (rng.random(n) < np.where(targeted, 0.7, 0.2))
    accept_day = np.minimum(research_day + rng.integers(1, 40, n), clock.days - 1)
    second = clock.office(rng, n)
    countries = np.asarray(accounts.country)
    return {
        "account_id": ids("A", np.arange(n)),
        "name": accounts.name,
        "domain": accounts.domain,
        "industry": texts(list(names.DESCRIPTORS), np.where(rng.random(n) < 0.98, accounts.industry, -1)),
        "country": texts(names.COUNTRIES, countries),
        "region": texts(names.REGIONS, countries),
        "segment": texts(SEGMENTS, accounts.segment),
        "employees": numbers(accounts.employees, rng.random(n) < known),
        "annual_revenue": numbers(accounts.revenue, rng.random(n) < known - 0.1),
        "currency": texts(["EUR"], np.zeros(n, dtype=np.int64)),
        "parent_account_id": ids("A", accounts.parent),
        "owner_id": ids("U", owner, 4),
        "created_at": instants(clock.utc(accounts.created, second)),
        "researched_at": dates(clock.day_number(research_day), researched),
        "accepted_at": instants(clock.utc(accept_day, np.minimum(second + 600, 86399)), accepted),
    }
