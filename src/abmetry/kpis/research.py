"""Stage 2: research heat (KPIS.md)."""

from __future__ import annotations

from abmetry.kpis.kpi import Family, Kpi, Unit
from abmetry.kpis.measure import any_row, count_of
from abmetry.kpis.shape import account_count, census

SPIKE = 3

KPIS = (
    Kpi(
        id="research_spikes",
        title="Research spikes",
        question="How many target accounts research us as those do that go on to open an opportunity?",
        definition=(
            f"Target accounts with a research heat of {SPIKE} or more in the last week that ended by t. Heat, 0 to 5,"
            " is how many of `heat.lifts` the probability of a new-business opportunity within {heat.within_days} days"
            " reaches, as multiples of what is usual for accounts that visited the site in the last five weeks; by a"
            " model of visits, people, depth, high-value pages, return, new people and minutes in the week and in the"
            " four weeks before, learned from earlier weeks only. Below {heat.min_accounts} accounts with an"
            " opportunity a rule takes its place."
        ),
        family=Family.ENGAGED,
        unit=Unit.COUNT,
        better="higher",
        source="T",
        needs=("accounts", "touches"),
        population="T",
        shape=account_count(any_row("heats", f"heat >= {SPIKE}")),
        extra={f"heat_{heat}": census(count_of("heats", f"heat = {heat}")) for heat in range(6)},
        by={"heat": "heat"},
        settings=("heat", "pages"),
        published="heat_models",
    ),
)
