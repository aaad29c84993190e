"""Everything a question's KPIs are counted from, made once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from recompute.company import Row
from recompute.oracle_clock import Moment, within_days_before
from recompute.oracle_customers import Customers
from recompute.oracle_deals import Book, Deal
from recompute.oracle_identity import Identity
from recompute.oracle_scope import Scope
from recompute.oracle_sessions import Session, sessions
from recompute.oracle_spend import spend_on
from recompute.oracle_touches import Touch, Touches
from recompute.oracle_world import World


class Facts:
    """The world before t with its links, touches, deals, customers, and the accounts A and T."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.identity = Identity(world)
        self.scope = Scope(world)
        self.touches = Touches(world, self.identity)
        self.book = Book(world)
        self.customers = Customers(world, self.book)
        self.A = self.scope.accounts()
        self.T = {account for account in self.A if not self.customers.customer_at(account, world.start)}

    @cached_property
    def period_touches(self) -> list[Touch]:
        """Touches in the period, before t, on an account of T."""
        return [
            touch
            for touch in self.touches.all
            if touch.account in self.T and self.world.in_period(touch.moment)
        ]

    @cached_property
    def sessions(self) -> list[Session]:
        """All sessions before t."""
        return sessions(self.touches)

    @cached_property
    def spend_on_targets(self) -> float | None:
        """Spend in the period on T."""
        return spend_on(self.world, self.touches, self.T)

    def engagements(self, account: str) -> list[Touch]:
        """Every engagement and response of an account before t, in order of time."""
        return [touch for touch in self.touches.all if touch.account == account and touch.engages]

    def first_engagement(self, account: str) -> Moment | None:
        """The account's first engagement ever."""
        listed = self.engagements(account)
        return listed[0].moment if listed else None

    def engages_by_rule(self, touches: Iterable[Touch]) -> bool:
        """Whether touches of a window make an account engaged, by the workspace's rule."""
        rule = self.world.option("engaged", "rule", "any")
        if rule == "minutes":
            return sum(touch.minutes for touch in touches) >= self.world.option("engaged", "minutes", 10)
        if rule == "smartbound":
            return any(touch.response or (touch.kind == "page_view" and touch.engages) for touch in touches)
        return any(touch.engages for touch in touches)

    def window(self, account: str) -> list[Touch]:
        """The account's touches in the engaged rule's window: the period, or a number of days before t."""
        back = self.world.option("engaged", "lookback_days", 0)
        mine = [touch for touch in self.touches.all if touch.account == account]
        if back:
            return [touch for touch in mine if within_days_before(touch.moment, self.world.t, back)]
        return [touch for touch in mine if self.world.in_period(touch.moment)]

    @cached_property
    def engaged(self) -> set[str]:
        """Accounts of T that are engaged."""
        return {account for account in self.T if self.engages_by_rule(self.window(account))}

    def deals_of(self, accounts: set[str]) -> list[Deal]:
        """Deals whose primary account is among these."""
        return [deal for deal in self.book.deals if deal.account in accounts]

    def new_business(self, account: str) -> list[Deal]:
        """The account's new-business deals, first created first."""
        mine = [deal for deal in self.deals_of({account}) if deal.type == "new_business"]
        return sorted(mine, key=lambda deal: (deal.created.at, deal.key))

    @cached_property
    def stakeholders(self) -> dict[tuple[str, str], list[Row]]:
        """People of accounts, one entry per account and address, with the rows it has."""
        found: dict[tuple[str, str], list[Row]] = {}
        for person, row in self.world.people.items():
            account, who = self.identity.stakeholder(person)
            if account is not None:
                found.setdefault((account, who), []).append(row)
        return found
