"""What is behind a number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from abmetry.access.personal import without_personal
from abmetry.access.roles import Right
from abmetry.answers.flat import flatten
from abmetry.api.caller import Asking
from abmetry.api.query import EvidenceQuery, KpiId, QuestionQuery
from abmetry.api.sending import FILES, PAGING, check_rights, paging, reader_of, send
from abmetry.api.shapes.evidence import EvidenceRow
from abmetry.api.shapes.explanation import Explanation
from abmetry.kpis.catalogue import find

router = APIRouter(tags=["Evidence"])


@router.get(
    "/evidence/{kpi}",
    response_model=list[EvidenceRow],
    responses={200: {"content": FILES, "headers": PAGING}},
)
def evidence(
    request: Request, caller: Asking, kpi: KpiId, asked: Annotated[EvidenceQuery, Query()]
) -> Response:
    """The rows behind a number, page by page: counting or summing them again gives it.

    Without the right `evidence` rows come without what tells of a person.
    """
    find(kpi)
    question = asked.question(kpi)
    check_rights(caller, asked.format, question)
    with reader_of(request) as reader:
        found = reader.get(
            ("evidence", asked.part, asked.limit, asked.offset, question),
            lambda analysis: analysis.evidence(question, asked.part, asked.limit, skip=asked.offset),
        )
    rows = found.to_list()
    if not caller.may(Right.EVIDENCE):
        rows = without_personal(rows)
    headers = paging(request, asked.offset, len(rows), found.total)
    return send(
        request,
        caller,
        rows,
        action="evidence",
        asked=question,
        format=asked.format,
        table=lambda: flatten(rows),
        name="evidence",
        headers=headers,
        part=asked.part,
        offset=asked.offset or None,
    )


@router.get("/explain/{kpi}", response_model=Explanation)
def explain(
    request: Request, caller: Asking, kpi: KpiId, asked: Annotated[QuestionQuery, Query()]
) -> Response:
    """How a number came about: definition, settings, flags, and the SQL that made it. Takes the right `explain`."""
    find(kpi)
    question = asked.question(kpi)
    caller.require(Right.EXPLAIN)
    check_rights(caller, asked.format, question)
    with reader_of(request) as reader:
        told = reader.explain(question).to_dict()
    return send(
        request,
        caller,
        told,
        action="explain",
        asked=question,
        format=asked.format,
        table=lambda: flatten([told]),
        name="explanation",
    )
