"""Stays of deals in their stages."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    zone = settings.workspace.timezone
    return [
        Step(
            "followed",
            """
            select *, lag(stage_key) over (partition by opportunity_id order by place) as stage_before
            from stage_entries
            """,
        ),
        Step(
            "entries",
            """
            select *, lead(entered_at) over (partition by opportunity_id order by place) as left_at,
                lead(entered_is_date) over (partition by opportunity_id order by place) as left_is_date
            from followed
            where stage_before is null or stage_before <> stage_key
            """,
        ),
        Step(
            "stage_stays",
            f"""
            select e.opportunity_id, o.account_id, o.type, e.stage, e.entered_at,
                {dialect.local_time("e.entered_at", zone)} as entered_local, e.entered_is_date,
                e.left_at, {dialect.local_time("e.left_at", zone)} as left_local, e.left_is_date
            from entries e
            join opportunities o on o.opportunity_id = e.opportunity_id
            where e.status = 'open'
            """,
        ),
    ]


FACT = Fact(
    name="stage_stays",
    doc="A stay of a deal in an open stage; consecutive rows of one stage are one stay, a stage that is"
    " re-entered has two.",
    columns=fact_columns(
        "opportunity_id text: The deal.",
        "account_id text: The account it belongs to; null: none.",
        "type text: new_business, renewal or expansion.",
        "stage text: The stage.",
        "entered_at timestamp: When the stay began, UTC.",
        "entered_local timestamp: When it began, wall clock.",
        "entered_is_date boolean: The source gave a bare date.",
        "left_at timestamp: When it ended, UTC; null: it lasts.",
        "left_local timestamp: When it ended, wall clock.",
        "left_is_date boolean: The source gave a bare date; null: it lasts.",
    ),
    reads=("stage_entries", "opportunities"),
    steps=_steps,
)
