"""An insight as a sentence. It is associated, and never said to cause."""

from __future__ import annotations

from abmetry.influence.insights.declared import Window
from abmetry.influence.insights.mining import Insight
from abmetry.stats.interval import Difference, Interval
from abmetry.workspace.settings import Settings

ASSOCIATED = "Associated, not caused."
_AGAIN = {
    "holds": "it held in the last third of the time",
    "does not hold": "it did not hold in the last third of the time",
    "too few to tell": "the last third of the time is too little to tell",
}
_VALUES = {"percent": "{:.3g} %", "days": "{:.3g} days (median)", "score": "{:+.0f}"}
DOUBLE = 100.0


def sentence(insight: Insight, settings: Settings) -> str:
    """What was found, how sure it is, and whether it held."""
    found = insight.found.difference
    if found is None:
        return (
            f"{_who(insight, settings)}: too few to try"
            f" (n = {insight.found.n:,} against {insight.found.n_other:,})."
        )
    if not insight.is_found:
        return (
            f"{_who(insight, settings)} {_said(insight, found)}: no more than chance"
            f" ({_numbers(insight, found)})."
        )
    again = _AGAIN.get(insight.status, "")
    told = f"; {again}{_told_again(insight)}" if again else ""
    values = _values(insight, settings)
    return f"{_who(insight, settings)} {_said(insight, found)}{values} ({_numbers(insight, found)}){told}. {ASSOCIATED}"


def when(insight: Insight, settings: Settings) -> str:
    """The days in which a factor counts, as the sentence tells them."""
    window: Window = insight.factor.window
    rule = settings.insights
    if window == "early":
        return insight.outcome.cases.early.format(days=rule.landmark_days)
    return insight.outcome.cases.before.format(days=rule.lookback_days)


def _who(insight: Insight, settings: Settings) -> str:
    low = f"{_number(insight.low)} or fewer" if insight.low else "none"
    bounds = {"high": _number(insight.high), "low": low}
    clause = insight.factor.clause.format(when=when(insight, settings), **bounds)
    return f"{insight.outcome.cases.subject} {clause}"


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:,.4g}"


def _said(insight: Insight, found: Difference) -> str:
    outcome = insight.outcome
    if _is_told_in_times(insight, found.value):
        return outcome.times.format(x=f"{1 + found.value / 100:.1f}")
    words = outcome.more if found.value >= 0 else outcome.less
    return words.format(x=f"{_amount(abs(found.value))} {_unit(insight)}")


def _is_told_in_times(insight: Insight, value: float) -> bool:
    return bool(insight.outcome.times) and insight.outcome.measured.unit == "percent" and value >= DOUBLE


def _unit(insight: Insight) -> str:
    return "%" if insight.outcome.measured.unit == "percent" else "points"


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}"


def _values(insight: Insight, settings: Settings) -> str:
    first, other = insight.found.value, insight.found.value_other
    if first is None or other is None:
        return ""
    unit = insight.outcome.measured.value_unit
    if unit == "money":
        currency = settings.workspace.currency
        return f": {first:,.0f} against {other:,.0f} {currency} before adjustment"
    told = _VALUES[unit]
    return f": {told.format(first)} against {told.format(other)} before adjustment"


def _numbers(insight: Insight, found: Difference) -> str:
    parts = [_ends(insight, found.value, found.interval)] if found.interval else []
    parts.append(f"n = {insight.found.n:,} against {insight.found.n_other:,} {insight.outcome.cases.many}")
    if insight.q is not None:
        parts.append(f"q {_probability(insight.q)}")
    return ", ".join(parts)


def _ends(insight: Insight, value: float, interval: Interval) -> str:
    level = f"{100 * interval.level:.3g} % interval"
    if _is_told_in_times(insight, value):
        return f"{level} {1 + interval.low / 100:.1f} to {1 + interval.high / 100:.1f} times"
    low, high = (interval.low, interval.high) if value >= 0 else (-interval.high, -interval.low)
    return f"{level} {_amount(low)} to {_amount(high)} {_unit(insight)}"


def _probability(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.2g}"


def _told_again(insight: Insight) -> str:
    again = insight.again
    if again is None or again.difference is None:
        return ""
    return (
        f" ({_said(insight, again.difference)}, n = {again.n:,} against {again.n_other:,},"
        f" p {_probability(again.difference.p or 0)})"
    )
