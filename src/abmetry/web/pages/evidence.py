"""The rows behind a number, page by page, and as files."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from abmetry.access.personal import without_personal
from abmetry.access.roles import Right
from abmetry.answers.evidence import Evidence, Part
from abmetry.answers.flat import flatten
from abmetry.answers.written import csv_bytes, parquet_bytes
from abmetry.errors import UsageError
from abmetry.kpis.catalogue import find
from abmetry.web.audited import audit
from abmetry.web.evidence_table import evidence_table
from abmetry.web.table import Paged
from abmetry.web.view import View, Viewed

SIZE = 50
DEEPEST = 100
KINDS = {
    "csv": ("text/csv; charset=utf-8", csv_bytes),
    "parquet": ("application/vnd.apache.parquet", parquet_bytes),
}

router = APIRouter(include_in_schema=False)


@router.get("/kpi/{kpi_id}/evidence", response_class=HTMLResponse)
def evidence(view: Viewed, kpi_id: str) -> HTMLResponse:
    """The rows behind a KPI's value in the page's scope."""
    kpi, part = find(kpi_id), part_of(view)
    page = view.number("page", most=DEEPEST)
    found = view.reader.evidence(view.question(kpi_id, compare="none"), part, page * SIZE)
    rows = seen(view, found)
    audit(view, "evidence", view.question(kpi_id), len(rows), part=part)
    return view.render(
        "evidence.html",
        kpi=kpi,
        part=part,
        has_denominator=kpi.shape.denominator is not None,
        total=found.total,
        table=evidence_table(view, rows[(page - 1) * SIZE :], Paged(page, SIZE, found.total)),
        is_deepest=page == DEEPEST and found.total > DEEPEST * SIZE,
    )


@router.get("/kpi/{kpi_id}/evidence.{kind}")
def evidence_file(view: Viewed, kpi_id: str, kind: str) -> Response:
    """All of the rows as a file."""
    view.caller.require(Right.EXPORT)
    find(kpi_id)
    if kind not in KINDS:
        raise UsageError(f"There is no file of the kind '{kind}'.", help="There are csv and parquet.")
    part, question = part_of(view), view.question(kpi_id, compare="none")
    found = view.reader.analysis.evidence(question, part)
    rows = seen(view, found)
    audit(view, "export", question, len(rows), part=part, format=kind)
    return file_of(rows, f"{kpi_id}-{part}", kind)


def file_of(rows: list[dict[str, Any]], name: str, kind: str) -> Response:
    """Rows as a file to keep."""
    media, write = KINDS[kind]
    headers = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(write(flatten(rows)), media_type=media, headers=headers)


def part_of(view: View) -> Part:
    """Which part of the value the address asks for."""
    return "denominator" if view.param("part") == "denominator" else "numerator"


def seen(view: View, found: Evidence) -> list[dict[str, Any]]:
    """The rows as whoever is looking may see them."""
    rows = found.to_list()
    return rows if view.may("evidence") else without_personal(rows)
