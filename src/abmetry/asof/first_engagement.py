"""The first engagement ever of each account, as known at t."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.asof.relation import AsOf, Bounds
from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings, bounds: Bounds) -> Sequence[Step]:
    return [
        Step(
            "engagements_in_order",
            f"""
            select *, row_number() over (partition by account_id order by occurred_at, touch_id) as place
            from first_engagements
            where occurred_at < {bounds.t} and {bounds.visible()}
            """,
        ),
        Step(
            "first_ever",
            """
            select account_id, touch_id, source_table, occurred_at as first_engaged_at,
                occurred_local as first_engaged_local, occurred_is_date as first_engaged_is_date
            from engagements_in_order where place = 1
            """,
        ),
    ]


FIRST_ENGAGEMENT = AsOf(
    name="first_engagement",
    doc="The first engagement or response that an account ever had, as known at t.",
    columns=fact_columns(
        "account_id text: The account.",
        "touch_id text: The touch or response.",
        "source_table text: touches, or campaign_members for a response.",
        "first_engaged_at timestamp: When, UTC.",
        "first_engaged_local timestamp: When, wall clock.",
        "first_engaged_is_date boolean: The source gave a bare date.",
    ),
    reads=("first_engagements",),
    steps=_steps,
    table="source_table",
    key="touch_id",
    shows=("first_engaged_at",),
)
