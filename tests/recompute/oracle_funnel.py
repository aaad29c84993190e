"""The account funnel at t: the highest stage that holds, per account of A."""

from __future__ import annotations

from datetime import timedelta

from recompute.oracle_clock import last_day_before, within_days_before
from recompute.oracle_customers import Term
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
    """Whether a contract that began before t renews another, or followed one that is over within the grace."""
    terms = facts.customers.of(account)
    begun = [term for term in terms if term.starts.at < facts.world.t.at]
    today = last_day_before(facts.world.t, facts.world.clock)
    return any(term.renews for term in begun) or any(
        term.last is not None and term.last < today and renewed_by(terms, term, facts) for term in begun
    )


def renewed_by(terms: list[Term], ended: Term, facts: Facts) -> bool:
    """Whether a later contract, that began at most the grace after the last day, lasts beyond it."""
    assert ended.last is not None
    latest = ended.last + timedelta(days=facts.customers.grace)
    return any(
        ended.starts.at < other.starts.at < facts.world.t.at and other.starts.day <= latest
        and (other.last is None or other.last > ended.last)
        for other in terms
    )  # fmt: skip


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
