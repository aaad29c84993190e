"""The account funnel at t: the highest stage that holds, per account of A."""

from __future__ import annotations

from recompute.oracle_clock import within_days_before
from recompute.oracle_facts import Facts

STAGES = ("target", "engaged", "opportunity", "won", "retention", "expansion")


def stage_of(facts: Facts, account: str) -> int:
    """The account's stage, 1 to 6."""
    world = facts.world
    won = {deal.type for deal in facts.deals_of({account}) if deal.status == "won"}
    if facts.customers.customer_at(account, world.t):
        if "expansion" in won:
            return 6
        if "renewal" in won or has_followed(facts, account):
            return 5
        return 4
    if any(deal.status == "open" for deal in facts.new_business(account)):
        return 3
    recent = [
        t for t in facts.touches.all if t.account == account and within_days_before(t.moment, world.t, 90)
    ]
    return 2 if facts.engages_by_rule(recent) else 1


def has_followed(facts: Facts, account: str) -> bool:
    """Whether a contract that began before t renews another, or begins at or after another's last day."""
    begun = [term for term in facts.customers.of(account) if term.starts.at < facts.world.t.at]
    for term in begun:
        if term.renews or any(
            o is not term and o.last is not None and o.last <= term.starts.day for o in begun
        ):
            return True
    return False


def funnel(facts: Facts) -> dict[str, dict[str, int]]:
    """Accounts at each stage, and at it or beyond."""
    at = [stage_of(facts, account) for account in facts.A]
    return {
        name: {
            "accounts": sum(stage == number for stage in at),
            "reached": sum(stage >= number for stage in at),
        }
        for number, name in enumerate(STAGES, start=1)
    }
