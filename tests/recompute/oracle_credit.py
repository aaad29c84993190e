"""Credit of marketing touches for opportunities under each model (KPIS.md, "Credit, exactly"), slowly.

Nothing is derived: Markov walks the chain until nothing is left on the way, Shapley asks every order in which the
channels could have come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise, permutations

from recompute.oracle_clock import before_close, days, within_days_before
from recompute.oracle_deals import Deal
from recompute.oracle_facts import Facts
from recompute.oracle_kpis_deals import closed_in_period
from recompute.oracle_touches import Touch
from recompute.oracle_values import UNAVAILABLE, Oracle, total

Part = tuple[str, str | None]
Weights = dict[str, float]
UNATTRIBUTED: Part = ("unattributed", None)


class Path:
    """A deal with its touches, and who is its first, lead, deal and close."""

    def __init__(self, facts: Facts, deal: Deal, removal: Mapping[str, float]) -> None:
        self.facts, self.deal, self.removal = facts, deal, removal
        self.longer = path_touches(facts, deal)
        self.eligible = [touch for touch in self.longer if touch.moment.at < deal.created.at]

    def last(self, touches: list[Touch]) -> list[Touch]:
        return touches[-1:]

    def lead(self, touches: list[Touch]) -> list[Touch]:
        """The last touch at or before the first creation among the account's people, else the first touch."""
        people, identity = self.facts.world.people, self.facts.identity
        created = [
            moment.at
            for person, row in people.items()
            if identity.account_of[person] == self.deal.account
            and (moment := self.facts.world.moment(row["created_at"])) is not None
        ]
        known = [touch for touch in touches if created and touch.moment.at <= min(created)]
        return known[-1:] or touches[:1]

    def weights(self, model: str) -> Weights:
        """How much each touch weighs, by its key."""
        touches = self.longer if model == "full_path" else self.eligible
        return MODELS[model](self, touches) if touches else {}

    def shares(self, model: str) -> dict[Part, float]:
        """Each channel's and campaign's share of the deal; what no touch has is unattributed."""
        weights = self.weights(model)
        whole, found = sum(weights.values()), defaultdict(float)
        for touch in self.longer:
            if whole and touch.key in weights:
                found[str(touch.channel), touch.campaign] += weights[touch.key] / whole
        return dict(found) if whole else {UNATTRIBUTED: 1.0}


def path_touches(facts: Facts, deal: Deal) -> list[Touch]:
    """Marketing touches of the deal's account from the window before its creation to its close, or to t.

    One without a channel that is one with a response is on the channel of its campaign.
    """
    window = facts.world.option("influence", "window_days", 90)
    campaigns = facts.world.campaigns
    return [
        replace(touch, channel=touch.channel or campaigns.get(touch.campaign, {}).get("channel"))
        for touch in facts.touches.all
        if touch.account == deal.account
        and touch.marketing
        and (touch.moment.at >= deal.created.at or within_days_before(touch.moment, deal.created, window))
        and (deal.closed is None or before_close(touch.moment, deal.closed))
    ]


def by_position(touches: list[Touch], milestones: list[tuple[list[Touch], float]], between: float) -> Weights:
    """Fixed parts for milestones, the rest for those between; what nobody can take, in proportion."""
    taken = {touch.key for found, _ in milestones for touch in found}
    middle = [touch for touch in touches if touch.key not in taken]
    between = between if middle else 0.0
    present = sum(part for found, part in milestones if found)
    weights: Weights = defaultdict(float)
    for found, part in milestones:
        for touch in found:
            weights[touch.key] += part / present * (1 - between)
    for touch in middle:
        weights[touch.key] = between * touch.quantity / sum(other.quantity for other in middle)
    return weights


def linear(path: Path, touches: list[Touch]) -> Weights:
    return {touch.key: touch.quantity for touch in touches}


def u_hubspot(path: Path, touches: list[Touch]) -> Weights:
    return by_position(touches, [(touches[:1], 0.4), (path.lead(touches), 0.4)], 0.2)


def u_marketo(path: Path, touches: list[Touch]) -> Weights:
    return by_position(touches, [(touches[:1], 0.5), (path.lead(touches), 0.5)], 0.0)


def w_shape(path: Path, touches: list[Touch]) -> Weights:
    return by_position(touches, [(touches[:1], 0.3), (path.lead(touches), 0.3), (touches[-1:], 0.3)], 0.1)


def full_path(path: Path, touches: list[Touch]) -> Weights:
    close = touches[-1:] if path.deal.status != "open" else []
    milestones = [touches[:1], path.lead(touches), path.eligible[-1:], close]
    return by_position(touches, [(found, 0.225) for found in milestones], 0.1)


def time_decay(path: Path, touches: list[Touch]) -> Weights:
    half = path.facts.world.option("influence", "half_life_days", 7)
    return {t.key: t.quantity * 0.5 ** (days(t.moment, path.deal.created) / half) for t in touches}


def minutes(path: Path, touches: list[Touch]) -> Weights:
    if any(touch.minutes for touch in touches):
        return {touch.key: touch.minutes for touch in touches}
    return linear(path, touches)


def within_channels(touches: list[Touch], channels: Mapping[str, float]) -> Weights:
    """A channel's weight is shared by its touches."""
    sizes: Weights = defaultdict(float)
    for touch in touches:
        sizes[str(touch.channel)] += touch.quantity
    return {t.key: channels.get(str(t.channel), 0) * t.quantity / sizes[str(t.channel)] for t in touches}


def markov(path: Path, touches: list[Touch]) -> Weights:
    return within_channels(touches, path.removal)


def shapley(path: Path, touches: list[Touch]) -> Weights:
    """What a channel adds when it comes, over all orders; a coalition that lacks a channel is worth nothing."""
    channels = sorted({str(touch.channel) for touch in touches})
    found: Weights = dict.fromkeys(channels, 0.0)
    orders = list(permutations(channels))
    for order in orders:
        for place, channel in enumerate(order):
            before, after = set(order[:place]), set(order[: place + 1])
            found[channel] += (set(channels) <= after) - (set(channels) <= before)
    return within_channels(touches, {channel: value / len(orders) for channel, value in found.items()})


MODELS: dict[str, Callable[[Path, list[Touch]], Weights]] = {
    "first": lambda path, touches: {touches[0].key: 1.0},
    "last": lambda path, touches: {touches[-1].key: 1.0},
    "linear": linear,
    "u_hubspot": u_hubspot,
    "u_marketo": u_marketo,
    "w": w_shape,
    "full_path": full_path,
    "time_decay": time_decay,
    "minutes": minutes,
    "markov": markov,
    "shapley": shapley,
}


def removal_effects(walks: list[tuple[list[str], bool]]) -> dict[str, float]:
    """Removal effects of channels, not normalised, from walks and whether they ended in a win."""
    channels = {channel for walk, _ in walks for channel in walk}
    whole = chance_to_win(walks, None)
    return {c: 1 - chance_to_win(walks, c) / whole for c in sorted(channels)} if whole else {}


def chance_to_win(walks: list[tuple[list[str], bool]], without: str | None) -> float:
    """The chance to be won from the start, by letting the chain run until nothing is left on the way."""
    times: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for walk, is_won in walks:
        states = ["(start)", *walk, "(won)" if is_won else "(lost)"]
        for origin, target in pairwise(states):
            times[origin][target] += 1
    there, won = {"(start)": 1.0}, 0.0
    while sum(there.values()) > 1e-15:
        arrived: dict[str, float] = defaultdict(float)
        for state, mass in there.items():
            for target, number in times[state].items():
                arrived[target] += mass * number / sum(times[state].values())
        won += arrived.pop("(won)", 0)
        arrived.pop("(lost)", None)
        arrived.pop(without or "", None)
        there = arrived
    return won


def walks_of(facts: Facts) -> list[tuple[list[str], bool]]:
    """The channels of the eligible touches of deals of A that were closed in P, and whether they were won."""
    found = []
    for deal in facts.deals_of(facts.A):
        if any(closed_in_period(facts, deal, status) for status in ("won", "lost")):
            eligible = [t for t in path_touches(facts, deal) if t.moment.at < deal.created.at]
            if eligible:
                found.append(([str(touch.channel) for touch in eligible], deal.status == "won"))
    return found


def credit(facts: Facts, model: str, open_deals: bool) -> dict[Part, float]:
    """Money by channel and campaign: of deals that are open at t, or won in P."""
    removal = removal_effects(walks_of(facts))
    found: dict[Part, float] = defaultdict(float)
    for deal in facts.book.deals:
        amount, mine = deal.amount(), deal.share(facts.A)
        is_asked = deal.status == "open" if open_deals else closed_in_period(facts, deal, "won")
        if deal.account and is_asked and amount is not None and mine:
            for part, share in Path(facts, deal, removal).shares(model).items():
                found[part] += share * amount * mine
    return dict(found)


def attributed(facts: Facts, open_deals: bool) -> Oracle:
    """All that some touch explains, under the linear model."""
    deals = [deal for deal in facts.book.deals if deal.share(facts.A)]
    asked = [d for d in deals if (d.status == "open" if open_deals else closed_in_period(facts, d, "won"))]
    if asked and all(deal.amount() is None for deal in asked):
        return UNAVAILABLE
    parts = credit(facts, "linear", open_deals)
    return total(value for part, value in parts.items() if part != UNATTRIBUTED)


KPIS: dict[str, Callable[[Facts], Oracle]] = {
    "attributed_revenue": lambda facts: attributed(facts, open_deals=False),
    "attributed_pipeline": lambda facts: attributed(facts, open_deals=True),
}
