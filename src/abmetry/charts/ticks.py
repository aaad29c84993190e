"""Round numbers along an axis, labelled in the reader's language."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping

import altair as alt

from abmetry.lang.words import Words

_STEPS = (1, 2, 2.5, 5, 10)


def round_ticks(low: float, high: float, about: int = 5, *, whole: bool = False) -> list[float]:
    """Round numbers from at or below ``low`` to at or above ``high``, evenly apart.

    Args:
        low: The least value shown.
        high: The greatest.
        about: How many there should be, more or less.
        whole: Only whole numbers, as for counts.
    """
    if high <= low:
        high = low + 1
    raw = (high - low) / max(about - 1, 1)
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(magnitude * factor for factor in _STEPS if magnitude * factor >= raw * 0.999)
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def label_expr(labels: Mapping[float | str, str]) -> str:
    """An expression of Vega that gives each tick its label."""
    said = {_as_javascript(tick): label for tick, label in labels.items()}
    return f"{json.dumps(said, ensure_ascii=False)}['' + datum.value]"


def value_ticks(
    values: Iterable[float | None],
    unit: str,
    currency: str | None,
    words: Words,
    *,
    from_zero: bool = True,
    about: int = 5,
) -> tuple[list[float], str]:
    """The ticks of values of a unit, and the expression that labels them.

    Args:
        values: All that is shown, bounds of intervals too.
        unit: Unit of the values.
        currency: Their currency, for money.
        words: The language.
        from_zero: The axis begins at zero, as it must under bars.
        about: How many ticks.
    """
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if unit == "percent" and low >= 0 and high <= 100:
        ticks = [tick for tick in round_ticks(low, high, about) if tick <= 100]
    else:
        ticks = round_ticks(low, high, about, whole=unit == "count")
    said: dict[float | str, str] = {tick: tick_label(tick, unit, currency, words) for tick in ticks}
    return ticks, label_expr(said)


def tick_label(tick: float, unit: str, currency: str | None, words: Words) -> str:
    """A tick in words: percents with their sign, money in short, all else as a bare number."""
    if unit == "percent":
        return words.percent(tick, 0 if float(tick).is_integer() else 1)
    if unit.startswith("money"):
        return words.money(tick, currency, compact=True)
    return words.compact(tick)


def value_axis(ticks: list[float], labels: str, *, grid: bool = True) -> alt.Axis:
    """An axis of values: labels and faint lines, no rule of its own."""
    return alt.Axis(values=ticks, labelExpr=labels, title=None, grid=grid, domain=False, ticks=False)


def value_scale(ticks: list[float], *, reverse: bool = False) -> alt.Scale:
    """The scale that ends at its outermost ticks."""
    return alt.Scale(domain=[ticks[0], ticks[-1]], nice=False, zero=False, reverse=reverse)


def _as_javascript(tick: float | str) -> str:
    """A tick as JavaScript writes it as text."""
    if isinstance(tick, str):
        return tick
    return str(int(tick)) if float(tick).is_integer() else repr(float(tick))
