"""Every KPI, found by id."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from abmetry.errors import UsageError
from abmetry.kpis import engagement
from abmetry.kpis.kpi import Kpi

FAMILIES = (engagement,)


def gather(kpis: Iterable[Kpi]) -> Mapping[str, Kpi]:
    """Index KPIs by id, in their order.

    Raises:
        ValueError: Two have one id.
    """
    found: dict[str, Kpi] = {}
    for kpi in kpis:
        if kpi.id in found:
            raise ValueError(f"Two KPIs have the id '{kpi.id}'.")
        found[kpi.id] = kpi
    return MappingProxyType(found)


CATALOGUE = gather(kpi for family in FAMILIES for kpi in family.KPIS)


def find(kpi_id: str) -> Kpi:
    """The KPI of that id.

    Raises:
        UsageError: There is none; names the nearest.
    """
    kpi = CATALOGUE.get(kpi_id)
    if kpi is None:
        near = difflib.get_close_matches(kpi_id, CATALOGUE, 3)
        raise UsageError(
            f"There is no KPI '{kpi_id}'.",
            help=f"Did you mean {' or '.join(near)}?" if near else "`abmetry catalogue` lists them all.",
        )
    return kpi
