"""Conversion by the quarter in which accounts entered."""

from __future__ import annotations

from datetime import date

from abmetry.answers.funnel import CohortStage, EntryCohort
from abmetry.charts.look import capital
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.look_back import months_before
from abmetry.report.pack import Cell, Slide, Table, Tone

SHOWN = 9
_STEPS: tuple[tuple[float, Tone], ...] = (
    (75, "step-6"),
    (50, "step-5"),
    (25, "step-4"),
    (10, "step-3"),
    (0, "step-2"),
)


def cohorts(answered: Answered, words: Words) -> Slide | None:
    """A table of entry cohorts, the share of each that ever came so far; None where there are none."""
    funnel = answered.funnel
    known = [cohort for cohort in (funnel.cohorts if funnel else ()) if cohort.entered is not None]
    shown = known[-SHOWN:]
    if not shown:
        return None
    names = [capital(words.text(stage.stage)) for stage in shown[0].stages]
    heads = (words.text("Entered in"), words.text("Accounts"), *names)
    return Slide(
        layout="table",
        title=_title(shown, answered, words),
        lede=words.text(
            "Share of the accounts that entered in a quarter and ever came to a stage or beyond. Pale cells: "
            "the cohort is too young to tell."
        ),
        table=Table(heads, tuple(_row(cohort, answered, words) for cohort in shown), (1.5, 1, *([1.25] * 5))),
    )


def entered_said(entered: str, answered: Answered, words: Words) -> str:
    """``2026-Q3`` as the language writes it."""
    year, quarter = entered.split("-Q")
    starts = answered.analysis.workspace.settings.workspace.fiscal_year_starts
    first = date(int(year) - (starts > 1), starts, 1)
    start = months_before(first, -3 * (int(quarter) - 1))
    return words.period(start, months_before(start, -3), short=True)


def _title(shown: list[EntryCohort], answered: Answered, words: Words) -> str:
    for cohort in reversed(shown):
        stage = next((one for one in cohort.stages if one.stage == "opportunity"), None)
        if stage and stage.too_young is False and cohort.entered:
            return words.plural(
                "{came} of the {n} account that entered in {period} came to an opportunity",
                "{came} of the {n} accounts that entered in {period} came to an opportunity",
                cohort.accounts,
                came=stage.reached,
                period=entered_said(cohort.entered, answered, words),
            )
    return words.text("No cohort is old enough yet to tell how many come to an opportunity")


def _row(cohort: EntryCohort, answered: Answered, words: Words) -> tuple[Cell, ...]:
    assert cohort.entered is not None
    return (
        Cell(entered_said(cohort.entered, answered, words), "head"),
        Cell(words.number(cohort.accounts), "muted"),
        *(_cell(stage, words) for stage in cohort.stages),
    )


def _cell(stage: CohortStage, words: Words) -> Cell:
    share = words.percent(stage.from_targets)
    if stage.from_targets is None or stage.too_young or stage.too_young is None:
        return Cell(share, "muted")
    return Cell(share, next((tone for least, tone in _STEPS if stage.from_targets >= least), "step-1"))
