"""Reach: program successes, and spend that reached nobody on a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from recompute.company import Row
from recompute.oracle_clock import Moment
from recompute.oracle_facts import Facts
from recompute.oracle_spend import placed_spend
from recompute.oracle_touches import Dropper
from recompute.oracle_values import Oracle, count, rate

SUCCESS = {
    "webinar": ["attended"], "event": ["attended"], "ads": ["clicked"], "search": ["clicked"],
    "social_ads": ["clicked"], "email": ["replied"], "default": ["responded"],
}  # fmt: skip


@dataclass
class Member:
    """A stakeholder or an account in a campaign: when first added, and when first successful, before t."""

    account: str | None
    added: list[Moment] = field(default_factory=list)
    successes: list[Moment] = field(default_factory=list)


def is_success(facts: Facts, row: Row) -> bool:
    """Whether a membership reached success: as marked, else by its status for the campaign's channel."""
    world = facts.world
    if row["is_success"] is not None:
        return bool(row["is_success"])
    statuses = {**SUCCESS, **world.option("programs", "success", {})}
    channel = world.campaigns.get(row["campaign_id"], {}).get("channel")
    return (row["status"] or "").strip().lower() in statuses.get(channel, statuses["default"])


def members(facts: Facts) -> list[Member]:
    """Who is in which campaign; people with one address are one, and our own staff is nobody."""
    dropper, found = Dropper(facts.world, facts.identity), dict[tuple[object, ...], Member]()
    for row in facts.world.company.rows("campaign_members"):
        if dropper.drops(row):
            continue
        person = row["person_id"] if row["person_id"] in facts.world.people else None
        account = row["account_id"] or facts.identity.account_of.get(row["person_id"])
        who = facts.identity.stakeholder(person) if person else row["person_id"]
        member = found.setdefault((row["campaign_id"], account, who), Member(account))
        added, responded = facts.world.moment(row["created_at"]), facts.world.moment(row["responded_at"])
        if added is not None:
            member.added.append(added)
        when = responded or added
        if is_success(facts, row) and when is not None and when.at < facts.world.t.at:
            member.successes.append(when)
    return list(found.values())


def first_in_period(facts: Facts, moments: list[Moment]) -> bool:
    """Whether the first of some moments lies in the period."""
    return bool(moments) and facts.world.in_period(min(moments, key=lambda moment: moment.at))


def successes(facts: Facts) -> list[str | None]:
    """The account of every success in P."""
    return [member.account for member in members(facts) if first_in_period(facts, member.successes)]


def program_success_rate(facts: Facts) -> Oracle:
    """Successes of A in P / memberships of A created or successful in P."""
    mine = [member for member in members(facts) if member.account in facts.A]
    succeeded = [member for member in mine if first_in_period(facts, member.successes)]
    whole = [member for member in mine if member in succeeded or first_in_period(facts, member.added)]
    return rate(len(succeeded), len(whole))


def wasted_spend_share(facts: Facts) -> Oracle:
    """Spend placed on accounts that are on no target list at t / all spend that can be placed."""
    placed = placed_spend(facts.world, facts.touches)
    listed = {row["account_id"] for row in facts.scope.members if facts.scope.holds(row)}
    return rate(
        sum(amount for account, amount in placed.items() if account not in listed), sum(placed.values())
    )


KPIS: dict[str, Callable[[Facts], Oracle]] = {
    "program_successes": lambda facts: count(sum(account in facts.A for account in successes(facts))),
    "program_success_rate": program_success_rate,
    "program_reach": lambda facts: rate(len({a for a in successes(facts) if a in facts.T}), len(facts.T)),
    "program_focus": lambda facts: rate(sum(a in facts.A for a in successes(facts)), len(successes(facts))),
    "wasted_spend_share": wasted_spend_share,
}
