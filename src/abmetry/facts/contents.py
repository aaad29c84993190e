"""What was made for an account or a segment."""

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Fact, Step, fact_columns
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps
from abmetry.workspace.settings import Settings


def _steps(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    zone = settings.workspace.timezone
    return [
        Step(
            "contents",
            f"""
            select content_id, name, account_id, nullif(trim(segment), '') as segment, live_from, live_to,
                {dialect.utc_time("cast(live_from as timestamp)", zone)} as live_from_at,
                {dialect.utc_time("cast(live_to as timestamp)", zone)} as live_to_at
            from model_contents
            """,
        )
    ]


def _quality(dialect: Dialect, settings: Settings) -> Sequence[Step]:
    return quality_steps(
        dialect,
        [
            Check(
                "content_for_nobody",
                "contents",
                "content_id",
                "contents where account_id is null and segment is null",
                "The content names neither an account nor a segment: it counts for none.",
            ),
            Check(
                "content_of_unknown_account",
                "contents",
                "c.content_id",
                "contents c left join accounts a on a.account_id = c.account_id"
                " where c.account_id is not null and a.account_id is null",
                "The account that the content was made for is not known; it counts when the account arrives.",
            ),
            Check(
                "content_ends_before_start",
                "contents",
                "content_id",
                "contents where live_to <= live_from",
                "The content ends before it begins: it never is live.",
            ),
        ],
    )


FACT = Fact(
    name="contents",
    doc="A content made for an account or a segment.",
    columns=fact_columns(
        "content_id text: The content.",
        "name text: Its name.",
        "account_id text: The account it was made for.",
        "segment text: The segment it was made for.",
        "live_from date: First day live; null: unbounded.",
        "live_to date: First day no longer live; null: unbounded.",
        "live_from_at timestamp: Local midnight of the first day, UTC; null: unbounded.",
        "live_to_at timestamp: Local midnight of the first day no longer live, UTC; null: unbounded.",
    ),
    reads=("model_contents",),
    steps=_steps,
)

QUALITY = Fact(
    name="quality_contents",
    doc="Contents that could not be placed.",
    columns=QUALITY_COLUMNS,
    reads=("contents", "accounts"),
    steps=_quality,
)
