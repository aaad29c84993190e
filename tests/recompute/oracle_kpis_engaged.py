"""Stage 2: engaged target accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from recompute.company import Row
from recompute.oracle_clock import within_days_before
from recompute.oracle_facts import Facts
from recompute.oracle_identity import Identity
from recompute.oracle_touches import Touch, matches_page
from recompute.oracle_values import Oracle, count, rate, ratio, total
from recompute.oracle_world import World

INSTANT = timedelta(microseconds=1)


def of_kind(facts: Facts, *kinds: str) -> list[Touch]:
    """Touches in P on T of some kinds."""
    return [touch for touch in facts.period_touches if touch.kind in kinds]


def times(touches: Iterable[Touch]) -> float:
    """How many touches these are, daily totals by their quantity."""
    return sum(touch.quantity for touch in touches)


def view_through(facts: Facts, touch: Touch) -> bool:
    """An impression and no click in the 30 days before: the visitor's, or the account's if the ad names none."""
    ads = [
        ad for ad in facts.touches.all
        if ad.kind in ("ad_impression", "ad_click") and within_days_before(ad.moment, touch.moment, 30)
        and (ad.visitor == touch.visitor if ad.visitor else ad.account is not None and ad.account == touch.account)
    ]  # fmt: skip
    return bool(ads) and all(ad.kind == "ad_impression" for ad in ads)


def visits(facts: Facts) -> list[Touch]:
    """First page views of the sessions by T in P."""
    firsts = [session.first for session in facts.sessions]
    return [touch for touch in firsts if touch.account in facts.T and facts.world.in_period(touch.moment)]


def conversions(facts: Facts) -> list[Touch]:
    """Conversion actions by T in P: forms, chats, ad conversions."""
    return [touch for touch in of_kind(facts, "form_submit", "chat", "ad_conversion") if touch.engages]


def high_value_page_visits(facts: Facts) -> Oracle:
    """Page views by T in P on high-value pages."""
    patterns = facts.world.option("pages", "high_value", [])
    return count(times(touch for touch in of_kind(facts, "page_view") if matches_page(touch.url, patterns)))


def deanonymization_rate(facts: Facts) -> Oracle:
    """Visitors of T, anonymous at their first visit in P, who are a known person by t / those visitors."""
    world, links = facts.world, facts.identity.links
    views: dict[str, list[Touch]] = {}
    for touch in facts.touches.all:
        if touch.kind == "page_view" and touch.visitor and world.in_period(touch.moment):
            views.setdefault(touch.visitor, []).append(touch)
    anonymous, linked = 0, 0
    for visitor, listed in views.items():
        account = next((touch.account for touch in listed if touch.account), None)
        at_first = [touch for touch in listed if touch.moment.at == listed[0].moment.at]
        if account not in facts.T or any(was_known(facts, touch) for touch in at_first):
            continue
        anonymous += 1
        to_people = any(person_of_link(facts.identity, row) for _, row in links.get(visitor, []))
        linked += to_people or any(touch.person for touch in listed)
    return rate(linked, anonymous)


def person_of_link(identity: Identity, row: Row) -> bool:
    """Whether a visitor link names a known person."""
    return (
        row["person_id"] in identity.world.people or identity.person_of_address(row["email"])[0] is not None
    )


def was_known(facts: Facts, view: Touch) -> bool:
    """Whether the person of a view was known when it happened, from what was known up to and with that instant."""
    world = facts.world
    then = World(world.company, world.start.day, world.end.day, view.moment.at + INSTANT, world.rate)
    identity = Identity(then)
    row = next(row for row in world.company.rows("touches") if row["touch_id"] == view.key)
    if identity.who(row, view.moment).person is not None:
        return True
    return any(person_of_link(identity, link) for _, link in identity.links.get(row["visitor_id"], []))


def minutes(facts: Facts) -> list[float]:
    """Engagement minutes of T in P, touch by touch."""
    return [touch.minutes for touch in facts.period_touches if touch.minutes]


KPIS: dict[str, Callable[[Facts], Oracle]] = {
    "engaged_accounts": lambda facts: count(len(facts.engaged)),
    "engaged_account_rate": lambda facts: rate(len(facts.engaged), len(facts.T)),
    "unengaged_account_rate": lambda facts: rate(len(facts.T - facts.engaged), len(facts.T)),
    "ad_impressions": lambda facts: count(times(of_kind(facts, "ad_impression"))),
    "ad_clicks": lambda facts: count(times(of_kind(facts, "ad_click"))),
    "ad_click_rate": lambda facts: rate(
        times(of_kind(facts, "ad_click")), times(of_kind(facts, "ad_impression"))
    ),
    "view_through_visits": lambda facts: count(sum(view_through(facts, touch) for touch in visits(facts))),
    "view_through_conversions": lambda facts: count(
        times(c for c in conversions(facts) if view_through(facts, c))
    ),
    "website_visits": lambda facts: count(len(visits(facts))),
    "visiting_accounts": lambda facts: count(len({touch.account for touch in of_kind(facts, "page_view")})),
    "high_value_page_visits": high_value_page_visits,
    "chat_conversations": lambda facts: count(
        times(touch for touch in of_kind(facts, "chat") if touch.engages)
    ),
    "cost_per_engaged_account": lambda facts: ratio(facts.spend_on_targets, len(facts.engaged)),
    "deanonymization_rate": deanonymization_rate,
    "engagement_minutes": lambda facts: total(minutes(facts)),
    "engagement_minutes_per_account": lambda facts: ratio(sum(minutes(facts)), len(facts.T)),
}
