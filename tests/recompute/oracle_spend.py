"""Spend on a set of accounts (KPIS.md, the last section)."""

from __future__ import annotations

from recompute.oracle_touches import Touch, Touches
from recompute.oracle_world import World


def spend_on(world: World, touches: Touches, accounts: set[str]) -> float:
    """Spend booked to the accounts, plus their share of what remains of each campaign, by touches in the period."""
    booked, campaigns = 0.0, dict[str, float]()
    for row in world.company.rows("spend"):
        spent = world.clock.certain(row["spent_on"])
        amount = world.money(row["amount"], row["currency"], spent.day)
        if not world.in_period(spent) or amount is None:
            continue
        if row["account_id"] in accounts:
            booked += amount
        elif not row["account_id"] and row["campaign_id"]:
            campaigns[row["campaign_id"]] = campaigns.get(row["campaign_id"], 0.0) + amount
    for campaign, amount in campaigns.items():
        placed = placeable(world, touches, campaign)
        everywhere = sum(touch.quantity for touch in placed)
        here = sum(touch.quantity for touch in placed if touch.account in accounts)
        booked += amount * here / everywhere if everywhere else 0.0
    return booked


def placeable(world: World, touches: Touches, campaign: str) -> list[Touch]:
    """The campaign's touches in the period on any account: impressions, or without one engagements and responses."""
    mine = [
        touch for touch in touches.all
        if touch.campaign == campaign and touch.account and world.in_period(touch.moment)
    ]  # fmt: skip
    shown = [touch for touch in mine if touch.kind == "ad_impression"]
    return shown or [touch for touch in mine if touch.engages]
