"""Stages of the account funnel, in words and as a table."""

from __future__ import annotations

from abmetry.answers.funnel import Funnel
from abmetry.lang.message import message
from abmetry.lang.words import Words
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View

STAGE_NAMES = {
    "target": message("Target"),
    "engaged": message("Engaged"),
    "opportunity": message("Opportunity"),
    "won": message("Won"),
    "retention": message("Retention"),
    "expansion": message("Expansion"),
    "aware": message("Aware"),
    "mqa": message("MQA"),
    "customer": message("Customer"),
    "qualified": message("Qualified"),
}


def stage_name(stage: str, words: Words) -> str:
    """The name of a stage for people."""
    known = STAGE_NAMES.get(stage)
    return words.text(known) if known else words.text(stage.replace("_", " ").capitalize())


def stages_table(view: View, funnel: Funnel) -> Table:
    """The six stages: how many stand at each, how many came so far, how long they stay."""
    words = view.words
    columns = (
        Column("stage", words.text("Stage")),
        Column("accounts", words.text("At this stage"), numeric=True),
        Column("reached", words.text("At it or beyond"), numeric=True),
        Column("previous", words.text("Of the stage before"), numeric=True),
        Column("targets", words.text("Of all targets"), numeric=True),
        Column("days", words.text("Median days"), numeric=True, hint=words.text("of stays that ended")),
        Column("open", words.text("Open stays"), numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            stage_name(stage.stage, words),
            words.number(stage.accounts, 0),
            Cell(words.number(stage.reached, 0), view.url(f"/funnel/{stage.stage}")),
            words.percent(stage.from_previous),
            words.percent(stage.from_targets),
            words.number(stage.times.median, 0),
            words.number(stage.times.n_open, 0),
        ]
        for stage in funnel.stages
    ]
    return Table(words.text("Accounts by stage"), columns, rows)
