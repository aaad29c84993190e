"""Entry cohorts of the funnel: how many of those who entered in a quarter ever came to each stage."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.answers.funnel import CohortStage, EntryCohort
from abmetry.answers.period_text import parse_period
from abmetry.web.stages import stage_name
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View


def cohort_table(view: View, cohorts: Sequence[EntryCohort]) -> Table:
    """The table, the newest cohort first; of what, the address says: ``of=previous``, else of all that entered."""
    words, of_previous = view.words, view.param("of") == "previous"
    stages = [stage.stage for stage in cohorts[0].stages]
    columns = [
        Column("entered", words.text("Entered in")),
        Column("accounts", words.text("Accounts"), numeric=True),
        *(Column(stage, stage_name(stage, words), numeric=True) for stage in stages),
    ]
    rows: list[list[Cell | str]] = [
        [
            _entered(view, cohort.entered),
            words.number(cohort.accounts, 0),
            *(_cell(view, stage, of_previous) for stage in cohort.stages),
        ]
        for cohort in reversed(cohorts)
    ]
    return Table(words.text("How far those who entered the funnel came"), columns, rows)


def _cell(view: View, stage: CohortStage, of_previous: bool) -> Cell:
    words = view.words
    rate = stage.from_previous if of_previous else stage.from_targets
    young = bool(stage.too_young)
    note = words.text("{n}, too young", n=stage.reached) if young else words.number(stage.reached, 0)
    return Cell(words.percent(rate), part=rate, note=note, tone="quiet" if young else "")


def _entered(view: View, label: str | None) -> str:
    if label is None:
        return view.words.text("From ever")
    bounds = parse_period(label, view.reader.analysis.calendar).bounds()
    return view.words.period(bounds["start"], bounds["end"])
