"""The rows behind a number, page by page, and as files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from abmetry.access.personal import without_personal
from abmetry.access.roles import Right
from abmetry.answers.evidence import Evidence, Part
from abmetry.answers.flat import flatten
from abmetry.answers.written import csv_bytes, parquet_bytes
from abmetry.errors import UsageError
from abmetry.kpis.catalogue import find
from abmetry.kpis.kpi import Kpi
from abmetry.lang.message import message
from abmetry.web.evidence_table import evidence_table
from abmetry.web.on_its_way import in_time
from abmetry.web.parts import group_named, group_of
from abmetry.web.table import Paged
from abmetry.web.view import View, Viewed

SIZE = 50
AT_ONCE = 20 * SIZE
"""Rows that are asked for at a time, so that the next pages are there already."""
MOST = 100_000
"""Rows of a file."""
WRITTEN_AT_ONCE = 5_000
KINDS = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}

router = APIRouter(include_in_schema=False)


@router.get("/kpi/{kpi_id}/evidence", response_class=HTMLResponse)
def evidence(view: Viewed, kpi_id: str) -> HTMLResponse:
    """The rows behind a KPI's value, or behind a part of it, in the page's scope."""
    kpi = find(kpi_id)
    return in_time(view, "catalogue", lambda: _page(view, kpi), kpi.title)


def _page(view: View, kpi: Kpi) -> HTMLResponse:
    part, group = part_of(view), group_of(view)
    page = view.number("page")
    first = (page - 1) * SIZE
    before = first // AT_ONCE * AT_ONCE
    question = view.question(kpi.id, by=tuple(group), compare="none")
    found = view.reader.evidence(question, part, AT_ONCE, before, group)
    rows = seen(view, found)[first - before : first - before + SIZE]
    view.audit("evidence", question, len(rows), part=part, group=group or None)
    return view.render(
        "evidence.html",
        page="catalogue",
        kpi=kpi,
        part=part,
        group=group_named(view, group),
        has_denominator=kpi.shape.denominator is not None,
        total=found.total,
        most=MOST,
        table=evidence_table(view, rows, Paged(page, SIZE, found.total)),
    )


@router.get("/kpi/{kpi_id}/evidence.{kind}")
def evidence_file(view: Viewed, kpi_id: str, kind: str) -> Response:
    """The rows as a file, as many as a file may have."""
    view.caller.require(Right.EXPORT)
    find(kpi_id)
    check_kind(kind)
    part, group = part_of(view), group_of(view)
    question = view.question(kpi_id, by=tuple(group), compare="none")
    found = view.reader.analysis.evidence(question, part, MOST, group=group)
    rows = seen(view, found)
    view.audit("export", question, len(rows), part=part, group=group or None, format=kind)
    return file_of(rows, f"{kpi_id}-{part}", kind, found.total)


def check_kind(kind: str) -> None:
    """Make sure that there are files of a kind.

    Raises:
        UsageError: There are none.
    """
    if kind not in KINDS:
        raise UsageError(
            message("There is no file of the kind '{kind}'.", kind=kind),
            help=message("There are csv and parquet."),
        )


def file_of(rows: list[dict[str, Any]], name: str, kind: str, total: int | None = None) -> Response:
    """Rows as a file to keep; CSV goes out piece by piece, while the rest is written."""
    table = flatten(rows)
    headers = {
        "content-disposition": f'attachment; filename="{name}.{kind}"',
        "x-total-count": str(len(rows) if total is None else total),
    }
    if kind == "parquet":
        return Response(parquet_bytes(table), media_type=KINDS[kind], headers=headers)

    def written() -> Iterator[bytes]:
        yield csv_bytes(table.slice(0, WRITTEN_AT_ONCE))
        for first in range(WRITTEN_AT_ONCE, table.num_rows, WRITTEN_AT_ONCE):
            yield csv_bytes(table.slice(first, WRITTEN_AT_ONCE), heading=False)

    return StreamingResponse(written(), media_type=KINDS[kind], headers=headers)


def part_of(view: View) -> Part:
    """Which part of the value the address asks for."""
    return "denominator" if view.param("part") == "denominator" else "numerator"


def seen(view: View, found: Evidence) -> list[dict[str, Any]]:
    """The rows as whoever is looking may see them."""
    rows = found.to_list()
    return rows if view.may("evidence") else without_personal(rows)
