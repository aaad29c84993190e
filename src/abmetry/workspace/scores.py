"""Influence, scores and what comes after the win: windows, thresholds and constants."""

from typing import Literal

from abmetry.workspace.section import Above, Amount, Count, Positive, Section, Share, Texts


class Influence(Section):
    """[influence]: days before creation in which a touch influences an opportunity; `before` its creation
    only, or at `any` time before its end; half-life (days) of the time-decay model.
    """

    window_days: Positive = 90
    when: Literal["before", "any"] = "before"
    half_life_days: Above = 7

    @property
    def said(self) -> str:
        """When a touch influences an opportunity, as definitions of KPIs tell it."""
        if self.when == "before":
            return f"in the {self.window_days:,} days before the opportunity was created"
        return f"from {self.window_days:,} days before the opportunity was created until its close, or t"


class Intent(Section):
    """[intent]: a vendor's score (0-100) surges at `threshold`; raw counts surge from `min_count` when
    their upper tail over the `baseline_weeks` before is below `tail`. `own_topics` empty: all that are not
    a competitor's.
    """

    threshold: Amount = 60
    min_count: Count = 3
    baseline_weeks: Positive = 12
    tail: Share = 0.01
    own_topics: Texts = ()
    competitor_topics: Texts = ()


class Relationship(Section):
    """[relationship]: the constants of the relationship score, as the catalogue writes the formula.

    Weights of a mail or meeting and their half-life (days); the days in which people count for breadth; the
    scale; the share of one person from which an account hangs on a single thread; days and points of
    improving and degrading; the score below which a customer's relationship is low.
    """

    half_life_days: Above = 30
    inbound_mail: Amount = 1
    outbound_mail: Amount = 0.25
    meeting: Amount = 3
    breadth_days: Positive = 90
    scale: Above = 40
    single_thread_share: Share = 0.8
    trend_days: Positive = 30
    trend_points: Amount = 5
    low: Amount = 20


class Renewal(Section):
    """[renewal]: days after a contract's last day in which a new one still renews it."""

    grace_days: Count = 60


class Lifetime(Section):
    """[lifetime]: horizon (years) of the expected customer lifetime; gross margin (0-1) of contracts
    without their own.
    """

    horizon_years: Above = 5
    gross_margin: Share | None = None
