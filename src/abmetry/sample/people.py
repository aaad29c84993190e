"""Contacts and leads: who they are, when they became known, which visitor is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from abmetry.sample import names
from abmetry.sample.accounts import Accounts
from abmetry.sample.clock import Clock
from abmetry.sample.columns import Columns, dates, flags, ids, instants, texts
from abmetry.sample.draws import Bools, Ints, pick, stream, within
from abmetry.sample.plan import Plan

SOURCES = ("web", "webinar", "event", "sales_email", "search", "content", "partner")
HOWS = ("form", "mail_click", "login")


@dataclass
class People:
    """People, sorted by account: those of account i stand at `first[i]` .. `first[i] + per_account[i]`.

    The economic buyer is the last of an account (where `has_buyer`), the champion the first. The `leads` after all
    contacts have an address on an account's domain and no account of their own.

    Attributes:
        account: index of the account (of a lead: whose domain it uses).
        created: day number of the row's creation.
        email: address, one per person.
        visitor: whether the person has a cookie of ours; linked: day it was proved to be the person's, -1 never.
    """

    account: Ints
    first: Ints
    per_account: Ints
    has_buyer: Bools
    persona: Ints
    created: Ints
    name: Any
    email: Any
    contacts: int
    visitor: Bools
    linked: Ints
    how: Ints

    @property
    def count(self) -> int:
        """Contacts and leads."""
        return len(self.account)

    def buyer(self, account: Ints) -> Ints:
        """The economic buyer of each account (where it has one)."""
        return np.asarray(self.first[account] + self.per_account[account] - 1, dtype=np.int64)

    def someone(self, rng: np.random.Generator, account: Ints, silent: Bools) -> Ints:
        """A person of each account, never its economic buyer where `silent[account]`; earlier ones are likelier."""
        many = self.per_account[account] - (silent[account] & self.has_buyer[account])
        return np.asarray(self.first[account] + (rng.random(len(account)) ** 1.5 * many).astype(np.int64))


def make_people(plan: Plan, accounts: Accounts) -> People:
    """About ten contacts per account, more at bigger ones, and 3 % leads."""
    rng = stream(plan.seed, "people")
    n = accounts.count
    per_account = 4 + rng.poisson(5.8 * np.exp(0.25 * accounts.size - 0.03))
    first = np.cumsum(per_account) - per_account
    account = np.repeat(np.arange(n), per_account)
    position = within(per_account)
    has_buyer = rng.random(n) < 0.88
    persona = pick(rng, (0.15, 0.25, 0.60), len(account))
    persona[position == 0] = names.CHAMPION
    persona[(position == 1) | ((position == 2) & (per_account[account] >= 6))] = names.EVALUATOR
    persona[(position == per_account[account] - 1) & has_buyer[account]] = names.BUYER
    leads = max(8, len(account) // 33)
    lead_account = rng.integers(0, n, leads)
    lead_account = lead_account[accounts.domain_of[lead_account] == lead_account]
    contacts = len(account)
    account = np.concatenate([account, lead_account])
    persona = np.concatenate([persona, pick(rng, (0.2, 0.3, 0.5), len(lead_account))])
    total = len(account)
    base = rng.integers(0, len(names.FIRST_NAMES) * len(names.LAST_NAMES), n)
    name, email = _words(
        accounts, account, contacts, base, np.concatenate([position, np.arange(len(lead_account))])
    )
    days = np.maximum(accounts.created[account], 0)
    created = np.where(
        rng.random(total) < 0.55,
        accounts.created[account],
        days + (rng.random(total) * (plan.days - days)).astype(np.int64),
    )
    created[contacts:] = days[contacts:] + (
        (plan.days - 1 - days[contacts:]) * rng.random(total - contacts)
    ).astype(np.int64)
    visitor = rng.random(total) < 0.45
    linked = np.maximum(created, 0) + (rng.random(total) * (plan.days - np.maximum(created, 0))).astype(
        np.int64
    )
    linked = np.where(visitor & (rng.random(total) < 0.65), np.minimum(linked, plan.days - 1), -1)
    return People(
        account=account,
        first=first,
        per_account=per_account,
        has_buyer=has_buyer,
        persona=persona,
        created=created.astype(np.int64),
        name=name,
        email=email,
        contacts=contacts,
        visitor=visitor,
        linked=linked.astype(np.int64),
        how=pick(rng, (0.55, 0.3, 0.15), total),
    )


def _words(accounts: Accounts, account: Ints, contacts: int, base: Ints, position: Ints) -> tuple[Any, Any]:
    """Names and addresses: no two people of one domain have the same, leads carry a number."""
    firsts, lasts = len(names.FIRST_NAMES), len(names.LAST_NAMES)
    start = np.where(
        accounts.domain_of[account] == account,
        base[accounts.domain_of[account]],
        base[accounts.domain_of[account]] + 1500 + account,
    )
    combination = (start + position * 61) % (firsts * lasts)
    first, last = combination % firsts, combination // firsts
    name = pc.binary_join_element_wise(texts(names.FIRST_NAMES, first), texts(names.LAST_NAMES, last), " ")
    number = np.where(np.arange(len(account)) < contacts, -1, position)
    tail = pc.fill_null(pc.cast(pa.array(number, pa.int64(), mask=number < 0), pa.string()), "")
    plain_first = texts([names.plain(w) for w in names.FIRST_NAMES], first)
    plain_last = texts([names.plain(w) for w in names.LAST_NAMES], last)
    local = pc.binary_join_element_wise(pc.binary_join_element_wise(plain_first, plain_last, "."), tail, "")
    return name, pc.binary_join_element_wise(local, accounts.domain.take(pa.array(account)), "@")


def people_table(plan: Plan, clock: Clock, accounts: Accounts, people: People, targeted: Bools) -> Columns:
    """The canonical table `people` before the planted traps."""
    rng = stream(plan.seed, "people", 1)
    n = people.count
    held = np.array([len(titles) for _, titles in names.PERSONAS])[people.persona]
    flat = [t for _, titles in names.PERSONAS for t in titles]
    title = np.array([0, 4, 9, 14])[people.persona] + (rng.random(n) * held).astype(np.int64)
    titled = (people.persona == names.BUYER) | (rng.random(n) < 0.92)
    aimed = targeted[people.account]
    key = ((people.persona == names.BUYER) | (people.persona == names.CHAMPION)) & (
        rng.random(n) < np.where(aimed, 0.6, 0.08)
    )
    is_contact = np.arange(n) < people.contacts
    role = np.where((rng.random(n) < np.where(aimed, 0.45, 0.12)) & is_contact, people.persona, -1)
    bounced = (rng.random(n) < 0.03) & (people.created < clock.days - 40)
    bounce_day = np.maximum(people.created, 0) + 20 + (rng.random(n) * 15).astype(np.int64)
    country = accounts.country[people.account]
    phone = pc.binary_join_element_wise(
        texts(names.DIALLING, country),
        pc.cast(pa.array(rng.integers(600_000_000, 700_000_000, n)), pa.string()),
        " ",
    )
    phone = pc.if_else(
        pa.array(rng.random(n) < np.where(aimed, 0.75, 0.5)), phone, pa.scalar(None, pa.string())
    )
    return {
        "person_id": ids("P", np.arange(n), 7),
        "account_id": ids("A", np.where(is_contact, people.account, -1)),
        "email": people.email,
        "name": people.name,
        "title": texts([t[0] for t in flat], np.where(titled, title, -1)),
        "department": texts([t[2] for t in flat], np.where(titled, title, -1)),
        "seniority": texts([t[1] for t in flat], np.where(titled, title, -1)),
        "persona": texts([p for p, _ in names.PERSONAS], np.where(rng.random(n) < 0.35, people.persona, -1)),
        "buying_role": texts(names.BUYING_ROLES, role),
        "phone": phone,
        "country": texts(names.COUNTRIES, country),
        "source_channel": texts(SOURCES, pick(rng, (30, 15, 10, 20, 10, 10, 5), n)),
        "is_key_contact": flags(key),
        "email_opt_out": flags(rng.random(n) < 0.04),
        "phone_opt_out": flags(rng.random(n) < 0.06),
        "bounced_at": dates(clock.day_number(bounce_day), bounced),
        "created_at": instants(clock.utc(people.created, clock.office(rng, n)), rng.random(n) < 0.97),
    }


def visitor_links_table(plan: Plan, people: People, seconds: Ints) -> Columns:
    """The canonical table `visitor_links`; `seconds`: UTC instant of each linked person's proof."""
    rng = stream(plan.seed, "visitors")
    who = np.flatnonzero(people.linked >= 0).astype(np.int64)
    by_mail = rng.random(len(who)) < 0.4
    return {
        "visitor_id": ids("V", who, 8),
        "person_id": ids("P", np.where(by_mail, -1, who), 7),
        "email": people.email.take(pa.array(who, mask=~by_mail)),
        "linked_at": instants(seconds[who]),
        "how": texts(HOWS, people.how[who]),
    }
