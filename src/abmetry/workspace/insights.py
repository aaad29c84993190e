"""What insights are looked for in."""

from abmetry.workspace.section import Positive, Section, Share, Texts


class Insights(Section):
    """[insights]: years before t that are looked at where no period is named; days before a deal (or month, or
    renewal) in which what was done counts; first days of a deal in which it does; highest false-discovery rate; what
    personas, roles and seniorities of economic buyers and executives are called.
    """

    years: Positive = 2
    lookback_days: Positive = 90
    landmark_days: Positive = 30
    false_discovery_rate: Share = 0.05
    buyers: Texts = ("economic buyer", "decision maker", "executive sponsor")
    executives: Texts = ("c level", "c suite", "cxo", "executive", "owner", "partner")
