"""Entry cohorts of the funnel: how many of those who entered in a quarter ever came to each stage."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.answers.funnel import CohortStage, EntryCohort
from abmetry.answers.period_text import parse_period
from abmetry.web.stages import stage_name
from abmetry.web.table import Cell, Column, Table, step_of
from abmetry.web.view import View


def cohort_table(view: View, cohorts: Sequence[EntryCohort]) -> Table:
    """The table, the newest cohort first; of what, the address says: ``of=previous``, else of all that entered.

    Each stage is tinted by itself, from its lowest share to its highest.
    """
    words, of_previous = view.words, view.param("of") == "previous"
    stages = [stage.stage for stage in cohorts[0].stages]
    columns = [
        Column("entered", words.text("Entered in")),
        Column("accounts", words.text("Accounts"), numeric=True),
        *(Column(stage, stage_name(stage, words), numeric=True) for stage in stages),
    ]
    most = [_most(cohorts, place, of_previous) for place in range(len(stages))]
    rows: list[list[Cell | str]] = [
        [
            _entered(view, cohort.entered),
            words.number(cohort.accounts, 0),
            *(_cell(view, stage, of_previous, most[place]) for place, stage in enumerate(cohort.stages)),
        ]
        for cohort in reversed(cohorts)
    ]
    return Table(words.text("How far those who entered the funnel came"), columns, rows)


def _most(cohorts: Sequence[EntryCohort], place: int, of_previous: bool) -> float | None:
    """The highest share of a stage among cohorts that are old enough; None where they do not differ."""
    grown = [one.stages[place] for one in cohorts if not one.stages[place].too_young]
    rates = [rate for one in grown if (rate := _rate(one, of_previous)) is not None]
    return max(rates) if len(set(rates)) > 1 else None


def _rate(stage: CohortStage, of_previous: bool) -> float | None:
    return stage.from_previous if of_previous else stage.from_targets


def _cell(view: View, stage: CohortStage, of_previous: bool, most: float | None) -> Cell:
    words, rate = view.words, _rate(stage, of_previous)
    if stage.too_young:
        return Cell(words.percent(rate), note=words.text("{n}, too young", n=stage.reached), tone="quiet")
    return Cell(words.percent(rate), note=words.number(stage.reached, 0), step=step_of(rate, most))


def _entered(view: View, label: str | None) -> str:
    if label is None:
        return view.words.text("From ever")
    bounds = parse_period(label, view.reader.analysis.calendar).bounds()
    return view.words.period(bounds["start"], bounds["end"])
