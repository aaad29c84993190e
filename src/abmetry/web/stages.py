"""Stages of the account funnel, in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.answers.funnel import FunnelStage
from abmetry.charts.look import capital
from abmetry.lang.words import Words
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View


def stage_name(stage: str, words: Words) -> str:
    """The name of a stage for people."""
    return capital(words.text(stage))


def stages_table(view: View, stages: Sequence[FunnelStage], *, linked: bool = True) -> Table:
    """The six stages: how many stand at each, and how many came so far."""
    words = view.words
    columns = (
        Column("stage", words.text("Stage")),
        Column("accounts", words.text("At this stage"), numeric=True),
        Column("reached", words.text("At it or beyond"), numeric=True),
        Column("previous", words.text("Of the stage before"), numeric=True),
        Column("targets", words.text("Of all targets"), numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            stage_name(stage.stage, words),
            words.number(stage.accounts, 0),
            Cell(words.number(stage.reached, 0), view.url(f"/funnel/{stage.stage}") if linked else ""),
            words.percent(stage.from_previous),
            words.percent(stage.from_targets),
        ]
        for stage in stages
    ]
    return Table(words.text("Accounts by stage"), columns, rows)


def times_table(view: View, stages: Sequence[FunnelStage]) -> Table:
    """How long accounts stay at each stage."""
    words = view.words
    columns = (
        Column("stage", words.text("Stage")),
        Column("median", words.text("Median days"), numeric=True),
        Column("middle", words.text("Middle half"), numeric=True, hint=words.text("days")),
        Column("censored", words.text("Median with open stays"), numeric=True, hint=words.text("days")),
        Column("n", words.text("Stays that ended"), numeric=True),
        Column("open", words.text("Open stays"), numeric=True),
    )
    longest = max((stage.times.median or 0 for stage in stages), default=0)
    rows: list[list[Cell | str]] = [
        [
            stage_name(stage.stage, words),
            Cell(words.number(stage.times.median, 0), part=_part(stage.times.median, longest)),
            words.interval(stage.times.p25, stage.times.p75, "count") or words.number(None),
            words.number(stage.times.censored_median, 0),
            words.number(stage.times.n, 0),
            words.number(stage.times.n_open, 0),
        ]
        for stage in stages
    ]
    return Table(words.text("How long accounts stay at a stage"), columns, rows)


def _part(value: float | None, most: float) -> float | None:
    return None if value is None or not most else round(100 * value / most, 1)
