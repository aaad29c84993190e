"""The stage history of deals, in order, each row with what its stage means."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.facts.stages import row_status_sql, stage_key_sql
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        Step(
            "present_stages",
            f"""
            select opportunity_id, {stage_key_sql("stage")} as stage_key,
                {row_status_sql("is_won", "is_closed")} as row_status
            from model_opportunities
            """,
        ),
        Step(
            "meant",
            f"""
            select h.opportunity_id, h.entered_at, coalesce(h.entered_at_is_date, false) as entered_is_date,
                h.amount, s.stage_key, s.stage, s.stage_order, s.probability,
                coalesce(p.stage_key = s.stage_key, false) as is_present,
                coalesce(
                    s.configured_status, case when p.stage_key = s.stage_key then p.row_status end,
                    s.rows_status, 'open'
                ) as status
            from model_opportunity_stages h
            join present_stages p on p.opportunity_id = h.opportunity_id
            join stages s on s.stage_key = {stage_key_sql("h.stage")}
            """,
        ),
        Step(
            "stage_entries",
            """
            select *, row_number() over (
                partition by opportunity_id
                order by entered_at, case when status = 'open' then 0 else 1 end,
                    case when stage_order is null then 0 else 1 end, stage_order,
                    case when is_present then 1 else 0 end, stage_key, amount
            ) as place
            from meant
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    last = (
        "(select opportunity_id, status, row_number() over (partition by opportunity_id order by place desc)"
        " as from_end from stage_entries) e"
    )
    marked = row_status_sql("o.is_won", "o.is_closed")
    return quality_steps(
        dialect,
        [
            Check(
                "stage_history_without_opportunity",
                "stage_entries",
                "h.opportunity_id",
                "model_opportunity_stages h left join model_opportunities o"
                " on o.opportunity_id = h.opportunity_id where o.opportunity_id is null",
                "Rows of stage history whose deal is not known are left out until it arrives.",
            ),
            Check(
                "stage_history_disagrees_with_row",
                "stage_entries",
                "e.opportunity_id",
                f"{last} join model_opportunities o on o.opportunity_id = e.opportunity_id"
                f" where e.from_end = 1 and {marked} <> e.status",
                "The deal's row is marked otherwise than the last row of its stage history: the history decides.",
            ),
        ],
    )


FACT = Fact(
    name="stage_entries",
    internal=True,
    doc="A row of a deal's stage history. Rows of one instant are ordered: open before closed stages, then by"
    " the configured order, then the stage in which the deal now stands last.",
    columns=fact_columns(
        "opportunity_id text: The deal.",
        "place integer: Its place in the history, from 1.",
        "entered_at timestamp: When the stage was entered, UTC.",
        "entered_is_date boolean: The source gave a bare date.",
        "stage_key text: The stage, trimmed and in lower case.",
        "stage text: The stage.",
        "stage_order number: The stage's place among the stages.",
        "probability number: Probability of the stage being won.",
        "status text: open, won or lost.",
        "amount number: Amount from then on, in the deal's currency; null: not said.",
    ),
    reads=("model_opportunities", "model_opportunity_stages", "stages"),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_stage_entries",
    doc="Stage history that does not fit the deals.",
    columns=QUALITY_COLUMNS,
    reads=("model_opportunities", "model_opportunity_stages", "stage_entries"),
    steps=_quality,
)
