"""Numbers as people read them: money with its currency, percent with one decimal, days, counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NOTHING = "–"
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$"}
_PER = {"money/year": "/yr", "money/day": "/day"}
_SHORT = ((1e9, "B"), (1e6, "M"), (1e4, "k"))


def amount(value: float | None, unit: str, currency: str | None = None) -> str:
    """A value with its unit: ``62.5 %``, ``€1,234,567``, ``84.2 days``, ``1,204``."""
    if value is None:
        return NOTHING
    if unit.startswith("money"):
        return money(value, currency) + per(unit)
    if unit == "percent":
        return f"{value:,.1f} %"
    if unit == "days":
        return f"{value:,.1f} days"
    if unit == "minutes":
        return f"{value:,.0f} min" if abs(value) >= 10 else f"{value:,.1f} min"
    return f"{value:,.1f}" if unit == "score" else number(value)


def brief(value: float | None, unit: str, currency: str | None = None) -> str:
    """A value as short as a range or a difference wants it: no unit but money's, thousands as k, M and B."""
    if value is None:
        return NOTHING
    if unit.startswith("money"):
        return short_money(value, currency)
    if unit in ("count", "minutes"):
        return f"{value:,.0f}" if abs(value) >= 10 else f"{value:,.1f}".removesuffix(".0")
    return f"{value:,.1f}" if unit in ("percent", "days", "score") else number(value)


def number(value: float) -> str:
    """A bare number: whole ones without decimals, small ones with two."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.1f}"


def money(value: float, currency: str | None) -> str:
    """Money in whole units with thousands separators; cents where it is small: ``€1,234``, ``-CHF 12.50``."""
    digits = 2 if 0 < abs(value) < 100 and not float(value).is_integer() else 0
    return _signed(value, f"{abs(value):,.{digits}f}", currency)


def per(unit: str) -> str:
    """What money of a unit is for, as it stands behind it: ``/yr``."""
    return _PER.get(unit, "")


def short_money(value: float, currency: str | None) -> str:
    """Money to three digits: ``€1.23M``."""
    for size, letter in _SHORT:
        if abs(value) >= size:
            scaled = abs(value) / (1e3 if letter == "k" else size)
            return _signed(
                value, f"{scaled:,.{2 if scaled < 10 else 1 if scaled < 100 else 0}f}{letter}", currency
            )
    return money(value, currency)


def short_number(value: float) -> str:
    """A bare number to three digits: ``1.23M``, ``90.7k``, ``0.75``."""
    return short_money(value, None) if abs(value) >= _SHORT[-1][0] else number(value)


def _signed(value: float, digits: str, currency: str | None) -> str:
    sign = "-" if value < 0 and digits.strip("0.,") else ""
    symbol = _SYMBOLS.get(currency or "", f"{currency} " if currency else "")
    return f"{sign}{symbol}{digits}"


def interval(found: Mapping[str, Any] | None, unit: str, currency: str | None = None) -> str:
    """An interval: ``47.0 – 75.8``; nothing where there is none."""
    if not found or found.get("low") is None or found.get("high") is None:
        return ""
    return f"{brief(found['low'], unit, currency)} – {brief(found['high'], unit, currency)}"


def difference(value: float | None, unit: str, currency: str | None = None) -> str:
    """A difference with its sign: ``+3.1 pt`` of percents, ``-€1.2M``, ``+12``."""
    if value is None:
        return ""
    shown = brief(value, unit, currency)
    if any(digit in shown for digit in "123456789"):
        shown = shown if value < 0 else f"+{shown}"
    else:
        shown = brief(0, unit, currency)
    return shown + {"percent": " pt", "days": " d"}.get(unit, "")


def p_value(p: float | None) -> str:
    """A p-value: ``p 0.03``, ``p <0.001``."""
    if p is None:
        return ""
    return "p <0.001" if p < 0.001 else f"p {p:.3f}" if p < 0.1 else f"p {p:.2f}"


def share(part: float, whole: float) -> str:
    """A part of a whole in percent: ``12.5 %``; nothing of nothing."""
    return f"{100 * part / whole:,.1f} %" if whole else NOTHING
