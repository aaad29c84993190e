"""Opportunities: new business as it arises month by month, with the planted effects on rate, win, amount, length."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from abmetry.sample import names
from abmetry.sample.accounts import Accounts
from abmetry.sample.campaigns import Attendance, Campaigns
from abmetry.sample.clock import Clock
from abmetry.sample.draws import Bools, Floats, Ints, normal, spread, stream
from abmetry.sample.effects import EFFECTS
from abmetry.sample.lists import OPEN, Memberships
from abmetry.sample.people import People
from abmetry.sample.plan import Plan

STAGES = ("Qualified", "Discovery", "Solution fit", "Security review", "Negotiation")
TYPES = ("new_business", "renewal", "expansion")
_SHARES = np.array([1.0, 1.3, 1.5, 1.2, 1.0])
REVIEW = STAGES.index("Security review")


@dataclass
class Deals:
    """Opportunities, one array element each; days are day numbers.

    Attributes:
        entered: day each of STAGES was entered, shape (n, 5), -1 never.
        closed: day of the close as it is going to be, OPEN if no close is drawn; beyond the history: still open.
        reopened: day a lost deal was opened again, -1 never; `closed` is then its last close.
        first_close: the close before that, -1.
        buyer: the economic buyer takes part. targeted: on a list at creation.
        amount: EUR a year at the close; first_amount: EUR at creation.
        contract: index of the contract that a renewal or expansion is about, -1.
    """

    account: Ints
    type: Ints
    created: Ints
    closed: Ints
    won: Bools
    entered: Ints
    amount: Floats
    first_amount: Floats
    buyer: Bools
    targeted: Bools
    reopened: Ints
    first_close: Ints
    contract: Ints

    @property
    def count(self) -> int:
        """Number of opportunities."""
        return len(self.account)

    def is_closed(self, days: int) -> Bools:
        """Closed within the history."""
        return np.asarray(self.closed < days, dtype=np.bool_)

    def take(self, rows: Ints | Bools) -> Deals:
        """Some of the opportunities."""
        return Deals(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def joined(parts: list[Deals]) -> Deals:
    """Several sets of opportunities as one."""
    return Deals(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Deals)})


def make_new_business(
    plan: Plan,
    clock: Clock,
    accounts: Accounts,
    members: Memberships,
    people: People,
    campaigns: Campaigns,
    attendance: Attendance,
    customer: Bools,
) -> Deals:
    """Month by month: who opens an opportunity (nobody with one open, no customer), and what is to come of it."""
    rng = stream(plan.seed, "deals")
    n = accounts.count
    free_from = np.where(customer, OPEN, np.maximum(accounts.created, 0))
    base = EFFECTS.hazard_per_month * np.exp(EFFECTS.size_on_hazard * accounts.size)
    webinars = attendance.attended & (campaigns.family[attendance.campaign] == 0)
    seen_by, seen_on = attendance.account[webinars], campaigns.day[attendance.campaign[webinars]]
    made = np.zeros((2, 3), dtype=np.int64)
    carried = 0.0
    parts: list[Deals] = []
    starts = plan.month_starts()
    for month in range(plan.months):
        low, high = starts[month], starts[month + 1]
        everyone = np.arange(n, dtype=np.int64)
        targeted = members.targeted_on(everyone, np.full(n, low))
        recent = np.zeros(n, dtype=np.bool_)
        recent[seen_by[(seen_on <= low) & (seen_on > low - 90)]] = True
        hazard = base * np.where(targeted, EFFECTS.opportunity_hazard, 1.0)
        hazard = hazard * np.where(recent, EFFECTS.webinar_hazard, 1.0) * (free_from < high - 3)
        edges = carried + np.cumsum(1.0 - np.exp(-hazard))
        account = np.flatnonzero(
            np.floor(edges + 0.5) > np.floor(np.concatenate([[carried], edges[:-1]]) + 0.5)
        )
        carried = float(edges[-1] % 1.0)
        day = clock.draw_days(
            rng, np.maximum(low, free_from[account]), np.full(len(account), high), working=True
        )
        for group in (0, 1):
            mine = members.targeted_on(account, day) == bool(group)
            batch = _batch(
                rng,
                plan,
                clock,
                accounts,
                people,
                account[mine].astype(np.int64),
                day[mine],
                group,
                made[group],
            )
            free_from[batch.account] = np.where(batch.won, OPEN, batch.closed + 45)
            parts.append(batch)
    return _reopen(rng, plan, joined(parts))


def _batch(
    rng: np.random.Generator,
    plan: Plan,
    clock: Clock,
    accounts: Accounts,
    people: People,
    account: Ints,
    day: Ints,
    group: int,
    made: Ints,
) -> Deals:
    """The opportunities that one group (0 others, 1 targets) opens in a month.

    `made` counts those of the group so far (all, lost, won), and is brought up to date: the won are spread evenly over
    lengths and amounts by themselves, and so are the lost.
    """
    n = len(account)
    chance = spread(int(made[0]), n, 1, 0.37 + 0.29 * group)[:, 0]
    size = np.clip(accounts.size[account], -2.0, 2.0)
    targeted = np.full(n, group == 1)
    won = chance < EFFECTS.win_rate + EFFECTS.win_rate_lift * group + EFFECTS.size_on_win_rate * size
    point = np.zeros((n, 3))
    for outcome, rows in ((1, ~won), (2, won)):
        point[rows] = spread(int(made[outcome]), int(rows.sum()), 3, 0.21 * outcome + 0.13 * group)
        made[outcome] += int(rows.sum())
    made[0] += n
    buyer = (point[:, 0] < EFFECTS.buyer_engaged / 0.88) & people.has_buyer[account]
    length = (
        EFFECTS.cycle_days * np.exp(EFFECTS.size_on_cycle * size) * (EFFECTS.cycle_ratio if group else 1.0)
    )
    length = (
        length
        * np.where(buyer, EFFECTS.buyer_cycle_ratio, 1.0)
        * np.exp(0.25 * normal(point[:, 1]) - 0.031)
        * 1.155
    )
    entered, closed = _schedule(rng, plan, clock, accounts, account, day, length, won)
    amount = EFFECTS.amount * np.exp(EFFECTS.size_on_amount * size + 0.35 * normal(point[:, 2]))
    amount = np.round(amount * (EFFECTS.amount_ratio if group else 1.0), -2)
    none = np.full(n, -1, dtype=np.int64)
    return Deals(
        account=account,
        type=np.zeros(n, np.int64),
        created=day,
        closed=closed,
        won=won,
        entered=entered,
        amount=amount,
        first_amount=np.round(amount * rng.choice([0.8, 0.9, 1.0, 1.0, 1.0, 1.15], n), -2),
        buyer=buyer,
        targeted=targeted,
        reopened=none,
        first_close=none,
        contract=none,
    )


def _schedule(
    rng: np.random.Generator,
    plan: Plan,
    clock: Clock,
    accounts: Accounts,
    account: Ints,
    day: Ints,
    length: Floats,
    won: Bools,
) -> tuple[Ints, Ints]:
    """Days of entry into each stage and of the close; a lost deal ends in some stage; 6 % skip one."""
    n = len(account)
    share = rng.gamma(6.0 * _SHARES, size=(n, 5))
    spans = length[:, None] * share / share.sum(axis=1, keepdims=True)
    begin = day + spans[:, :REVIEW].sum(axis=1)
    industry = list(names.DESCRIPTORS).index(EFFECTS.stall_industry)
    stalled = (accounts.industry[account] == industry) & (begin >= plan.days // 2)
    spans[:, REVIEW] *= np.where(stalled, EFFECTS.stall_ratio, 1.0)
    ends = day[:, None] + np.cumsum(spans, axis=1)
    last = np.where(won, 4, np.minimum(4, (rng.random(n) ** 0.8 * 5).astype(np.int64)))
    entered = np.concatenate([day[:, None], ends[:, :4]], axis=1).astype(np.int64)
    entered[np.arange(5)[None, :] > last[:, None]] = -1
    skipped = (rng.random(n) < 0.06) & (last > 2)
    entered[skipped, 2] = -1
    closed = np.maximum(ends[np.arange(n), last].astype(np.int64), day + 2)
    weekday = (clock.day_number(closed) + 3) % 7
    return entered, closed + np.where(weekday >= 5, 7 - weekday, 0)


def _reopen(rng: np.random.Generator, plan: Plan, deals: Deals) -> Deals:
    """3 % of the lost deals, of accounts that never had a later one, are opened again; 40 % of these are won."""
    latest = np.full(int(deals.account.max()) + 1, -1, dtype=np.int64)
    np.maximum.at(latest, deals.account, deals.created)
    fit = np.flatnonzero(
        ~deals.won & (deals.closed < plan.days - 150) & (latest[deals.account] == deals.created)
    )
    again = rng.choice(fit, size=max(2, len(fit) // 33), replace=False) if len(fit) > 2 else fit
    deals.first_close[again] = deals.closed[again]
    deals.reopened[again] = deals.closed[again] + rng.integers(25, 55, len(again))
    deals.closed[again] = deals.reopened[again] + rng.integers(20, 60, len(again))
    deals.won[again] = rng.random(len(again)) < 0.4
    return deals
