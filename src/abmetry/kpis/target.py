"""Stage 1: target accounts (KPIS.md)."""

from __future__ import annotations

from abmetry.kpis.kpi import Better, Family, Kpi, Unit
from abmetry.kpis.measure import ACCOUNTS, any_row, count_of, sum_of
from abmetry.kpis.shape import account_count, census, mean, rate
from abmetry.lang.message import message
from abmetry.workspace.settings import Settings

_RELATIONSHIP_NEEDS = ("accounts", "touches")
_SURGE = any_row(
    "intent_surges",
    "is_surge",
    order="week_on",
    shows=("week_on", "topic", "vendor", "score", "signals", "expected", "tail", "q_value"),
)
_BY_COUNTS = {"by_counts": census(any_row("intent_surges", "is_surge_of_counts"))}
_TRENDS: tuple[tuple[str, str, Better], ...] = (
    ("improving", "rose", "higher"),
    ("degrading", "fell", "lower"),
)


def _no_criteria(settings: Settings, cohort: str) -> str | None:
    del cohort
    if settings.icp.criteria:
        return None
    return message("no ideal customer profile: name its `criteria` under [icp]")


KPIS = (
    Kpi(
        id="target_accounts",
        title="Target accounts",
        question="How many accounts do we target?",
        definition="Accounts in scope that were not customers at the period's start.",
        family=Family.TARGET,
        unit=Unit.COUNT,
        better="neither",
        source="T",
        needs=("accounts",),
        population="T",
        shape=census(ACCOUNTS),
        settings=("lists", "renewal"),
    ),
    Kpi(
        id="icp_fit",
        title="Fit with the ideal customer profile",
        question="Do we target the right accounts?",
        definition=(
            "Mean over the target accounts of the share of the weighted criteria of the ideal customer profile that"
            " the account meets, 0 to 100. Tier 1 is suggested where all are met, tier 2 from"
            " {icp.tier2_share} of the weights, tier 3 for the rest. A criterion on a value that is missing is not met."
        ),
        family=Family.TARGET,
        unit=Unit.SCORE,
        better="higher",
        source="T",
        needs=("accounts",),
        bounds=(0, 100),
        population="T",
        shape=mean(sum_of("icp_fits", "score"), ACCOUNTS),
        extra={
            "suggested_tier_1": census(count_of("icp_fits", "suggested_tier = '1'")),
            "suggested_tier_2": census(count_of("icp_fits", "suggested_tier = '2'")),
            "suggested_tier_3": census(count_of("icp_fits", "suggested_tier = '3'")),
            "tier_disagrees": census(count_of("icp_fits", "tier_disagrees")),
        },
        extra_units={
            "suggested_tier_1": Unit.COUNT,
            "suggested_tier_2": Unit.COUNT,
            "suggested_tier_3": Unit.COUNT,
            "tier_disagrees": Unit.COUNT,
        },
        by={"suggested_tier": "suggested_tier"},
        settings=("icp",),
        unless=_no_criteria,
    ),
    Kpi(
        id="relationship_score",
        title="Relationship score",
        question="How close are we to the people of the target accounts?",
        definition=(
            "Mean over the target accounts of the account's relationship score at t, from who mailed and met, when and"
            " in which direction: 100 (1 - exp(-s (0.5 + 0.5 r)(1 + ln(1 + b))/{relationship.scale})) with"
            " strength s, reciprocity r and breadth b. An account without mails and meetings scores 0."
        ),
        family=Family.TARGET,
        unit=Unit.SCORE,
        better="higher",
        source="T",
        needs=_RELATIONSHIP_NEEDS,
        bounds=(0, 100),
        population="T",
        shape=mean(sum_of("relationships", "score"), ACCOUNTS),
        extra={
            "accounts_with_contact": census(count_of("relationships")),
            "single_thread_accounts": census(count_of("relationships", "is_single_thread")),
        },
        extra_units={"accounts_with_contact": Unit.COUNT, "single_thread_accounts": Unit.COUNT},
        settings=("relationship",),
    ),
    *(
        Kpi(
            id=f"relationship_{way}_rate",
            title=f"Share of relationships {way}",
            question=f"Which share of the relationships with target accounts is {way}?",
            definition=(
                f"Target accounts whose relationship score {moved} by {{relationship.trend_points}} or more in the"
                " {relationship.trend_days} days before t / target accounts."
            ),
            family=Family.TARGET,
            unit=Unit.PERCENT,
            better=better,
            source="T",
            needs=_RELATIONSHIP_NEEDS,
            population="T",
            shape=rate(any_row("relationships", f"is_{way}"), ACCOUNTS),
            settings=("relationship",),
        )
        for way, moved, better in _TRENDS
    ),
    Kpi(
        id="intent_surge_accounts",
        title="Accounts with an intent surge",
        question="How many target accounts show a surge of interest in our topics?",
        definition=(
            "Target accounts with a surge on at least one of our own topics in a week that ends in the period: a"
            " vendor's score reaches {intent.threshold}, or, where there is none, a count from {intent.min_count} on is"
            " improbable (its upper tail below {intent.tail}) after the account's {intent.baseline_weeks} weeks before."
        ),
        family=Family.TARGET,
        unit=Unit.COUNT,
        better="higher",
        source="T",
        needs=("accounts", "intent"),
        population="T",
        shape=account_count(_SURGE),
        by={"topic": "topic"},
        extra=_BY_COUNTS,
        settings=("intent",),
    ),
    Kpi(
        id="intent_surge_rate",
        title="Intent surge rate",
        question="Which share of the target accounts shows a surge of interest in our topics?",
        definition="Target accounts with an intent surge in the period / target accounts.",
        family=Family.TARGET,
        unit=Unit.PERCENT,
        better="higher",
        source="T",
        needs=("accounts", "intent"),
        population="T",
        shape=rate(_SURGE, ACCOUNTS),
        by={"topic": "topic"},
        extra=_BY_COUNTS,
        extra_units={"by_counts": Unit.COUNT},
        settings=("intent",),
    ),
)
