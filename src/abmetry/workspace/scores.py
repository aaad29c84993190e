"""Influence, scores and what comes after the win: windows, thresholds and constants."""

from typing import Annotated, Literal

from pydantic import AfterValidator

from abmetry.lang.message import Message, message
from abmetry.workspace.section import Above, Amount, Count, Positive, Section, Share, Text, Texts, matching


class Influence(Section):
    """[influence]: days before creation in which a touch influences an opportunity; `before` its creation
    only, or at `any` time before its end; half-life (days) of the time-decay model.
    """

    window_days: Positive = 90
    when: Literal["before", "any"] = "before"
    half_life_days: Above = 7

    @property
    def said(self) -> Message:
        """When a touch influences an opportunity, as definitions of KPIs tell it."""
        if self.when == "before":
            return message("in the {days} days before the opportunity was created", days=self.window_days)
        return message(
            "from {days} days before the opportunity was created until its close, or t", days=self.window_days
        )


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


Covariate = Literal["size", "industry", "region", "traffic", "stage"]


class Lift(Section):
    """[lift]: what accounts outside the program must be like those in it by, as known when a period begins;
    the days before in which traffic is counted.
    """

    match_on: tuple[Covariate, ...] = ("size", "industry", "region", "traffic", "stage")
    traffic_days: Positive = 90


class Renewal(Section):
    """[renewal]: days after a contract's last day in which a new one still renews it."""

    grace_days: Count = 60


class Lifetime(Section):
    """[lifetime]: horizon (years) of the expected customer lifetime; gross margin (0-1) of contracts
    without their own.
    """

    horizon_years: Above = 5
    gross_margin: Share | None = None


Version = Annotated[
    Text, AfterValidator(matching(r"[0-9a-f]{12}", 'must be a version of a model such as "3f2a9c1d0b7e"'))
]


class Heat(Section):
    """[heat]: research heat is learned from accounts that opened an opportunity within `within_days` after a week,
    from at most `training_weeks` weeks and `sample` rows of each kind a week; below `min_accounts` of them a rule
    takes its place. `lifts`: how many times the usual probability heat 1, 2, 3, 4 and 5 begin at. `model`: a version
    to keep to; none: the newest.
    """

    within_days: Positive = 60
    training_weeks: Positive = 104
    sample: Positive = 400
    min_accounts: Positive = 50
    lifts: tuple[Above, Above, Above, Above, Above] = (1, 1.5, 2, 3, 5)
    model: Version | None = None
