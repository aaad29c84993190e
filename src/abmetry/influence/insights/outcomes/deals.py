"""Deals of new business: whether they are won, how long they take, how big they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from abmetry.engine.dialect import Dialect
from abmetry.influence.insights.declared import Bools, Cases, Columns, Given, Outcome, Span
from abmetry.influence.insights.measures import Length, Share, Size
from abmetry.lang.message import message
from abmetry.stats.survival import kaplan_meier
from abmetry.steps.fact import Step
from abmetry.workspace.settings import Settings

NEARLY_ALL = 0.9
"""Wins and amounts are told of deals so old that this share has closed by that age."""


def _steps(dialect: Dialect, settings: Settings, span: Span) -> Sequence[Step]:
    return [
        Step(
            "deals",
            f"""
            select opportunity_id as case_id, opportunity_id, account_id, created_at as happened_at,
                created_at as before_to, {dialect.add_days("created_at", settings.insights.landmark_days)} as early_to,
                case when status = 'open' then open_days else velocity_days end as days,
                case when status = 'open' then 0 else 1 end as closed,
                case when status = 'won' then 1 else 0 end as won, amount,
                {dialect.days_between("created_at", span.t)} as age
            from asof_opportunities
            where is_new_business and created_at >= {span.start} and account_id is not null
                and case when status = 'open' then open_days else velocity_days end is not null
            """,
        )
    ]


DEALS = Cases(
    name="deals",
    subject=message("Deals whose account"),
    before=message("in the {days} days before the deal was created"),
    early=message("in the deal's first {days} days"),
    many=message("deals"),
    upon=("opportunities",),
    steps=_steps,
)


def old_enough(columns: Columns) -> Bools:
    """The deals of an age by which nearly all deals have closed: of younger ones the quick ones alone would be told."""
    curve = kaplan_meier(columns["days"], columns["closed"] > 0)
    age = (curve.quantile(NEARLY_ALL) if curve else None) or (curve.last if curve else 0.0)
    return np.asarray(columns["age"] >= age)


def _lasting(columns: Columns) -> Bools:
    return np.asarray(columns["days"] > 0)


def _closed(columns: Columns) -> Bools:
    return old_enough(columns) & (columns["closed"] > 0)


def _won(columns: Columns) -> Bools:
    return old_enough(columns) & (columns["won"] > 0) & (columns["amount"] > 0)


def outcomes(given: Given) -> Sequence[Outcome]:
    """Win, cycle and size."""
    del given
    return (
        Outcome(
            "win", message("Win rate"), "deals", DEALS, Share("won"), _closed,
            message("were won {x} more often"), message("were won {x} less often"),
        ),
        Outcome(
            "cycle", message("Cycle length"), "deals", DEALS, Length("days", "closed"), _lasting,
            message("took {x} longer to "
                    "close"), message("closed {x} sooner"), message("took {x} times as long to close"),
        ),
        Outcome(
            "deal_size", message("Deal size"), "deals", DEALS, Size("amount"), _won,
            message("were {x} bigger when "
                    "won"), message("were {x} smaller when won"), message("were {x} times as big when won"),
        ),
    )  # fmt: skip
