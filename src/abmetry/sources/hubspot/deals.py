"""What a deal's one row says of many: stages entered, contacts, companies."""

from __future__ import annotations

import re
from dataclasses import replace

from abmetry.sources.cell import text_sql
from abmetry.sources.extract import RawFile
from abmetry.sources.hubspot.cells import (
    COMPANIES,
    CONTACTS,
    first_id_sql,
    ids_sql,
    stage_sql,
    without_pipeline_sql,
)
from abmetry.sources.hubspot.closed import CLOSE, closed_sql
from abmetry.sources.reader import Reader
from abmetry.sources.rule import Row

_ENTERED = (
    re.compile(r"""date entered ['"“‘](?P<stage>.+)['"”’]( \(.*\))?""", re.IGNORECASE),
    re.compile(r"hs_(v2_)?date_entered_(?P<stage>.+)", re.IGNORECASE),
)


def entered_stage(column: str) -> str | None:
    """The stage of a column that says when deals entered it; None: it is no such column."""
    for pattern in _ENTERED:
        if match := pattern.fullmatch(column.strip()):
            return match["stage"].strip()
    return None


def deal_files(reader: Reader, deals: RawFile) -> dict[str, RawFile]:
    """Files derived from one of deals: `stages entered`, `contacts of deals`, `companies of deals`."""
    row = Row(deals, reader.engine.dialect)
    parts = {
        "stages entered": (_stages_sql(reader, row), ("Record ID", "Stage", "Date entered")),
        "contacts of deals": (_contacts_sql(row), ("Record ID", "Contact", "Role")),
        "companies of deals": (_companies_sql(row), ("Record ID", "Company", "Primary")),
    }
    found = {}
    for number, (name, (sql, columns)) in enumerate(parts.items()):
        if sql is not None:
            relation = f"{deals.relation}_{number}"
            reader.engine.create_view(relation, sql)
            rows = reader.engine.value(f"select count(*) from {relation}")
            found[name] = replace(
                deals, relation=relation, columns=columns, rows=rows, rejected=type(deals.rejected)()
            )
    return found


def _id_sql(row: Row) -> str:
    return f'{row.first("Record ID", "hs_object_id")} as "Record ID"'


def _from_sql(row: Row) -> str:
    return f"from {row.dialect.identifier(row.file.relation)} as raw"


def _stages_sql(reader: Reader, row: Row) -> str | None:
    columns = {column: stage for column in row.file.columns if (stage := entered_stage(column))}
    if columns and not row.has("Pipeline"):
        columns = _without_pipelines(reader, row, columns)
    parts = []
    for column, stage in columns.items():
        entered = text_sql(row.dialect, column)
        named = without_pipeline_sql(row, row.dialect.text(stage))
        parts.append(
            f'select raw._line, {_id_sql(row)}, {named} as "Stage", {entered} as "Date entered" {_from_sql(row)}'
            f" where {entered} is not null"
        )
    if not parts:
        return None
    entered = " union all ".join(parts)
    return f"""
        with entered as ({entered})
        select * from entered
        union all
        select d._line, d."Record ID", d."Stage", d.closed from ({_closes_sql(row)}) as d
        where d."Record ID" in (select "Record ID" from entered) and not exists (
            select 1 from entered as e where e."Record ID" = d."Record ID" and lower(e."Stage") = lower(d."Stage"))
    """


def _without_pipelines(reader: Reader, row: Row, columns: dict[str, str]) -> dict[str, str]:
    """The stages of columns by the names that the deals' own stages have, where the file does not tell pipelines."""
    found = reader.engine.query(f"select distinct lower({stage_sql(row)}) as stage {_from_sql(row)}")
    known = set(found.column("stage").to_pylist())
    bare = {column: re.sub(r"\s*\([^()]*\)$", "", stage) for column, stage in columns.items()}
    return {
        column: bare[column] if stage.lower() not in known and bare[column].lower() in known else stage
        for column, stage in columns.items()
    }


def _closes_sql(row: Row) -> str:
    """Closed deals with their stage and close: what stands for the date of a closed stage that is not exported."""
    return (
        f'select raw._line, {_id_sql(row)}, {stage_sql(row)} as "Stage", {row.first(*CLOSE)} as closed {_from_sql(row)}'
        f" where {closed_sql(row)} and {row.first(*CLOSE)} is not null"
    )


def _contacts_sql(row: Row) -> str | None:
    if not row.has(*CONTACTS):
        return None
    listed = f"(select raw._line, {_id_sql(row)}, {ids_sql(row, *CONTACTS)} as ids {_from_sql(row)}) as deals"
    return (
        'select _line, "Record ID", contact.value as "Contact", cast(null as varchar) as "Role"'
        f" from {row.dialect.unnest_json_list(listed, 'deals.ids', 'contact')}"
    )


def _companies_sql(row: Row) -> str | None:
    every = [name for name in COMPANIES if "IDs" in name and "Primary" not in name]
    if not row.has(*every):
        return None
    listed = (
        f"(select raw._line, {_id_sql(row)}, {first_id_sql(row, *COMPANIES)} as first_id,"
        f" {ids_sql(row, *every)} as ids {_from_sql(row)} where {row.first(*every)} like '%;%') as deals"
    )
    return (
        'select _line, "Record ID", company.value as "Company",'
        " case when company.value = first_id then 'true' else 'false' end as \"Primary\""
        f" from {row.dialect.unnest_json_list(listed, 'deals.ids', 'company')}"
    )
