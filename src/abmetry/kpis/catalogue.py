"""Every KPI, found by id in the modules of its family."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import abmetry.kpis
from abmetry.errors import Unknown
from abmetry.kpis.check import check
from abmetry.kpis.kpi import Family, Kpi
from abmetry.lang.message import message, one_of


def gather(kpis: Iterable[Kpi]) -> Mapping[str, Kpi]:
    """Index KPIs by id, family by family.

    Raises:
        ValueError: Two have one id, or a declaration cannot work.
    """
    found: dict[str, Kpi] = {}
    families = list(Family)
    for kpi in sorted(kpis, key=lambda kpi: families.index(kpi.family)):
        if kpi.id in found:
            raise ValueError(f"Two KPIs have the id '{kpi.id}'.")
        check(kpi)
        found[kpi.id] = kpi
    return MappingProxyType(found)


def _declared() -> Iterator[Kpi]:
    for module in pkgutil.iter_modules(abmetry.kpis.__path__, "abmetry.kpis."):
        if module.name != __name__:
            yield from getattr(importlib.import_module(module.name), "KPIS", ())


CATALOGUE = gather(_declared())


def find(kpi_id: str) -> Kpi:
    """The KPI of that id.

    Raises:
        Unknown: There is none; names the nearest.
    """
    kpi = CATALOGUE.get(kpi_id)
    if kpi is None:
        near = difflib.get_close_matches(kpi_id, CATALOGUE, 3)
        raise Unknown(
            message("There is no KPI '{kpi_id}'.", kpi_id=kpi_id),
            help=message("Did you mean {near}?", near=one_of(near))
            if near
            else message("`abmetry catalogue` lists them all."),
        )
    return kpi
