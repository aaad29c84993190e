"""The story of the sample company: every effect that is planted, as one number each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effects:
    """Planted effects. "Target" means on any target list on the day that matters (an opportunity's creation)."""

    active_quarter: tuple[float, float] = (0.34, 0.60)
    """Chance that an account shows interest of its own in a quarter: others, targets."""
    opportunity_hazard: float = 1.8
    """Times as many new opportunities per month for a target of the same size."""
    hazard_per_month: float = 0.0095
    """New-business opportunities per month and account of median size off the lists."""
    win_rate: float = 0.22
    """Win rate off the lists at median size."""
    win_rate_lift: float = 0.12
    """Added to the win rate for a target of the same size."""
    cycle_days: float = 95.0
    """Mean days from creation to close of a won deal off the lists at median size."""
    cycle_ratio: float = 0.80
    """Length of a target's cycle over that of others of the same size."""
    amount: float = 24_000.0
    """Median amount off the lists at median size, EUR a year."""
    amount_ratio: float = 1.25
    """A target's amount over that of others of the same size."""
    buyer_engaged: float = 0.48
    """Chance that the economic buyer takes part in a deal."""
    buyer_cycle_ratio: float = 0.72
    """Length of the cycle where the economic buyer takes part."""
    webinar_hazard: float = 1.6
    """Times as many new opportunities in the 90 days after attending a webinar."""
    display_hazard: float = 1.0
    """The same for display advertising: it does nothing."""
    stall_ratio: float = 3.5
    """Length of the security review in the stalled industry since the stall began, over before."""
    stall_industry: str = "Financial services"
    stall_stage: str = "Security review"
    research_before_days: int = 60
    """Days before an opportunity in which the account researches."""
    research_share: float = 0.75
    """Share of new-business opportunities that were preceded by research."""
    intent_share: float = 0.65
    """Share of new-business opportunities that were preceded by an intent surge on an own topic."""
    competitor_share: float = 0.5
    """Share of churned customers with a surge on a competitor topic in the 90 days before."""
    renewal: tuple[float, float, float] = (0.94, 0.84, 0.60)
    """Chance that a contract is renewed: promoter, passive, detractor accounts."""
    size_on_target: float = 1.0
    """Confounding: log odds of being targeted per standard deviation of log employees."""
    size_on_hazard: float = 0.25
    """Confounding: log hazard per standard deviation of log employees."""
    size_on_activity: float = 0.04
    """Confounding: chance of an active quarter per standard deviation of log employees."""
    size_on_win_rate: float = 0.03
    """Confounding: win rate per standard deviation of log employees."""
    size_on_cycle: float = 0.04
    """Confounding: log cycle per standard deviation of log employees."""
    size_on_amount: float = 0.55
    """Confounding: log amount per standard deviation of log employees."""


EFFECTS = Effects()
