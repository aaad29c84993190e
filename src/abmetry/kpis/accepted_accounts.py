"""Account-based sales development: how many of the target accounts sales takes up (KPIS.md)."""

from __future__ import annotations

from abmetry.kpis.kpi import Family, Kpi, Unit
from abmetry.kpis.measure import ACCOUNTS, any_row
from abmetry.kpis.shape import rate_per

KPIS = (
    Kpi(
        id="accepted_accounts_per_1000",
        title="Accepted accounts per 1,000",
        question="How many of every thousand target accounts does sales take up?",
        definition="Target accounts that sales accepted in the period x 1000 / target accounts.",
        family=Family.SALES_DEVELOPMENT,
        unit=Unit.NUMBER,
        better="higher",
        source="E",
        needs=("accounts",),
        population="T",
        bounds=(0, 1000),
        shape=rate_per(
            1000, any_row("account_profiles", "is_accepted_in_period", shows=("accepted_at",)), ACCOUNTS
        ),
    ),
)
