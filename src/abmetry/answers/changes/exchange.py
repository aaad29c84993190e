"""Which accounts a count gained and lost since the period before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from abmetry.answers.analysis import Analysis
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable


@dataclass(frozen=True)
class Exchange:
    """The accounts behind a number in a period and in the one before it.

    Attributes:
        kpi: Id of the KPI.
        came: Accounts that count in the period and did not in the one before.
        went: Accounts that counted in the one before and no longer do.
        stayed: How many count in both.
    """

    kpi: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    stayed: int


def exchange(analysis: Analysis, question: Question, before: tuple[date, date]) -> Exchange:
    """The accounts that one KPI gained and lost between two periods, each seen at its own end.

    Args:
        analysis: The build.
        question: One KPI whose numerator counts accounts, its scope and period.
        before: First day of the period before, and the day after its last.
    """
    now = _accounts(analysis, question)
    start, end = (day.isoformat() for day in before)
    then = _accounts(analysis, replace(question, period=None, start=start, end=end, as_of=None))
    return Exchange(
        question.kpis[0],
        tuple(account for account in now if account not in then),
        tuple(account for account in then if account not in now),
        sum(account in then for account in now),
    )


def _accounts(analysis: Analysis, question: Question) -> dict[str, None]:
    """The accounts of the numerator, each once, in the order of the evidence."""
    try:
        rows = analysis.evidence(replace(question, compare="none")).rows
    except Unanswerable:
        return {}
    return dict.fromkeys(str(row["account_id"]) for row in rows)
