"""Influence: how many associations hold, of all that were looked for (KPIS.md, influence)."""

from __future__ import annotations

from abmetry.kpis.kpi import Family, Kpi, Unit
from abmetry.kpis.shape import MINED

KPIS = (
    Kpi(
        id="insights",
        title="Insights",
        question="What goes with what?",
        definition=(
            "Associations between what was done and what came of it, that hold. Factors: engagement, channels, first"
            " touch, personas, people, meetings with those who decide, research heat, intent, satisfaction, the"
            " program, industry; in the {insights.lookback_days} days before a deal, month, renewal or answer, some in"
            " a deal's first {insights.landmark_days} days. Outcomes: opening a deal, win, cycle (open deals"
            " censored), deal size, stays in stages, renewal, NPS. Compared within account size and standing on a"
            " list. Found: a false-discovery rate of at most {insights.false_discovery_rate} over all that were tried"
            " in the first two thirds of the time; holds: the same direction with p < 0.05 in the last third. Without"
            " a period the {insights.years} years before t are looked at. Associated, not caused."
        ),
        family=Family.INFLUENCE,
        unit=Unit.COUNT,
        better="neither",
        source="+",
        needs=("accounts", ("opportunities", "contracts", "surveys")),
        population="A",
        shape=MINED,
        settings=("insights", "intent", "nps", "personas", "stats"),
        is_mined=True,
    ),
)
