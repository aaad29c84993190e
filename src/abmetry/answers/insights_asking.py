"""Asking for insights."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from abmetry.answers.insights import INSIGHTS, Insights, find_insights
from abmetry.answers.needs import HELP, alternatives
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable, UsageError
from abmetry.kpis.catalogue import find
from abmetry.lang.message import message

if TYPE_CHECKING:
    from abmetry.answers.analysis import Analysis


def insights(analysis: Analysis, question: Question, now: datetime | None = None) -> Insights:
    """What goes with what.

    Args:
        analysis: The opened build.
        question: Scope and period: the time whose deals, months, contracts and answers are looked at; without one, the
            years before t that the settings say.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: The question is put wrongly, or split.
        Unanswerable: Nothing that something could have come of was ever loaded, or the period had not begun.
    """
    if question.by:
        raise UsageError(
            message("Insights cannot be split."),
            help=message("--where and --list choose accounts, --period the time."),
        )
    if lacking := find(INSIGHTS).lacking(analysis.record.loaded):
        raise Unanswerable(
            message("insights needs {lacking}, which were never loaded.", lacking=alternatives(lacking)),
            help=HELP,
        )
    plan = analysis.plan(replace(question, kpis=()), now, ())
    asked = plan.asked[0]
    if asked.frame is None:
        raise Unanswerable(message("The period had not begun at the instant asked for."))
    record = analysis.record
    with analysis.session(question) as engine:
        frame = next(frame for frame in plan.frames if frame.index == asked.frame)
        marks = (record.definition, record.id)
        return find_insights(engine, analysis.workspace.settings, plan, asked, frame, marks)
