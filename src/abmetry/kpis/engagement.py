"""Stage 2: engaged target accounts (KPIS.md)."""

from __future__ import annotations

from abmetry.kpis.kpi import Family, Kpi, Unit
from abmetry.kpis.measure import ACCOUNTS, any_row
from abmetry.kpis.shape import account_count, rate

_ENGAGED = any_row(
    "engagement", order="first_engaged_at", shows=("first_engaged_at", "engagements", "minutes")
)

KPIS = (
    Kpi(
        id="engaged_accounts",
        title="Engaged accounts",
        question="How many target accounts engage with us?",
        definition="Target accounts with at least one engagement or response in the period.",
        family=Family.ENGAGED,
        unit=Unit.COUNT,
        better="higher",
        source="S T",
        needs=("accounts", ("touches", "campaign_members")),
        population="T",
        shape=account_count(_ENGAGED),
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
        needs=("accounts", ("touches", "campaign_members")),
        population="T",
        shape=rate(_ENGAGED, ACCOUNTS),
    ),
)
