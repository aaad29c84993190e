"""Asking for lift: which KPIs, over which periods, and the accounts behind it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from abmetry.answers.ask import Asking
from abmetry.answers.calendar import GRAINS
from abmetry.answers.lift import LIFT, LiftAnswer, lifted_kpis
from abmetry.answers.needs import HELP
from abmetry.answers.period import Moment, now_utc
from abmetry.answers.period_text import choose_period, parse_instant
from abmetry.answers.plan import Plan
from abmetry.answers.question import Question
from abmetry.asof.relation import Frame
from abmetry.errors import Unanswerable, UsageError
from abmetry.kpis.catalogue import find
from abmetry.lang.message import message

if TYPE_CHECKING:
    from abmetry.answers.analysis import Analysis

UNEQUAL = 0.1


def lift(
    analysis: Analysis,
    question: Question,
    before: str | None = None,
    by_account: bool = False,
    now: datetime | None = None,
) -> LiftAnswer:
    """The lift of the KPIs that a question names; of none: of all.

    Args:
        analysis: The opened build.
        question: KPIs, scope and period.
        before: The period that a change is taken from; None: the same days a year or more before.
        by_account: List the accounts of every comparison too; of one KPI.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: The question is put wrongly.
        Unanswerable: No account was ever loaded.
    """
    if by_account and len(set(question.kpis)) != 1:
        raise UsageError(message("Name one KPI whose accounts are listed."))
    kpis = lifted_kpis((LIFT, *question.kpis))
    for kpi in map(find, question.kpis):
        if kpi not in kpis:
            raise UsageError(message("{kpi} tells of other KPIs and has no lift of its own.", kpi=kpi.id))
    plan = plan_lift(analysis, question, now)
    frame = _before(analysis, plan, before, now) if before else None
    with analysis.session(question) as engine:
        record = analysis.record
        asking = Asking(
            engine,
            analysis.workspace.settings,
            plan,
            frozenset(record.loaded),
            record.definition,
            record.id,
        )
        return asking.lifting(frame).lift(kpis, by_account=by_account)


def plan_lift(analysis: Analysis, question: Question, now: datetime | None) -> Plan:
    """The question resolved.

    Raises:
        UsageError: It is of another cohort, or split by more than time.
        Unanswerable: No account was ever loaded.
    """
    if question.cohort != "abm":
        raise UsageError(message("Lift sets accounts on a list beside those on none: it takes no --cohort."))
    if split := [by for by in question.by if by not in GRAINS]:
        raise UsageError(
            message("Lift cannot be split by {split}.", split=", ".join(split)),
            help=message("--where and --tier choose accounts."),
        )
    if "accounts" not in analysis.record.loaded:
        raise Unanswerable(message("abm_lift needs accounts, which were never loaded."), help=HELP)
    return analysis.plan(question, now, ())


def _before(analysis: Analysis, plan: Plan, text: str, now: datetime | None) -> Frame:
    """The period before that was asked for.

    Raises:
        UsageError: It is not over when the period begins, or is longer or shorter.
    """
    present = now or now_utc()
    if plan.question.as_of:
        present = min(present, parse_instant(plan.question.as_of, analysis.calendar, present))
    period = choose_period(text, None, None, analysis.calendar, present)
    moment = Moment.of(period, now=present)
    frame = Frame(1, moment.start_utc, moment.t_utc, moment.start_local, moment.t_local)
    for asked in plan.asked:
        length = asked.moment.t_local - asked.moment.start_local
        if moment.t_utc > asked.moment.start_utc:
            raise UsageError(
                message(
                    "The period before, {period}, is not over when {asked} begins.",
                    period=period.label,
                    asked=asked.moment.period.label,
                )
            )
        if abs((moment.t_local - moment.start_local) / length - 1) > UNEQUAL:
            raise UsageError(
                message(
                    "The period before, {period}, must be about as long as {asked}.",
                    period=period.label,
                    asked=asked.moment.period.label,
                )
            )
    return frame
