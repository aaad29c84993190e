"""Numbers as people read them: money with its currency, percent with one decimal, days, counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from abmetry.cli.spoken import t, words
from abmetry.lang.numerals import NOTHING

__all__ = ["NOTHING"]


def amount(value: float | None, unit: str, currency: str | None = None) -> str:
    """A value with its unit: ``62.5%``, ``€1,234,567``, ``84.2 days``, ``1,204``."""
    return words().value(value, unit, currency)


def brief(value: float | None, unit: str, currency: str | None = None) -> str:
    """A value as short as a range or a difference wants it: no unit but money's, thousands as K, M and B."""
    return words().brief(value, unit, currency)


def number(value: float) -> str:
    """A bare number: whole ones without decimals, small ones with two."""
    return words().number(value)


def money(value: float, currency: str | None) -> str:
    """Money in whole units with thousands separators; cents where it is small: ``€1,234``, ``-CHF 12.50``."""
    return words().money(value, currency)


def short(value: float, unit: str, currency: str | None = None) -> str:
    """A value with its unit, money and counts to three digits: ``€1.23M/yr``, ``90.7K``, ``62.5%``."""
    return words().value(value, unit, currency, compact=True)


def interval(found: Mapping[str, Any] | None, unit: str, currency: str | None = None) -> str:
    """An interval: ``47.0 – 75.8``; nothing where there is none."""
    return words().interval(found.get("low"), found.get("high"), unit, currency) if found else ""


def difference(value: float | None, unit: str, currency: str | None = None) -> str:
    """A difference with its sign: ``+3.1 pt`` of percents, ``-€1.2M``, ``+12``."""
    return words().difference(value, unit, currency)


def relative(value: float | None) -> str:
    """A difference in percent of what it is from: ``+3.1%``."""
    return "" if value is None else ("+" if value > 0 else "") + words().percent(value)


def p_value(p: float | None) -> str:
    """A p-value: ``p 0.03``, ``p <0.001``."""
    if p is None:
        return ""
    if p < 0.001:
        return t("p <{p}", p=words().number(0.001, 3))
    return t("p {p}", p=words().number(p, 3 if p < 0.1 else 2))


def share(part: float, whole: float) -> str:
    """A part of a whole in percent: ``12.5%``; nothing of nothing."""
    return words().percent(100 * part / whole) if whole else NOTHING
