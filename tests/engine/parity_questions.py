"""What is asked of both engines: the whole catalogue and the shapes that questions have."""

from datetime import datetime

from abmetry.answers.question import Question
from abmetry.kpis.catalogue import CATALOGUE

NOW = datetime(2026, 11, 20)
QUARTER = "2026-Q3"
# But for lift and insights, which are asked by themselves.
WHOLE = tuple(kpi.id for kpi in CATALOGUE.values() if not (kpi.of_kpis or kpi.is_mined))
# A rate of accounts, a rate of deals, money, durations, spend shares, visits, coverage.
SHAPES = (
    "engaged_account_rate",
    "opportunity_win_rate",
    "new_revenue_won",
    "deal_velocity_days",
    "cost_per_engaged_account",
    "website_visits",
    "contactable_rate",
)
QUESTIONS = {
    "by tier": Question(SHAPES, period=QUARTER, by=("tier",)),
    "by an attribute, in one tier": Question(SHAPES[:3], period=QUARTER, by=("industry",), tiers=("1",)),
    "by channel": Question(("engagement_minutes",), period=QUARTER, by=("channel",)),
    "by stage": Question(("stage_days", "stalled_opportunities"), period=QUARTER, by=("stage",)),
    "by persona": Question(("stakeholder_coverage",), period=QUARTER, by=("persona",), compare="none"),
    "by month": Question(("website_visits", "new_revenue_won"), period=QUARTER, by=("month",)),
    "outside the program": Question(SHAPES, period=QUARTER, cohort="non_abm", compare="none"),
    "as of an instant, of some accounts": Question(
        SHAPES,
        period=QUARTER,
        as_of="2026-08-15T12:30",
        where=("industry=Software", "employees>50", "annual_revenue!=0"),
        compare="none",
    ),
    "of top parents": Question(SHAPES[:4], period=QUARTER, rollup="parent", compare="none"),
}
EVIDENCE = (
    ("engaged_accounts", "numerator"),
    ("unengaged_account_rate", "numerator"),
    ("new_revenue_won", "numerator"),
    ("stage_days", "denominator"),
    ("cost_per_engaged_account", "numerator"),
    ("contactable_rate", "denominator"),
)
