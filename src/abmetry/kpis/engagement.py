"""Stage 2: engaged target accounts (KPIS.md)."""

from __future__ import annotations

from abmetry.kpis.kpi import Family, Kpi, Unit
from abmetry.kpis.measure import ACCOUNTS, any_row, sum_of
from abmetry.kpis.shape import account_count, known_mean, mean, rate, rate_without, total

_ENGAGED = any_row(
    "engagement", order="first_engaged_at", shows=("first_engaged_at", "engagements", "minutes")
)
_NEEDS = ("accounts", ("touches", "campaign_members"))
_MINUTES = sum_of("touches", "minutes", "minutes > 0", shows=("occurred_at", "kind", "category", "channel"))
_SPLITS = {"category": "category", "channel": "channel"}
_QUALIFIED = any_row("mqa", order="last_at", shows=("minutes", "people", "last_at"))
_SPENT = sum_of("spend", "amount", shows=("basis", "share", "campaign_id"))


KPIS = (
    Kpi(
        id="engaged_accounts",
        title="Engaged accounts",
        question="How many target accounts engage with us?",
        definition="Target accounts with {engaged.said}.",
        family=Family.ENGAGED,
        unit=Unit.COUNT,
        better="higher",
        source="S T",
        needs=_NEEDS,
        population="T",
        shape=account_count(_ENGAGED),
        settings=("engaged", "engagement"),
    ),
    Kpi(
        id="engaged_account_rate",
        title="Engaged account rate",
        question="Which share of the target accounts engages with us?",
        definition="Engaged target accounts / target accounts.",
        family=Family.ENGAGED,
        unit=Unit.PERCENT,
        better="higher",
        source="T",
        needs=_NEEDS,
        population="T",
        shape=rate(_ENGAGED, ACCOUNTS),
        settings=("engaged", "engagement"),
    ),
    Kpi(
        id="unengaged_account_rate",
        title="Unengaged account rate",
        question="Which share of the target accounts does not engage with us?",
        definition="Target accounts that are not engaged / target accounts.",
        family=Family.ENGAGED,
        unit=Unit.PERCENT,
        better="lower",
        source="T",
        needs=_NEEDS,
        population="T",
        shape=rate_without(_ENGAGED),
        settings=("engaged", "engagement"),
    ),
    Kpi(
        id="cost_per_engaged_account",
        title="Cost per engaged account",
        question="What does it cost to engage a target account?",
        definition=(
            "Spend on target accounts in the period / engaged target accounts. Spend on an account is what is booked to"
            " it, and its share of what else its campaigns cost, by their touches on accounts in the period."
        ),
        family=Family.ENGAGED,
        unit=Unit.MONEY,
        better="lower",
        source="T",
        needs=(*_NEEDS, "spend"),
        population="T",
        shape=known_mean(_SPENT, _ENGAGED),
        extra={"unallocated": total(sum_of("spend", "amount", "basis = 'unallocated'", everyone=True))},
        settings=("engaged", "engagement"),
    ),
    Kpi(
        id="engagement_minutes",
        title="Engagement minutes",
        question="How much time do the target accounts give us?",
        definition=(
            "Minutes of the target accounts' engagements in the period: their duration where it is known and the kind"
            " takes it, else the kind's minutes, after rules, weights and the daily cap of"
            " {engagement.daily_cap} minutes."
        ),
        family=Family.ENGAGED,
        unit=Unit.MINUTES,
        better="higher",
        source="E",
        needs=("accounts", "touches"),
        population="T",
        shape=total(_MINUTES),
        by=_SPLITS,
        settings=("engagement", "pages", "channels"),
    ),
    Kpi(
        id="engagement_minutes_per_account",
        title="Engagement minutes per account",
        question="How much time does a target account give us?",
        definition="Engagement minutes of the target accounts / target accounts.",
        family=Family.ENGAGED,
        unit=Unit.MINUTES,
        better="higher",
        source="E",
        needs=("accounts", "touches"),
        population="T",
        shape=mean(_MINUTES, ACCOUNTS),
        by=_SPLITS,
        settings=("engagement", "pages", "channels"),
    ),
    Kpi(
        id="mqa_accounts",
        title="Marketing-qualified accounts",
        question="How many target accounts are marketing qualified?",
        definition=(
            "Target accounts that at t have at least {mqa.marketing_minutes} marketing minutes in the {mqa.window_days}"
            " days before, and at least {mqa.people} people with {mqa.minutes_each} of them each (`[mqa]`)."
        ),
        family=Family.ENGAGED,
        unit=Unit.COUNT,
        better="higher",
        source="E",
        needs=("accounts", "touches"),
        population="T",
        shape=account_count(_QUALIFIED),
        settings=("mqa", "engagement"),
    ),
    Kpi(
        id="mqa_rate",
        title="Marketing-qualified account rate",
        question="Which share of the target accounts is marketing qualified?",
        definition="Marketing-qualified target accounts / target accounts.",
        family=Family.ENGAGED,
        unit=Unit.PERCENT,
        better="higher",
        source="E",
        needs=("accounts", "touches"),
        population="T",
        shape=rate(_QUALIFIED, ACCOUNTS),
        settings=("mqa", "engagement"),
    ),
)
