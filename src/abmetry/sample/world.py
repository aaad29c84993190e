"""Everything that is drawn before the touches, in one place for those who draw them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from abmetry.sample.accounts import Accounts, make_accounts
from abmetry.sample.campaigns import Attendance, Campaigns, make_activity, make_attendance, make_campaigns
from abmetry.sample.clock import Clock
from abmetry.sample.customers import Contracts, choose_first_customers, make_customers
from abmetry.sample.deals import Deals, make_new_business
from abmetry.sample.draws import Bools, Ints, stream
from abmetry.sample.lists import Memberships, make_lists
from abmetry.sample.people import People, make_people
from abmetry.sample.people_traps import plant_people
from abmetry.sample.plan import Plan
from abmetry.sample.users import Users, assign_owners, make_users


@dataclass
class World:
    """The company's CRM before its touches.

    Attributes:
        active: (accounts, quarters) interest of its own. owner: user per account, -1 none.
        silent: accounts whose economic buyer never takes part but in a deal flagged so.
        customer_from, customer_to: days of the first start and the last end of contracts; -1, -1 never.
        proved: UTC second at which each person's visitor was proved (only where linked).
        people_traps: person ids of each trap planted among the people.
    """

    plan: Plan
    clock: Clock
    accounts: Accounts
    members: Memberships
    users: Users
    owner: Ints
    people: People
    campaigns: Campaigns
    active: Bools
    attendance: Attendance
    deals: Deals
    contracts: Contracts
    silent: Bools
    customer_from: Ints
    customer_to: Ints
    proved: Ints
    people_traps: dict[str, list[str]]

    @property
    def targeted(self) -> Bools:
        """Accounts that were ever on a list."""
        return np.asarray(self.members.joined < self.plan.days, dtype=np.bool_)


def make_world(plan: Plan) -> World:
    """Draw everything but the touches."""
    clock = Clock(plan)
    accounts = make_accounts(plan)
    members = make_lists(plan, accounts)
    users = make_users(plan)
    people = make_people(plan, accounts)
    campaigns = make_campaigns(plan)
    active = make_activity(plan, accounts, members)
    attendance = make_attendance(plan, accounts, members, campaigns, active, people)
    _know_the_registered(people, campaigns, attendance)
    first = choose_first_customers(plan, accounts)
    new = make_new_business(plan, clock, accounts, members, people, campaigns, attendance, first)
    deals, contracts = make_customers(plan, clock, accounts, new, first)
    deals.targeted = members.targeted_on(deals.account, deals.created)
    silent = np.zeros(accounts.count, dtype=np.bool_)
    silent[deals.account[~deals.buyer & (deals.type == 0)]] = True
    customer_from, customer_to = _customers(plan, contracts)
    owner = assign_owners(
        plan,
        users,
        accounts,
        members.joined < plan.days,
        (customer_from >= -1000) & (customer_to >= plan.days),
    )
    _know_the_contacts(people, deals, silent)
    _prove_in_active_quarters(plan, people, active)
    people_traps = plant_people(plan, accounts, people)
    seconds = clock.office(stream(plan.seed, "visitors", 1), people.count)
    proved = clock.utc(np.maximum(people.linked, 0), seconds)
    return World(
        plan,
        clock,
        accounts,
        members,
        users,
        owner,
        people,
        campaigns,
        active,
        attendance,
        deals,
        contracts,
        silent,
        customer_from,
        customer_to,
        proved,
        people_traps,
    )


def _customers(plan: Plan, contracts: Contracts) -> tuple[Ints, Ints]:
    never = -(10**6)
    since, to = np.full(plan.accounts, 10**6, dtype=np.int64), np.full(plan.accounts, never, dtype=np.int64)
    np.minimum.at(since, contracts.account, contracts.start)
    np.maximum.at(
        to, contracts.account, np.where(contracts.cancelled >= 0, contracts.cancelled, contracts.last) + 1
    )
    return np.where(to == never, never, since), to


def _know_the_contacts(people: People, deals: Deals, silent: Bools) -> None:
    """Those who matter in a deal are known before it; a silent buyer has no cookie."""
    earliest = np.full(len(people.first), 10**6, dtype=np.int64)
    np.minimum.at(earliest, deals.account, deals.created)
    having = np.flatnonzero(earliest < 10**6)
    for offset in (0, 1, 2):
        who = people.first[having] + offset
        people.created[who] = np.minimum(people.created[who], earliest[having] - 1)
    buyers = people.buyer(having[people.has_buyer[having]])
    people.created[buyers] = np.minimum(people.created[buyers], earliest[people.account[buyers]] - 1)
    quiet = people.buyer(np.flatnonzero(silent & people.has_buyer))
    people.visitor[quiet] = False
    people.linked[quiet] = -1


def _know_the_registered(people: People, campaigns: Campaigns, attendance: Attendance) -> None:
    """Who registers is known before."""
    rows = np.flatnonzero(attendance.registered)
    np.minimum.at(people.created, attendance.person[rows], campaigns.day[attendance.campaign[rows]] - 12)


def _prove_in_active_quarters(plan: Plan, people: People, active: Bools) -> None:
    """A proof is an engagement, so it falls into a quarter in which the account shows interest."""
    rng = stream(plan.seed, "visitors", 2)
    edges = np.array([*plan.month_starts()[:-1][::3], plan.days], dtype=np.int64)
    per_account = active.sum(axis=1)
    quarters = np.nonzero(active)[1]
    first = np.cumsum(per_account) - per_account
    who = np.flatnonzero(people.linked >= 0)
    account = people.account[who]
    chosen = first[account] + (rng.random(len(who)) * per_account[account]).astype(np.int64)
    quarter = quarters[np.minimum(chosen, len(quarters) - 1)]
    low = np.maximum(edges[quarter], people.created[who] + 1)
    day = low + (rng.random(len(who)) * (edges[quarter + 1] - low)).astype(np.int64)
    fits = (per_account[account] > 0) & (low < edges[quarter + 1])
    people.linked[who] = np.where(fits, day, -1)
