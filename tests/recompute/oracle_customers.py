"""Contracts and customer spells as known just before t (KPIS.md, rule 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from recompute.company import Row
from recompute.oracle_clock import Moment
from recompute.oracle_deals import Book
from recompute.oracle_world import World


@dataclass(frozen=True)
class Term:
    """One contract known before t; `last` is its last active day (None: it has no end)."""

    key: str
    account: str
    starts: Moment
    last: date | None
    annual: float | None
    margin: float | None
    renews: str | None

    def active_on(self, day: date) -> bool:
        """Whether it is active on a local day."""
        return self.starts.day <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Spell:
    """An account being a customer, from a moment up to another (None: open)."""

    since: Moment
    until: Moment | None

    def holds_at(self, x: Moment) -> bool:
        """At the last instant before x."""
        return self.since.at < x.at and (self.until is None or self.until.at >= x.at)


class Customers:
    """Contracts, spells, and who was a customer when."""

    def __init__(self, world: World, book: Book) -> None:
        self.world, self.book = world, book
        self.grace = world.option("renewal", "grace_days", 60)
        rows = world.company.rows("contracts")
        self.terms = [self.term(row) for row in rows if self.is_known(row)]
        self.wins: dict[str, list[Moment]] = {}
        for deal in book.deals:
            if deal.type == "new_business" and deal.status == "won" and deal.account and deal.closed:
                self.wins.setdefault(deal.account, []).append(deal.closed)
        accounts = set(self.wins) | {term.account for term in self.terms}
        self.spells = {account: self.spells_of(account) for account in accounts}

    def is_known(self, row: Row) -> bool:
        """A contract is known from the (first won) close of its opportunity, else from its start."""
        if row["opportunity_id"] in {deal["opportunity_id"] for deal in self.book.rows}:
            deal = self.book.by_key.get(row["opportunity_id"])
            return deal is not None and deal.first_won is not None
        return self.world.happened(row["starts_on"])

    def term(self, row: Row) -> Term:
        """A contract; a cancellation that is still to come does not exist yet."""
        ends, cancelled = row["ends_on"], row["cancelled_on"]
        if not self.world.happened(cancelled):
            cancelled = None
        annual = row["annual_value"]
        if annual is None and row["value"] is not None and ends is not None:
            annual = row["value"] / ((ends - row["starts_on"]).days + 1) * 365
        return Term(
            row["contract_id"], row["account_id"], self.world.clock.certain(row["starts_on"]),
            min((day for day in (ends, cancelled) if day), default=None),
            self.world.money(annual, row["currency"], row["starts_on"]), row["gross_margin"], row["renews_contract_id"],
        )  # fmt: skip

    def of(self, account: str) -> list[Term]:
        """The account's contracts, in order of their start."""
        return sorted(
            (term for term in self.terms if term.account == account),
            key=lambda term: (term.starts.at, term.key),
        )

    def spells_of(self, account: str) -> list[Spell]:
        """Spells, in order. A contract begins one only if its day is earlier than the close's."""
        begun = [term for term in self.of(account) if term.starts.at < self.world.t.at]
        events: list[tuple[date, int, Moment, Term | None]] = [
            (close.day, 0, close, None) for close in self.wins.get(account, [])
        ]
        events += [(term.starts.day, 1, term.starts, term) for term in begun]
        spells: list[Spell] = []
        covered: list[date | None] = []
        for _, _, moment, term in sorted(events, key=lambda event: (event[0], event[1], event[2].at)):
            if not spells or (spells[-1].until is not None and moment.at >= spells[-1].until.at):
                spells.append(Spell(moment, None))
                covered = []
            elif term is None and not any(last is None or moment.day <= last for last in covered):
                # Won again while only the grace runs: a customer until the next contract says for how long.
                spells[-1] = Spell(spells[-1].since, None)
                covered = []
            if term is not None:
                covered.append(term.last)
                ended = [day for day in covered if day is not None]
                until = None
                if len(ended) == len(covered):
                    until = self.world.clock.certain(max(ended) + timedelta(days=self.grace + 1))
                spells[-1] = Spell(spells[-1].since, until)
        return spells

    def customer_at(self, account: str, x: Moment) -> bool:
        """Whether the account was a customer at the last instant before x."""
        return any(spell.holds_at(x) for spell in self.spells.get(account, []))

    def became(self, account: str) -> Moment | None:
        """When the account became a customer in the period (the first time, if twice)."""
        began = [spell.since for spell in self.spells.get(account, []) if self.world.in_period(spell.since)]
        return min(began, key=lambda moment: moment.at) if began else None
