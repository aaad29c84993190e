"""Customers: contracts, their renewals, expansions and ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from abmetry.sample.accounts import Accounts
from abmetry.sample.clock import Clock
from abmetry.sample.columns import Columns, dates, ids, numbers, texts
from abmetry.sample.deals import Deals, joined
from abmetry.sample.draws import Bools, Floats, Ints, normal, spread, stream
from abmetry.sample.effects import EFFECTS
from abmetry.sample.names import CURRENCIES, EUR_TO
from abmetry.sample.plan import Plan


@dataclass
class Contracts:
    """Subscription terms, one array element each.

    Attributes:
        deal: index of the opportunity that brought it, -1 (before the history).
        last: last day as agreed. cancelled: day cancelled, -1. renews: index of the contract before, -1.
        annual: EUR a year.
    """

    account: Ints
    deal: Ints
    start: Ints
    last: Ints
    cancelled: Ints
    annual: Floats
    renews: Ints

    @property
    def count(self) -> int:
        """Number of terms."""
        return len(self.account)


def choose_first_customers(plan: Plan, accounts: Accounts) -> Bools:
    """The 8 % that were customers before the history began."""
    rng = stream(plan.seed, "customers")
    chance = 0.085 * np.exp(0.3 * accounts.size - 0.045)
    return np.asarray((rng.random(accounts.count) < chance) & (accounts.created < 0), dtype=np.bool_)


def make_customers(
    plan: Plan, clock: Clock, accounts: Accounts, new_business: Deals, first: Bools
) -> tuple[Deals, Contracts]:
    """Terms one after another: each ends in a renewal or not, by how content the account is."""
    rng = stream(plan.seed, "customers", 1)
    old = np.flatnonzero(first).astype(np.int64)
    won = np.flatnonzero(new_business.won & new_business.is_closed(plan.days)).astype(np.int64)
    account = np.concatenate([old, new_business.account[won]])
    deal = np.concatenate([np.full(len(old), -1), won])
    start = np.concatenate(
        [rng.integers(-285, 0, len(old)), new_business.closed[won] + rng.integers(1, 20, len(won))]
    )
    annual = np.concatenate(
        [
            np.round(EFFECTS.amount * np.exp(0.5 * accounts.size[old] + rng.normal(0, 0.4, len(old))), -2),
            new_business.amount[won],
        ]
    )
    renews = np.full(len(account), -1, dtype=np.int64)
    terms: list[tuple[Ints, Ints, Ints, Ints, Ints, Floats, Ints]] = []
    deals = [new_business]
    have, made, drawn = new_business.count, 0, 0
    while len(account):
        length = np.where(rng.random(len(account)) < 0.85, 365, 730)
        last = start + length - 1
        decided = last - rng.integers(0, 30, len(account))
        late = rng.random(len(account)) < 0.12
        decided = np.where(late, last + rng.integers(1, 45, len(account)), decided)
        point = spread(drawn, len(account), 2, 0.11)[rng.permutation(len(account))]
        drawn += len(account)
        keeps = point[:, 0] < np.array(EFFECTS.renewal)[accounts.satisfaction[account]]
        cancelled = np.where(
            ~keeps & (rng.random(len(account)) < 0.08), last - rng.integers(40, 120, len(account)), -1
        )
        cancelled = np.where((cancelled < plan.days) & (cancelled > start), cancelled, -1)
        terms.append((account, deal, start, last, cancelled, annual, renews))
        opened = decided - rng.integers(45, 80, len(account))
        opened = np.where(opened < 0, rng.integers(0, 20, len(account)), opened)
        due = (opened < plan.days) & (cancelled < 0)
        raised = np.round(annual * np.exp(0.04 + 0.08 * normal(point[:, 1])), -2)
        batch = _renewals(
            rng, account[due], opened[due], decided[due], keeps[due], raised[due], made + np.flatnonzero(due)
        )
        deals.append(batch)
        growth = _expansions(rng, plan, clock, accounts, account, start, last, annual, cancelled, made)
        deals.append(growth)
        goes_on = np.flatnonzero(due)[batch.won & batch.is_closed(plan.days)]
        grown = np.flatnonzero(growth.won & growth.is_closed(plan.days))
        extra = growth.contract[grown] - made
        terms.append(
            (
                growth.account[grown],
                have + batch.count + grown,
                growth.closed[grown] + 1,
                last[extra],
                np.full(len(grown), -1),
                growth.amount[grown],
                np.full(len(grown), -1),
            )
        )
        kept = np.flatnonzero(batch.won & batch.is_closed(plan.days))
        begins = np.maximum(last[goes_on], batch.closed[kept]) + 1
        renews = made + goes_on
        made += len(account) + len(grown)
        account, deal, start, annual = account[goes_on], have + kept, begins, raised[goes_on]
        have += batch.count + growth.count
    columns = [np.concatenate(column) for column in zip(*terms, strict=True)]
    holder, deal, start, last, cancelled, _, renewed = (np.asarray(c, dtype=np.int64) for c in columns)
    value = np.asarray(columns[5], dtype=np.float64)
    return joined(deals), Contracts(holder, deal, start, last, cancelled, value, renewed)


def _renewals(
    rng: np.random.Generator,
    account: Ints,
    opened: Ints,
    decided: Ints,
    won: Bools,
    amount: Floats,
    contract: Ints,
) -> Deals:
    n = len(account)
    entered = np.full((n, 5), -1, dtype=np.int64)
    entered[:, 0], entered[:, 4] = opened, (opened + decided) // 2
    none = np.full(n, -1, dtype=np.int64)
    return Deals(
        account=account,
        type=np.full(n, 1),
        created=opened,
        closed=np.maximum(decided, opened + 1),
        won=won,
        entered=entered,
        amount=amount,
        first_amount=np.round(amount * rng.choice([0.95, 1.0, 1.0], n), -2),
        buyer=rng.random(n) < 0.3,
        targeted=np.zeros(n, np.bool_),
        reopened=none,
        first_close=none,
        contract=contract,
    )


def _expansions(
    rng: np.random.Generator,
    plan: Plan,
    clock: Clock,
    accounts: Accounts,
    account: Ints,
    start: Ints,
    last: Ints,
    annual: Floats,
    cancelled: Ints,
    made: int,
) -> Deals:
    """One in six terms sees a try to expand it; content accounts buy more often."""
    chance = np.array([0.24, 0.14, 0.05])[accounts.satisfaction[account]]
    which = np.flatnonzero((rng.random(len(account)) < chance) & (cancelled < 0))
    low = np.maximum(start[which] + 60, 0)
    fits = (low < plan.days) & (low < last[which] - 100)
    which, low = which[fits], low[fits]
    n = len(which)
    day = clock.draw_days(rng, low, last[which] - 90, working=True)
    closed = day + rng.integers(15, 75, n)
    entered = np.full((n, 5), -1, dtype=np.int64)
    entered[:, 0], entered[:, 1], entered[:, 4] = (
        day,
        day + (closed - day) // 3,
        day + (closed - day) * 2 // 3,
    )
    none = np.full(n, -1, dtype=np.int64)
    amount = np.round(annual[which] * rng.uniform(0.15, 0.5, n), -2)
    return Deals(
        account=account[which],
        type=np.full(n, 2),
        created=day,
        closed=closed,
        won=rng.random(n) < 0.5,
        entered=entered,
        amount=amount,
        first_amount=amount.copy(),
        buyer=rng.random(n) < 0.3,
        targeted=np.zeros(n, np.bool_),
        reopened=none,
        first_close=none,
        contract=made + which,
    )


def contracts_table(plan: Plan, clock: Clock, accounts: Accounts, contracts: Contracts) -> Columns:
    """The canonical table `contracts`; amounts in the account's currency."""
    n = contracts.count
    rng = stream(plan.seed, "customers", 2)
    country = accounts.country[contracts.account]
    annual = np.round(contracts.annual * np.array(EUR_TO)[country], 2)
    years = (contracts.last - contracts.start + 1) / 365.0
    return {
        "contract_id": ids("K", np.arange(n)),
        "account_id": ids("A", contracts.account),
        "opportunity_id": ids("O", contracts.deal),
        "starts_on": dates(clock.day_number(contracts.start)),
        "ends_on": dates(clock.day_number(contracts.last)),
        "value": numbers(np.round(annual * years, 2)),
        "annual_value": numbers(annual, rng.random(n) < 0.97),
        "currency": texts(CURRENCIES, country),
        "renews_contract_id": ids("K", contracts.renews),
        "cancelled_on": dates(clock.day_number(np.maximum(contracts.cancelled, 0)), contracts.cancelled >= 0),
        "gross_margin": numbers(np.round(rng.uniform(0.68, 0.84, n), 3)),
    }
