"""An insight as a sentence. It is associated, and never said to cause."""

from __future__ import annotations

from math import isinf

from abmetry.influence.insights.declared import Window
from abmetry.influence.insights.mining import Insight
from abmetry.lang.message import Listing, Message, Quantity, completed, message
from abmetry.stats.interval import Difference, Interval
from abmetry.workspace.settings import Settings

ASSOCIATED = message("Associated, not caused.")
_AGAIN = {
    "holds": message("it held in the last third of the time"),
    "does not hold": message("it did not hold in the last third of the time"),
    "too few to tell": message("the last third of the time is too little to tell"),
}
DOUBLE = 100.0


def sentence(insight: Insight, settings: Settings) -> Message:
    """What was found, how sure it is, and whether it held."""
    found = insight.found.difference
    who = _who(insight, settings)
    if found is None:
        return message(
            "{who}: too few to try (n = {n} against {n_other}).",
            who=who,
            n=insight.found.n,
            n_other=insight.found.n_other,
        )
    said, numbers = _said(insight, found), _numbers(insight, found)
    if not insight.is_found:
        return message("{who} {said}: no more than chance ({numbers}).", who=who, said=said, numbers=numbers)
    again = _again(insight)
    values = _values(insight, settings)
    if again and values:
        return message(
            "{who} {said}: {values} before adjustment ({numbers}); {again}. {associated}",
            who=who,
            said=said,
            values=values,
            numbers=numbers,
            again=again,
            associated=ASSOCIATED,
        )
    if again:
        return message(
            "{who} {said} ({numbers}); {again}. {associated}",
            who=who,
            said=said,
            numbers=numbers,
            again=again,
            associated=ASSOCIATED,
        )
    if values:
        return message(
            "{who} {said}: {values} before adjustment ({numbers}). {associated}",
            who=who,
            said=said,
            values=values,
            numbers=numbers,
            associated=ASSOCIATED,
        )
    return message(
        "{who} {said} ({numbers}). {associated}", who=who, said=said, numbers=numbers, associated=ASSOCIATED
    )


def when(insight: Insight, settings: Settings) -> Message:
    """The days in which a factor counts, as the sentence tells them."""
    window: Window = insight.factor.window
    rule = settings.insights
    if window == "early":
        return completed(insight.outcome.cases.early, days=rule.landmark_days)
    return completed(insight.outcome.cases.before, days=rule.lookback_days)


def _who(insight: Insight, settings: Settings) -> Message:
    low = message("{low} or fewer", low=_number(insight.low)) if insight.low else message("none")
    clause = completed(
        insight.factor.clause, when=when(insight, settings), high=_number(insight.high), low=low
    )
    return message("{subject} {clause}", subject=insight.outcome.cases.subject, clause=clause)


def _number(value: float | None) -> Quantity | str:
    return "?" if value is None else Quantity(value, "number", f"{value:,.4g}")


def _said(insight: Insight, found: Difference) -> Message:
    outcome = insight.outcome
    if isinf(found.value) and found.interval:
        return completed(outcome.times, x=message("at least {n}", n=_times(found.interval.low)))
    if _is_told_in_times(insight, found.value):
        times = 1 + found.value / 100
        return completed(outcome.times, x=Quantity(times, "number", f"{times:.1f}", places=1))
    words = outcome.more if found.value >= 0 else outcome.less
    return completed(words, x=_change(insight, abs(found.value)))


def _times(percent: float) -> Quantity:
    times = 1 + percent / 100
    return Quantity(times, "number", f"{times:.1f}", places=1)


def _is_told_in_times(insight: Insight, value: float) -> bool:
    return bool(insight.outcome.times) and insight.outcome.measured.unit == "percent" and value >= DOUBLE


def _change(insight: Insight, value: float) -> Quantity | Message:
    if insight.outcome.measured.unit == "percent":
        return Quantity(value, "percent", f"{_amount(value)} %", places=_places(value))
    return message("{n} points", n=Quantity(value, "number", _amount(value), places=_places(value)))


def _places(value: float) -> int:
    return 0 if abs(value) >= 10 else 1


def _amount(value: float) -> str:
    return f"{value:,.{_places(value)}f}"


def _end(value: float) -> Quantity:
    return Quantity(value, "number", _amount(value), places=_places(value))


def _values(insight: Insight, settings: Settings) -> Message | None:
    first, other = insight.found.value, insight.found.value_other
    if first is None or other is None:
        return None
    unit = insight.outcome.measured.value_unit
    if unit == "money":
        currency = settings.workspace.currency
        return message(
            "{first} against {other}",
            first=Quantity(first, unit, f"{first:,.0f}", currency),
            other=Quantity(other, unit, f"{other:,.0f} {currency}", currency),
        )
    return message("{first} against {other}", first=_value(first, unit), other=_value(other, unit))


def _value(value: float, unit: str) -> Quantity | Message:
    if unit == "percent":
        return Quantity(value, unit, f"{value:.3g} %")
    if unit == "days":
        return message("{n} days (median)", n=Quantity(value, "number", f"{value:.3g}"))
    return Quantity(value, "number", f"{value:+.0f}", places=0)


def _numbers(insight: Insight, found: Difference) -> Listing:
    parts: list[Message] = [_ends(insight, found.value, found.interval)] if found.interval else []
    parts.append(
        message(
            "n = {n} against {n_other} {cases}",
            n=insight.found.n,
            n_other=insight.found.n_other,
            cases=insight.outcome.cases.many,
        )
    )
    if insight.q is not None:
        parts.append(message("q {probability}", probability=_probability(insight.q)))
    return Listing(tuple(parts), ", ".join(parts), "commas")


def _ends(insight: Insight, value: float, interval: Interval) -> Message:
    level = 100 * interval.level
    told = Quantity(level, "percent", f"{level:.3g} %", places=0 if level == round(level) else 1)
    if isinf(value):
        return message("one-sided {level} interval from {low} times on", level=told, low=_times(interval.low))
    if _is_told_in_times(insight, value):
        low, high = 1 + interval.low / 100, 1 + interval.high / 100
        return message(
            "{level} interval {low} to {high} times",
            level=told,
            low=Quantity(low, "number", f"{low:.1f}", places=1),
            high=Quantity(high, "number", f"{high:.1f}", places=1),
        )
    low, high = (interval.low, interval.high) if value >= 0 else (-interval.high, -interval.low)
    if insight.outcome.measured.unit == "percent":
        return message("{level} interval {low} to {high} %", level=told, low=_end(low), high=_end(high))
    return message("{level} interval {low} to {high} points", level=told, low=_end(low), high=_end(high))


def _probability(value: float) -> Quantity | Message:
    if value < 0.001:
        return message("< 0.001")
    return message("= {p}", p=Quantity(value, "number", f"{value:.2g}", places=2 if value >= 0.01 else 3))


def _again(insight: Insight) -> Message | None:
    again, verdict = insight.again, _AGAIN.get(insight.status)
    if verdict is None or again is None or again.difference is None:
        return verdict
    return message(
        "{verdict} ({said}, n = {n} against {n_other}, p {probability})",
        verdict=verdict,
        said=_said(insight, again.difference),
        n=again.n,
        n_other=again.n_other,
        probability=_probability(again.difference.p or 0),
    )
