"""Reach: program successes, and spend that reached nobody on a list."""

from __future__ import annotations

from collections.abc import Callable

from recompute.company import Row
from recompute.oracle_facts import Facts
from recompute.oracle_spend import placed_spend
from recompute.oracle_values import Oracle, count, rate


def account_of(facts: Facts, row: Row) -> str | None:
    """The account of a membership: its own, else its person's."""
    return row["account_id"] or facts.identity.account_of.get(row["person_id"])


def succeeded(facts: Facts, row: Row) -> bool:
    """Whether a membership reached success in P: as marked, else by its status for the campaign's channel."""
    world = facts.world
    marked = row["is_success"]
    if marked is None:
        channel = world.campaigns.get(row["campaign_id"], {}).get("channel")
        statuses = world.option("programs", "success", {})
        marked = row["status"] in statuses.get(channel, statuses.get("default", ["responded"]))
    return bool(marked) and world.in_period(world.moment(row["responded_at"] or row["created_at"]))


def members(facts: Facts) -> list[tuple[str | None, Row]]:
    """Memberships with their accounts."""
    return [(account_of(facts, row), row) for row in facts.world.company.rows("campaign_members")]


def successes(facts: Facts) -> list[str | None]:
    """The account of every success in P."""
    return [account for account, row in members(facts) if succeeded(facts, row)]


def program_success_rate(facts: Facts) -> Oracle:
    """Successes of A in P / memberships of A created or successful in P."""
    mine = [row for account, row in members(facts) if account in facts.A]
    world = facts.world
    whole = [row for row in mine if succeeded(facts, row) or world.in_period(world.moment(row["created_at"]))]
    return rate(sum(succeeded(facts, row) for row in mine), len(whole))


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
