"""The accounts at a stage of the funnel or beyond."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from abmetry.access.roles import Right
from abmetry.web.evidence_table import CODED, evidence_table
from abmetry.web.on_its_way import in_time
from abmetry.web.pages.evidence import AT_ONCE, MOST, SIZE, check_kind, file_of, part_of, seen
from abmetry.web.stages import stage_name
from abmetry.web.table import Paged
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)


@router.get("/funnel/{stage}", response_class=HTMLResponse)
def stage_accounts(view: Viewed, stage: str) -> HTMLResponse:
    """The accounts, page by page."""
    return in_time(view, "funnel", lambda: _page(view, stage))


def _page(view: View, stage: str) -> HTMLResponse:
    part, page = part_of(view), view.number("page")
    first = (page - 1) * SIZE
    asked = (first // AT_ONCE + 1) * AT_ONCE
    question = view.question(compare="none")
    found = view.reader.stage_accounts(question, stage, part, asked)
    rows = seen(view, found)[first : first + SIZE]
    view.audit("evidence", question, len(rows), stage=stage, part=part)
    return view.render(
        "stage_accounts.html",
        page="funnel",
        stage=stage_name(stage, view.words),
        stage_id=stage,
        total=found.total,
        most=MOST,
        table=evidence_table(view, rows, Paged(page, SIZE, found.total), coded=(*CODED, "stage")),
    )


@router.get("/funnel/{stage}/accounts.{kind}")
def stage_file(view: Viewed, stage: str, kind: str) -> Response:
    """All of them as a file."""
    view.caller.require(Right.EXPORT)
    check_kind(kind)
    question = view.question(compare="none")
    found = view.reader.analysis.funnel_accounts(question, stage, part_of(view), MOST)
    rows = seen(view, found)
    view.audit("export", question, len(rows), stage=stage, format=kind)
    return file_of(rows, f"funnel-{stage}", kind, found.total)
