"""Spend on a set of accounts (KPIS.md, the last section)."""

from __future__ import annotations

from recompute.oracle_touches import Touch, Touches
from recompute.oracle_world import World


def spend_on(world: World, touches: Touches, accounts: set[str]) -> float | None:
    """Spend booked to the accounts, plus their share of what remains of each campaign, by touches in the period.

    None: there is some, and of none of it the amount is known.
    """
    known = [amount for account, amount in placed_spend(world, touches).items() if account in accounts]
    return None if not known and unknown_spend(world, touches) & accounts else sum(known)


def unknown_spend(world: World, touches: Touches) -> set[str]:
    """The accounts that spend without a rate falls on: it is booked to them, or all that their campaign cost."""
    found: set[str] = set()
    known: set[str] = set()
    campaigns: set[str] = set()
    for row in world.company.rows("spend"):
        spent = world.clock.certain(row["spent_on"])
        if not world.in_period(spent):
            continue
        amount = world.money(row["amount"], row["currency"], spent.day)
        if row["account_id"]:
            found.update([row["account_id"]] if amount is None else [])
        elif row["campaign_id"]:
            (campaigns if amount is None else known).add(row["campaign_id"])
    for campaign in campaigns - known:
        found.update(touch.account for touch in placeable(world, touches, campaign) if touch.quantity)
    return found


def placed_spend(world: World, touches: Touches) -> dict[str, float]:
    """Spend in the period before t by account; what cannot be placed is left out."""
    placed: dict[str, float] = {}
    campaigns: dict[str, float] = {}
    for row in world.company.rows("spend"):
        spent = world.clock.certain(row["spent_on"])
        amount = world.money(row["amount"], row["currency"], spent.day)
        if not world.in_period(spent) or amount is None:
            continue
        if row["account_id"]:
            placed[row["account_id"]] = placed.get(row["account_id"], 0.0) + amount
        elif row["campaign_id"]:
            campaigns[row["campaign_id"]] = campaigns.get(row["campaign_id"], 0.0) + amount
    for campaign, amount in campaigns.items():
        mine = placeable(world, touches, campaign)
        everywhere = sum(touch.quantity for touch in mine)
        for touch in mine:
            if touch.account and everywhere:
                placed[touch.account] = placed.get(touch.account, 0.0) + amount * touch.quantity / everywhere
    return placed


def placeable(world: World, touches: Touches, campaign: str) -> list[Touch]:
    """The campaign's touches in the period on any account: impressions, or without one engagements and responses."""
    mine = [
        touch for touch in touches.all
        if touch.campaign == campaign and touch.account and world.in_period(touch.moment)
    ]  # fmt: skip
    shown = [touch for touch in mine if touch.kind == "ad_impression"]
    return shown or [touch for touch in mine if touch.engages]
