"""Quality rows: what a fact had to leave out, guess or repair, counted with a few keys to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from abmetry.engine.dialect import Dialect
from abmetry.steps.fact import Step, fact_columns

SAMPLE_SIZE = 5

QUALITY_COLUMNS = fact_columns(
    "check_name text: What was looked for.",
    "fact text: The fact that was looked at.",
    "rows integer: How many rows have it.",
    "detail text: What it means for the numbers, in one sentence.",
    "sample list: Up to five keys of such rows.",
)


@dataclass(frozen=True)
class Check:
    """One thing that is counted.

    Attributes:
        name: Its name.
        fact: The fact that it is about.
        key: SQL text expression that names a row.
        rows_sql: FROM item and WHERE clause of the rows that have it.
        detail: What it means, in one sentence.
    """

    name: str
    fact: str
    key: str
    rows_sql: str
    detail: str


def quality_steps(dialect: Dialect, checks: Sequence[Check]) -> list[Step]:
    """Steps that count the checks, one row for each that found something."""
    steps = [_check_step(dialect, check) for check in checks]
    union = "\nunion all\n".join(f"select * from {step.name} where rows > 0" for step in steps)
    return [*steps, Step("quality_rows", union)]


def _check_step(dialect: Dialect, check: Check) -> Step:
    sampled = f"case when place <= {SAMPLE_SIZE} then row_key end"
    return Step(
        f"check_{check.name}",
        f"""
        select
            {dialect.text(check.name)} as check_name, {dialect.text(check.fact)} as fact,
            count(*) as rows, {dialect.text(check.detail)} as detail,
            {dialect.json_list_of(sampled)} as sample
        from (
            select row_key, row_number() over (order by row_key) as place
            from (select cast({check.key} as string) as row_key from {check.rows_sql}) keyed
        ) numbered
        """,
    )
