"""Targets: the values that a company aims at."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from abmetry.workspace.kpi_ids import KPI_IDS
from abmetry.workspace.section import Number, Section, Text

_PERIOD = re.compile(r"(?i:week|month|quarter|year|\d{4}(-(q[1-4]|w\d{2}|(0[1-9]|1[0-2])))?)", re.ASCII)
_KINDS = 'must be a number, or a list of targets such as { value = 400, period = "quarter" }'


def _period(text: str) -> str:
    if _PERIOD.fullmatch(text) is None:
        raise ValueError(
            f'must be week, month, quarter or year, or one of them such as 2026-Q3, not "{text}"'
        )
    return text


class Target(Section):
    """One target: a value in the KPI's unit, of the whole program unless it names a list or a tier; for periods of any
    length, unless it names a length (`quarter`) or one period (`2026-Q3`).
    """

    value: Number
    period: Annotated[Text, AfterValidator(_period)] | None = None
    list: Text | None = None
    tier: Text | None = None


def _kpi(name: str) -> str:
    if name in KPI_IDS:
        return name
    near = get_close_matches(name.lower(), sorted(KPI_IDS), n=1)
    if near:
        raise ValueError(f"is not a known key; did you mean targets.{near[0]}?")
    raise ValueError(
        "is not a known key; [targets] knows the ids of KPIs, and `abmetry catalogue` lists them"
    )


def _several(given: Any) -> Any:
    if isinstance(given, Mapping):
        return (given,)
    if isinstance(given, int | float) and not isinstance(given, bool):
        return ({"value": given},)
    if not isinstance(given, list | tuple):
        raise ValueError(_KINDS)
    return given


def _each_once(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    held = [((one.period or "").lower(), one.list, one.tier) for one in targets]
    if len(set(held)) < len(held):
        raise ValueError("has two targets for the same period, list and tier")
    return targets


Targets = dict[
    Annotated[Text, AfterValidator(_kpi)],
    Annotated[tuple[Target, ...], BeforeValidator(_several), AfterValidator(_each_once)],
]
"""[targets]: targets by the id of a KPI."""
