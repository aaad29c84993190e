"""Stages 3 and 4: opportunities, and what was won."""

from __future__ import annotations

import math
from collections.abc import Callable

from recompute.oracle_clock import Moment, before_close, days, last_day_before
from recompute.oracle_deals import Deal
from recompute.oracle_facts import Facts
from recompute.oracle_kpis_targets import persona_of, required, stakeholders_of
from recompute.oracle_values import Oracle, count, known_total, mean, rate, ratio


def money(deals: list[Deal], accounts: set[str]) -> list[float]:
    """Amounts as they stood at t, each the part that belongs to the accounts; without amount or rate left out."""
    return [
        deal.share(accounts) * amount
        for deal in deals
        if (amount := deal.amount()) is not None and deal.share(accounts)
    ]


def revenue(deals: list[Deal], accounts: set[str]) -> Oracle:
    """The sum of those amounts, where there are deals and any amount is known."""
    return share_of([(deal.amount(), deal.share(accounts)) for deal in deals])


def share_of(parts: list[tuple[float | None, float]]) -> Oracle:
    """The sum of amounts, each with the share of it that counts."""
    return known_total(None if amount is None else amount * share for amount, share in parts if share)


def closed_in_period(facts: Facts, deal: Deal, status: str) -> bool:
    """Closed in P, and still so at t."""
    return deal.status == status and facts.world.in_period(deal.closed)


def won(facts: Facts, kind: str | None = None) -> list[Deal]:
    """All deals won in P that have an account, of one type or of every type."""
    deals = [deal for deal in facts.book.deals if deal.account and closed_in_period(facts, deal, "won")]
    return [deal for deal in deals if kind is None or deal.type == kind]


def buying_committee_size(facts: Facts) -> Oracle:
    """Mean over T of stakeholders with a buying role or a required persona."""
    needed, sizes = required(facts), []
    for account in facts.T:
        found = stakeholders_of(facts, {account}).values()
        sizes.append(
            sum(any(r["buying_role"] or persona_of(facts, r) in needed for r in rows) for rows in found)
        )
    return mean(sizes)


def engaged_stakeholders(facts: Facts) -> tuple[int, int]:
    """Stakeholders of T that engaged in P, and all of them."""
    acted = {
        touch.stakeholder
        for touch in facts.touches.all
        if touch.engages and facts.world.in_period(touch.moment)
    }
    everyone = stakeholders_of(facts, facts.T)
    return sum(key in acted for key in everyone), len(everyone)


def account_penetration(facts: Facts) -> Oracle:
    """Mean over T of stakeholders engaged in P."""
    number = engaged_stakeholders(facts)[0]
    return ratio(number, len(facts.T))


def with_opportunity(facts: Facts) -> int:
    """Accounts of T with a new-business deal open at any moment of P."""
    return sum(any(deal.open_in_period() for deal in facts.new_business(account)) for account in facts.T)


def engaged_to_opportunity_rate(facts: Facts) -> Oracle:
    """Engaged accounts without an open deal at that engagement, whose next deal came after it by t / all such."""
    reached, eligible = 0, 0
    for account in facts.engaged:
        engagements = [touch for touch in facts.window(account) if touch.engages]
        deals = facts.new_business(account)
        if not engagements or any(deal.open_at(engagements[0].moment) for deal in deals):
            continue
        eligible += 1
        reached += any(deal.created.at >= engagements[0].moment.at for deal in deals)
    return rate(reached, eligible)


def first_deals(facts: Facts) -> dict[str, Deal]:
    """Accounts of T with their first new-business deal, where it was created in P."""
    firsts = {account: facts.new_business(account)[:1] for account in facts.T}
    return {
        account: deals[0]
        for account, deals in firsts.items()
        if deals and facts.world.in_period(deals[0].created)
    }


def days_first_touch_to_opportunity(facts: Facts) -> Oracle:
    """Creation minus first engagement ever before it."""
    lengths = []
    for account, deal in first_deals(facts).items():
        first = facts.first_engagement(account)
        if first is not None and first.at < deal.created.at:
            lengths.append(days(first, deal.created))
    return mean(lengths)


def created_in_period(facts: Facts) -> list[Deal]:
    """All deals created in P that have an account."""
    return [deal for deal in facts.book.deals if deal.account and facts.world.in_period(deal.created)]


def pipeline_created(facts: Facts) -> Oracle:
    """Amounts at creation of deals created in P, the part that belongs to T."""
    return share_of([(deal.amount_at_creation(), deal.share(facts.T)) for deal in created_in_period(facts)])


def average_deal_size(facts: Facts) -> Oracle:
    """Mean whole amount of deals of T won in P."""
    amounts = [deal.amount() for deal in won(facts) if deal.account in facts.T]
    return mean([amount for amount in amounts if amount is not None])


def leads_created(facts: Facts) -> Oracle:
    """People of A created in P; people with one address are one, created when the first of them was."""
    new = 0
    for (account, _), rows in facts.stakeholders.items():
        created = [facts.world.moment(row["created_at"]) for row in rows]
        if account in facts.A and None not in created:
            new += facts.world.in_period(min((m for m in created if m), key=lambda moment: moment.at))
    return count(new)


def became(facts: Facts) -> dict[str, Moment]:
    """Accounts of T that became customers in P, and when."""
    return {account: moment for account in facts.T if (moment := facts.customers.became(account))}


def opportunity_win_rate(facts: Facts) -> Oracle:
    """Won / (won + lost), by count, deals of T closed in P."""
    mine = facts.deals_of(facts.T)
    wins = sum(closed_in_period(facts, deal, "won") for deal in mine)
    return rate(wins, wins + sum(closed_in_period(facts, deal, "lost") for deal in mine))


def deal_cycle_days(facts: Facts) -> Oracle:
    """Won date minus first engagement ever."""
    lengths = []
    for account, moment in became(facts).items():
        first = facts.first_engagement(account)
        if first is not None and days(first, moment) >= 0:
            lengths.append(days(first, moment))
    return mean(lengths)


def deal_velocity_days(facts: Facts) -> Oracle:
    """Last close minus creation of the deals of T won in P."""
    lengths = [deal.velocity() for deal in won(facts) if deal.account in facts.T]
    return mean([length for length in lengths if length is not None])


def ended_stays(facts: Facts) -> dict[str, list[float]]:
    """Days of the stays that ended in P, deals of A, by stage."""
    found: dict[str, list[float]] = {}
    for deal in facts.deals_of(facts.A):
        for stay in deal.stays(facts.book):
            if facts.world.in_period(stay.left) and stay.left is not None:
                found.setdefault(stay.stage, []).append(days(stay.entered, stay.left))
    return found


def percentile_75(values: list[float]) -> float:
    """The 75th percentile, linear between the two nearest."""
    ordered = sorted(values)
    place = 0.75 * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def stalled_opportunities(facts: Facts) -> Oracle:
    """Open deals of A longer in their stage than 75 % of that stage's stays of deals won before t."""
    usual: dict[str, list[float]] = {}
    for deal in facts.book.deals:
        if deal.status == "won":
            for stay in deal.stays(facts.book):
                if stay.left is not None:
                    usual.setdefault(stay.stage, []).append(days(stay.entered, stay.left))
    stalled = 0
    for deal in facts.deals_of(facts.A):
        stays = deal.stays(facts.book)
        if deal.status == "open" and stays and stays[-1].left is None and stays[-1].stage in usual:
            stalled += since(facts, stays[-1].entered) > percentile_75(usual[stays[-1].stage])
    return count(stalled)


def since(facts: Facts, moment: Moment) -> float:
    """Days from a moment to t; from a bare date, whole days to the local day of the last instant before t."""
    t = facts.world.t
    if moment.is_date:
        return float((last_day_before(t, facts.world.clock) - moment.day).days)
    return days(moment, t)


def touches_per_won_account(facts: Facts) -> Oracle:
    """Mean over accounts that became customers in P of the touches up to the won date."""
    numbers = []
    for account, moment in became(facts).items():
        mine = [touch for touch in facts.touches.all if touch.account == account and touch.counts]
        numbers.append(sum(touch.quantity for touch in mine if before_close(touch.moment, moment)))
    return mean(numbers)


def sales_velocity(facts: Facts) -> Oracle:
    """Open deals x win rate x average won amount / mean deal velocity, on T."""
    opened = sum(deal.status == "open" for deal in facts.deals_of(facts.T))
    wins, size, length = (
        opportunity_win_rate(facts).value,
        average_deal_size(facts).value,
        deal_velocity_days(facts).value,
    )
    if wins is None or size is None:
        return Oracle(None, None, length, None)
    product = opened * wins / 100 * size
    return Oracle(product / length if length else None, product, length, None)


KPIS: dict[str, Callable[[Facts], Oracle]] = {
    "buying_committee_size": buying_committee_size,
    "account_penetration": account_penetration,
    "account_penetration_rate": lambda facts: rate(*engaged_stakeholders(facts)),
    "accounts_with_opportunity": lambda facts: count(with_opportunity(facts)),
    "opportunity_rate": lambda facts: rate(with_opportunity(facts), len(facts.T)),
    "engaged_to_opportunity_rate": engaged_to_opportunity_rate,
    "target_account_pipeline": lambda facts: revenue(
        [d for d in facts.book.deals if d.status == "open"], facts.T
    ),
    "pipeline_created": pipeline_created,
    "opportunities_created": lambda facts: count(sum(d.account in facts.T for d in created_in_period(facts))),
    "average_deal_size": average_deal_size,
    "days_first_touch_to_opportunity": days_first_touch_to_opportunity,
    "cost_per_opportunity_account": lambda facts: ratio(facts.spend_on_targets, len(first_deals(facts))),
    "leads_created": leads_created,
    "account_win_rate": lambda facts: rate(len(became(facts)), len(facts.T)),
    "opportunity_win_rate": opportunity_win_rate,
    "new_revenue_won": lambda facts: revenue(won(facts, "new_business"), facts.T),
    "deal_cycle_days": deal_cycle_days,
    "deal_velocity_days": deal_velocity_days,
    "stage_days": lambda facts: mean([length for stays in ended_stays(facts).values() for length in stays]),
    "stalled_opportunities": stalled_opportunities,
    "touches_per_won_account": touches_per_won_account,
    "cost_per_won_account": lambda facts: ratio(facts.spend_on_targets, len(became(facts))),
    "sales_velocity": sales_velocity,
}
