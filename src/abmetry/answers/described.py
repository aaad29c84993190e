"""A KPI's declaration in words, as every surface lists it."""

from __future__ import annotations

from typing import Any

from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import MINED, TABLE, Shape
from abmetry.lang.message import message
from abmetry.workspace.settings import Settings

POPULATIONS = {
    "A": message("accounts in scope"),
    "T": message("target accounts: in scope, and no customers when the period began"),
    "L": message("accounts that were ever on a list of the scope"),
}
SCHOOLS = {
    "E": message("Engagio"),
    "S": message("the four executive KPIs"),
    "T": message("the six-stage funnel"),
    "+": message("Abmetry"),
}


def described(kpi: Kpi, settings: Settings | None = None) -> dict[str, Any]:
    """What a KPI says of itself: title, question, definition, formula, unit, source, needs, and what splits it.

    Args:
        kpi: The KPI.
        settings: Those whose numbers its definition tells; None: the defaults.
    """
    kpi = kpi.told(settings or Settings())
    return {
        "kpi": kpi.id,
        "title": kpi.title,
        "question": kpi.question,
        "definition": kpi.definition,
        "formula": formula(kpi.shape),
        "family": kpi.family.value,
        "unit": kpi.unit.value,
        "better": kpi.better,
        "population": POPULATIONS[kpi.population],
        "source": kpi.source,
        "schools": [SCHOOLS.get(letter, letter) for letter in kpi.source.split()],
        "needs": [need if isinstance(need, str) else " or ".join(need) for need in kpi.needs],
        "extra": list(kpi.extra),
        "by": list(kpi.splits),
        "settings": list(kpi.settings),
        "interval": "_by_".join([kpi.shape.interval, *(kpi.shape.drawn or ())[1:]]),
    }


def formula(shape: Shape) -> str:
    """How a value comes from what each account contributes, in the words of the declaration."""
    parts = [measured(part) for part in shape.parts]
    if shape.is_complement:
        return f"{parts[0].replace('accounts with', 'accounts without', 1)} / {parts[1]}"
    if shape is MINED:
        return "found by trying many comparisons"
    if shape is TABLE:
        return "of other KPIs, each by its own formula"
    if not parts:
        return "not computed by this version"
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2 and shape.denominator is not None:
        return f"{parts[0]} / {parts[1]}"
    return f"of {'; '.join(parts)}"


def measured(measure: Measure) -> str:
    """What an account contributes, in the words of the declaration."""
    everyone = " (of everyone)" if measure.everyone else ""
    if measure.relation == SCOPE:
        return "accounts"
    what = {
        "any": f"accounts with {measure.relation}",
        "count": f"number of {measure.relation}",
        "sum": f"sum of {measure.value} over {measure.relation}",
        "distinct": f"different {measure.value} over {measure.relation}",
    }[measure.aggregate]
    condition = "" if measure.where == "1 = 1" else f" where {measure.where}"
    of_each = f", of each {measure.of_each}" if measure.of_each else ""
    return f"{what}{everyone}{condition}{of_each}"
