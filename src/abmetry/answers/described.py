"""A KPI's declaration in words, as every surface lists it."""

from __future__ import annotations

from typing import Any

from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import SCOPE, Measure
from abmetry.kpis.shape import MINED, TABLE, Shape
from abmetry.lang.message import Message, message, sentences
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


def formula(shape: Shape) -> Message:
    """How a value comes from what each account contributes, in the words of the declaration."""
    if shape is MINED:
        return message("found by trying many comparisons")
    if shape is TABLE:
        return message("of other KPIs, each by its own formula")
    parts = [measured(part) for part in shape.parts]
    if not parts:
        return message("not computed by this version")
    if shape.is_complement:
        parts[0] = measured(shape.parts[0], without=True)
    if len(parts) == 1:
        return parts[0]
    if shape.is_complement or (len(parts) == 2 and shape.denominator is not None):
        return message("{above} / {below}", above=parts[0], below=parts[1])
    return message("of {parts}", parts=sentences(parts))


def measured(measure: Measure, *, without: bool = False) -> Message:
    """What an account contributes, in the words of the declaration; ``without``: the accounts that have none of it."""
    if measure.relation == SCOPE:
        return message("accounts")
    rows, value = measure.relation, measure.value
    match measure.aggregate:
        case "any" if without:
            told = message("accounts without {rows}", rows=rows)
        case "any":
            told = message("accounts with {rows}", rows=rows)
        case "count":
            told = message("number of {rows}", rows=rows)
        case "sum":
            told = message("sum of {value} over {rows}", value=value, rows=rows)
        case "distinct":
            told = message("different {value} over {rows}", value=value, rows=rows)
    if measure.everyone:
        told = message("{what} (of everyone)", what=told)
    if measure.where != "1 = 1":
        told = message("{what} where {condition}", what=told, condition=measure.where)
    if measure.of_each:
        told = message("{what}, of each {column}", what=told, column=measure.of_each)
    return told
