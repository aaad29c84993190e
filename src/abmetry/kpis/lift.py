"""Influence: the lift of the program, as a table of every KPI (KPIS.md, influence)."""

from __future__ import annotations

from abmetry.kpis.kpi import Family, Kpi, Unit
from abmetry.kpis.shape import TABLE
from abmetry.workspace.settings import Settings


def _other_cohort(settings: Settings, cohort: str) -> str | None:
    del settings
    return (
        None
        if cohort == "abm"
        else "it sets the accounts on a list beside those on none: ask it of cohort abm"
    )


KPIS = (
    Kpi(
        id="abm_lift",
        title="Lift",
        question="How far are the program's accounts from others like them?",
        definition=(
            "Every KPI of the accounts on a list beside accounts on none. raw: as they are. matched: the others are"
            " weighted to have the program's means of size, industry, region, traffic of the {lift.traffic_days} days"
            " before, and funnel stage (`lift.match_on`), all as known when the period began; an account stands where"
            " it stood then. did: the change since an equal period a year or more before, of accounts that joined in"
            " between, against others weighted to be like them when that period began. experiment: where accounts of a"
            " list were held out at random (`lists.NAME.holdout`), its two arms. Counts and sums of the others are"
            " scaled to as many accounts. The value is the difference, in the KPI's unit. Raw, matched and did are"
            " associations. Asked alone it tells of all KPIs, with others of those, in the whole catalogue of six."
        ),
        family=Family.INFLUENCE,
        unit=Unit.TABLE,
        better="neither",
        source="+",
        needs=("accounts",),
        population="A",
        shape=TABLE,
        settings=("lift", "lists"),
        unless=_other_cohort,
        of_kpis=True,
    ),
)
