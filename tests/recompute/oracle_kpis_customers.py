"""Influence, retention and expansion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from recompute.oracle_clock import before_close, last_day_before, within_days_before
from recompute.oracle_customers import Term
from recompute.oracle_deals import Deal
from recompute.oracle_facts import Facts
from recompute.oracle_kpis_deals import money, revenue, won
from recompute.oracle_kpis_targets import surging
from recompute.oracle_relationship import relationship_score
from recompute.oracle_touches import Touch
from recompute.oracle_values import Oracle, mean, rate


def marketing_touches(facts: Facts, deal: Deal) -> list[Touch]:
    """Marketing touches of the deal's account that can have influenced it."""
    world, found = facts.world, []
    number, when = world.option("influence", "window_days", 90), world.option("influence", "when", "before")
    for touch in facts.touches.all:
        if touch.account != deal.account or not touch.marketing:
            continue
        if deal.closed is not None and not before_close(touch.moment, deal.closed):
            continue
        after = when == "any" and touch.moment.at >= deal.created.at
        if after or within_days_before(touch.moment, deal.created, number):
            found.append(touch)
    return found


def influenced(facts: Facts, deals: list[Deal]) -> list[Deal]:
    """Those of the deals whose account had a marketing touch in their window."""
    return [deal for deal in deals if marketing_touches(facts, deal)]


def pipeline(facts: Facts) -> list[Deal]:
    """Deals open at t that have an account."""
    return [deal for deal in facts.book.deals if deal.account and deal.status == "open"]


def share_of(facts: Facts, deals: list[Deal]) -> Oracle:
    """Influenced money of A / all of it."""
    return rate(sum(money(influenced(facts, deals), facts.A)), sum(money(deals, facts.A)))


def influence_coverage(facts: Facts) -> Oracle:
    """Mean marketing touches per open deal of A: of its account, from the window before its creation up to t."""
    world, numbers = facts.world, []
    back = world.option("influence", "window_days", 90)
    for deal in facts.deals_of(facts.A):
        if deal.status == "open":
            mine = [touch for touch in facts.touches.all if touch.account == deal.account and touch.marketing]
            least = deal.created.local - timedelta(days=back)
            numbers.append(sum(touch.quantity for touch in mine if touch.moment.local >= least))
    return mean(numbers)


def renewed(terms: list[Term], ended: Term, facts: Facts) -> bool:
    """Another contract began before t, at most the grace after the last day, and lasts beyond it."""
    assert ended.last is not None
    latest = ended.last + timedelta(days=facts.customers.grace)
    return any(
        other is not ended and other.starts.at < facts.world.t.at and other.starts.day <= latest
        and (other.last is None or other.last > ended.last)
        for other in terms
    )  # fmt: skip


def renewal_rate(facts: Facts) -> Oracle:
    """Accounts of A that renewed / those with a contract whose last day lies in P; within the grace left out."""
    world, good, whole = facts.world, 0, 0
    today = last_day_before(world.t, world.clock)
    for account in facts.A:
        terms = facts.customers.of(account)
        ended = [term for term in terms if term.last and world.in_period(world.clock.certain(term.last))]
        if not ended:
            continue
        if any(renewed(terms, term, facts) for term in ended):
            good, whole = good + 1, whole + 1
        elif all(term.last and today > term.last + timedelta(days=facts.customers.grace) for term in ended):
            whole += 1
    return rate(good, whole)


def retention(facts: Facts, capped: bool) -> Oracle:
    """Annual value at t / at the period's start, of the accounts of A with a contract active at the start."""
    first, now = (last_day_before(moment, facts.world.clock) for moment in (facts.world.start, facts.world.t))
    kept, had = 0.0, 0.0
    for account in facts.A:
        terms = facts.customers.of(account)
        at_start = sum(term.annual or 0 for term in terms if term.active_on(first))
        at_t = sum(term.annual or 0 for term in terms if term.active_on(now))
        if any(term.active_on(first) for term in terms):
            had += at_start
            kept += min(at_start, at_t) if capped else at_t
    return rate(kept, had)


def active_terms(facts: Facts, account: str) -> list[Term]:
    """The account's contracts that are active at t and have a value."""
    today = last_day_before(facts.world.t, facts.world.clock)
    return [term for term in facts.customers.of(account) if term.active_on(today) and term.annual is not None]


def average_contract_value(facts: Facts) -> Oracle:
    """Mean annual value of the contracts of A active at t."""
    return mean([term.annual or 0 for account in facts.A for term in active_terms(facts, account)])


def customers(facts: Facts) -> list[str]:
    """Accounts of A that are customers at t."""
    return [account for account in facts.A if facts.customers.customer_at(account, facts.world.t)]


def won_from_listed(facts: Facts, kind: str | None) -> Oracle:
    """Won amounts in P from accounts that were ever on a list of the scope before t."""
    if facts.world.cohort == "non_abm":
        return Oracle(None, None, None, None)
    return revenue(won(facts, kind), facts.scope.ever_listed())


def net_promoter_score(facts: Facts) -> Oracle:
    """Promoters minus detractors among the latest answers per person in P."""
    world, latest = facts.world, {}
    answers = [row for row in world.before("surveys", "responded_at") if row["kind"] in (None, "nps")]
    for row in sorted(
        answers, key=lambda row: (world.clock.certain(row["responded_at"]).at, row["response_id"])
    ):
        if not world.in_period(world.moment(row["responded_at"])):
            continue
        person = row["person_id"] if row["person_id"] in world.people else None
        person = person or facts.identity.person_of_address(row["email"])[0]
        who = facts.identity.stakeholder(person) if person else None
        mail = (row["email"] or "").strip().lower()
        account = row["account_id"] or (facts.identity.account_of[person] if person else None)
        latest[who or mail or row["response_id"]] = (account, row["score"])
    scores = [score for account, score in latest.values() if account in facts.A]
    return rate(sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores), len(scores))


def customer_lifetime_value(facts: Facts) -> Oracle:
    """Mean annual value x gross margin x expected lifetime within five years."""
    world = facts.world
    terms = {account: active_terms(facts, account) for account in customers(facts)}
    values = [sum(term.annual or 0 for term in listed) for listed in terms.values() if listed]
    margins = [(t.annual or 0, t.margin) for listed in terms.values() for t in listed if t.margin is not None]
    weight = sum(value for value, _ in margins)
    lengths = []
    for account in facts.A:
        for spell in facts.customers.spells.get(account, []):
            over = spell.until is not None and spell.until.at < world.t.at
            ends = spell.until if over and spell.until else world.t
            lengths.append(((ends.local - spell.since.local) / timedelta(days=365.25), over))
    if not values or not weight or not lengths:
        return Oracle(None, None, None, len(values))
    margin = sum(value * share for value, share in margins) / weight
    value = sum(values) / len(values) * margin * restricted_mean(lengths, 5.0)
    return Oracle(value, None, None, len(values))


def restricted_mean(lengths: list[tuple[float, bool]], horizon: float) -> float:
    """The area under the Kaplan-Meier curve up to the horizon; the last step runs on to it."""
    area, survival, at = 0.0, 1.0, 0.0
    for time in sorted({length for length, ended in lengths if ended and length < horizon}):
        area += survival * (time - at)
        at_risk = sum(length >= time for length, _ in lengths)
        survival *= 1 - sum(ended and length == time for length, ended in lengths) / at_risk
        at = time
    return area + survival * (horizon - at)


KPIS: dict[str, Callable[[Facts], Oracle]] = {
    "influenced_pipeline": lambda facts: revenue(influenced(facts, pipeline(facts)), facts.A),
    "influenced_pipeline_rate": lambda facts: share_of(facts, pipeline(facts)),
    "influenced_revenue": lambda facts: revenue(influenced(facts, won(facts)), facts.A),
    "influenced_revenue_rate": lambda facts: share_of(facts, won(facts)),
    "influence_coverage": influence_coverage,
    "renewal_rate": renewal_rate,
    "gross_revenue_retention": lambda facts: retention(facts, True),
    "net_revenue_retention": lambda facts: retention(facts, False),
    "customer_relationship_score": lambda facts: mean(
        [relationship_score(facts, account, facts.world.t) for account in customers(facts)]
    ),
    "customer_intent_surge_rate": lambda facts: rate(
        len(surging(facts, set(customers(facts)), own_topics=False)), len(customers(facts))
    ),
    "average_contract_value": average_contract_value,
    "total_revenue_won": lambda facts: won_from_listed(facts, None),
    "expansion_revenue_won": lambda facts: won_from_listed(facts, "expansion"),
    "net_promoter_score": net_promoter_score,
    "customer_lifetime_value": customer_lifetime_value,
}
