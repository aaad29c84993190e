"""What the stages of deals mean: as the workspace says, else as the deals that stand in them do."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def stage_key_sql(stage: str) -> str:
    """A stage's name without surrounding space and case, by which names are compared."""
    return f"lower(trim({stage}))"


def row_status_sql(is_won: str, is_closed: str) -> str:
    """The status that a deal's own marks give; null where it has none."""
    return (
        f"(case when {is_won} then 'won' when {is_closed} then 'lost'"
        f" when coalesce({is_won}, {is_closed}) is not null then 'open' end)"
    )


def _configured_sql(dialect: Dialect, settings: Settings) -> str:
    nothing = (
        "select '' as stage_key, '' as stage, '' as status, cast(null as double) as stage_order,"
        " cast(null as double) as probability where 1 = 0"
    )
    rows = [nothing]
    by_key = {name.strip().lower(): (name.strip(), stage) for name, stage in settings.stages.items()}
    for key, (name, stage) in by_key.items():
        status = "won" if stage.won else "lost" if stage.lost else "open"
        probability = stage.probability
        if probability is None and status != "open":
            probability = 1.0 if stage.won else 0.0
        rows.append(
            f"select {dialect.text(key)}, {dialect.text(name)}, '{status}', cast({_number_sql(stage.order)} as double),"
            f" cast({_number_sql(probability)} as double)"
        )
    return "\nunion all\n".join(rows)


def _number_sql(value: float | None) -> str:
    return "null" if value is None else repr(float(value))


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return [
        Step("configured", _configured_sql(dialect, settings)),
        Step(
            "stage_words",
            f"""
            select {stage_key_sql("stage")} as stage_key, trim(stage) as stage,
                {row_status_sql("is_won", "is_closed")} as row_status
            from model_opportunities
            union all
            select {stage_key_sql("stage")}, trim(stage), cast(null as string)
            from model_opportunity_stages
            """,
        ),
        Step(
            "stage_rows",
            """
            select stage_key, min(stage) as stage, count(row_status) as marked,
                sum(case when row_status = 'won' then 1 else 0 end) as won,
                sum(case when row_status = 'lost' then 1 else 0 end) as lost
            from stage_words
            where stage_key is not null
            group by stage_key
            """,
        ),
        Step(
            "stages",
            """
            select r.stage_key, coalesce(c.stage, r.stage) as stage, c.status as configured_status,
                case when 2 * r.won > r.marked then 'won'
                    when 2 * (r.won + r.lost) > r.marked then 'lost'
                    when r.marked > 0 then 'open' end as rows_status,
                c.stage_order, c.probability,
                r.won + r.lost > 0 and r.won < r.marked and r.lost < r.marked as is_mixed
            from stage_rows r
            left join configured c on c.stage_key = r.stage_key
            """,
        ),
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return quality_steps(
        dialect,
        [
            Check(
                "stage_of_mixed_meaning",
                "opportunities",
                "stage",
                "stages where configured_status is null and is_mixed",
                "Deals in this stage are marked differently (open, won, lost) and [stages] does not say what it"
                " means: each deal's own mark decides, the majority's for deals that only passed through.",
            )
        ],
    )


FACT = Fact(
    name="stages",
    doc="A stage that a deal stands in or passed through.",
    columns=fact_columns(
        "stage_key text: Its name, trimmed and in lower case.",
        "stage text: Its name as configured, else as the deals write it.",
        "configured_status text: open, won or lost by the settings; null: not configured.",
        "rows_status text: What most deals that stand in it are marked as; null: none is marked.",
        "stage_order number: Its place among the stages, low first; null: not configured.",
        "probability number: Probability of being won; null: not configured.",
        "is_mixed boolean: Deals that stand in it are marked differently.",
    ),
    reads=("model_opportunities", "model_opportunity_stages"),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_stages",
    doc="Stages whose meaning is unclear.",
    columns=QUALITY_COLUMNS,
    reads=("stages",),
    steps=_quality,
)
