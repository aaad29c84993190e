"""The periods that the scope bar offers, and the run of periods that a trend shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from abmetry.answers.analysis import Analysis
from abmetry.answers.calendar import Calendar, Grain
from abmetry.answers.period import Period, now_utc
from abmetry.answers.period_text import choose_period, parse_period
from abmetry.answers.question import Question
from abmetry.lang.words import Words

QUARTERS = 6
BEFORE = 7
OTHERS = ("this-quarter", "last-month", "this-month", "last-year", "this-year")


@dataclass(frozen=True)
class Offered:
    """A period that can be chosen: how an address writes it, how people do, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


def chosen_period(question: Question, calendar: Calendar) -> Period:
    """The period of a question.

    Raises:
        UsageError: It makes no sense.
    """
    return choose_period(question.period, question.start, question.end, calendar)


def told(period: Period, words: Words) -> str:
    """A period in words."""
    bounds = period.bounds()
    return words.period(bounds["start"], bounds["end"])


def offered_quarters(question: Question, calendar: Calendar, words: Words) -> list[Offered]:
    """The last complete quarters, the newest first."""
    period = parse_period("last-quarter", calendar)
    found = []
    for _ in range(QUARTERS):
        found.append(period)
        period = period.previous()
    return _offered([(one.label, one) for one in found], question, calendar, words)


def offered_others(question: Question, calendar: Calendar, words: Words) -> list[Offered]:
    """Other periods that are often wanted; what is chosen is among them, if it is no quarter that is offered."""
    return _offered([(text, parse_period(text, calendar)) for text in OTHERS], question, calendar, words)


def _offered(
    periods: list[tuple[str, Period]], question: Question, calendar: Calendar, words: Words
) -> list[Offered]:
    asked = chosen_period(question, calendar)
    custom = question.start is not None
    return [
        Offered(text, told(period, words), not custom and period.bounds() == asked.bounds())
        for text, period in periods
    ]


def trend_question(question: Question, analysis: Analysis, before: int = BEFORE) -> Question | None:
    """The same question about a run of periods that ends with its own; None where its period is no unit of time.

    Args:
        question: The question.
        analysis: The build.
        before: How many periods before its own.
    """
    period = chosen_period(question, analysis.calendar)
    grain: Grain | None = period.grain
    if grain is None:
        return None
    first = period
    for _ in range(before):
        first = first.previous()
    return replace(
        question,
        period=None,
        start=first.start_date.isoformat(),
        end=period.end_date.isoformat(),
        by=(grain,),
        compare="none",
    )


def today(calendar: Calendar) -> date:
    """The local day of the present."""
    return calendar.to_local(now_utc()).date()
