"""Stays of deals in their stages: how long they last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from abmetry.engine.dialect import Dialect
from abmetry.influence.insights.declared import Bools, Cases, Columns, Given, Outcome, Span
from abmetry.influence.insights.measures import Length
from abmetry.lang.message import message
from abmetry.steps.fact import Step
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, span: Span) -> Sequence[Step]:
    del dialect, settings
    return [
        Step(
            "stays",
            f"""
            select concat(opportunity_id, ' ', stage, ' ', cast(entered_at as string)) as case_id, opportunity_id,
                account_id, entered_at as happened_at, entered_at as before_to,
                cast(null as timestamp) as early_to, stage,
                case when is_present then days_so_far else days end as days,
                case when is_present then 0 else 1 end as ended
            from asof_stage_stays
            where type = 'new_business' and entered_at >= {span.start} and account_id is not null
                and case when is_present then days_so_far else days end > 0
            """,
        )
    ]


STAYS = Cases(
    name="stays",
    subject=message("Deals whose account"),
    before=message("in the {days} days before the deal came there"),
    early="",
    many=message("stays"),
    upon=("stage_stays",),
    steps=_steps,
)


def _in(stage: str) -> Callable[[Columns], Bools]:
    def told_of(columns: Columns) -> Bools:
        return np.asarray(columns["stage"] == stage)

    return told_of


def outcomes(given: Given) -> Sequence[Outcome]:
    """The stay in each open stage."""
    return tuple(
        Outcome(
            f"stay in {stage}", message("Stay in {stage}", stage=stage), "stages", STAYS,
            Length("days", "ended"), _in(stage),
            message("stayed {x} longer in "
                    "{stage}", stage=stage), message("stayed {x} shorter in {stage}", stage=stage),
            message("stayed {x} times as long in {stage}", stage=stage),
        )
        for stage in given.stages
    )  # fmt: skip
