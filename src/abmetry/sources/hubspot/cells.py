"""Cells as HubSpot writes them: several ids in one, a stage with its pipeline, durations."""

from __future__ import annotations

from abmetry.sources.rule import Row

COMPANIES = (
    "Associated Company IDs (Primary)",
    "Primary Associated Company ID",
    "associatedcompanyid",
    "Associated Company IDs",
    "Associated Company ID",
)
CONTACTS = ("Associated Contact IDs", "Associated Contact ID")


def first_id_sql(row: Row, *columns: str) -> str:
    """The first id of the first filled of some columns; ids are separated by ``;`` or ``,``."""
    found = row.dialect.regexp_part(row.first(*columns), r"^\s*[;,]*\s*([^;,]*[^;,\s])", 1)
    return f"nullif({found}, '')"


def ids_sql(row: Row, *columns: str) -> str:
    """The ids of the first filled of some columns as a JSON text list."""
    return row.dialect.list_json(f"replace({row.first(*columns)}, ',', ';')")


def stage_sql(row: Row) -> str:
    """A deal's stage without the pipeline's name, which HubSpot adds in brackets where there are several."""
    return without_pipeline_sql(row, row.first("Deal Stage", "dealstage"))


def without_pipeline_sql(row: Row, stage: str) -> str:
    """A stage's name without ``(Pipeline)`` at its end, if that is the pipeline of the deal."""
    ending = f"' (' || {row.first('Pipeline')} || ')'"
    is_ending = f"coalesce(lower(right({stage}, length({ending}))) = lower({ending}), false)"
    return f"case when {is_ending} then left({stage}, length({stage}) - length({ending})) else {stage} end"


def seconds_sql(row: Row, *columns: str) -> str:
    """A duration in seconds: HH:MM:SS or MM:SS, else milliseconds."""
    text = row.first(*columns)
    clock = r"^(?:(\d+):)?(\d+):(\d{2})$"
    part = [f"cast(nullif({row.dialect.regexp_part(text, clock, n)}, '') as double)" for n in (1, 2, 3)]
    number = row.dialect.try_cast(text, "double")
    return (
        f"case when {row.dialect.regexp_matches(text, clock)}"
        f" then cast(coalesce({part[0]}, 0) * 3600 + {part[1]} * 60 + {part[2]} as varchar)"
        f" else coalesce(cast({number} / 1000.0 as varchar), {text}) end"
    )
