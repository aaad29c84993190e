"""KPIs, and the catalogue of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from abmetry.answers.described import described
from abmetry.answers.flat import flatten
from abmetry.api.caller import Asking
from abmetry.api.query import FormatQuery, KpiId, KpisQuery, QuestionQuery
from abmetry.api.sending import FILES, check_rights, reader_of, send
from abmetry.api.shapes.catalogue import Kpi
from abmetry.api.shapes.result import Result
from abmetry.kpis.catalogue import CATALOGUE, find

router = APIRouter(tags=["KPIs"])


@router.get("/kpis", response_model=list[Result], responses={200: {"content": FILES}})
def kpis(request: Request, caller: Asking, asked: Annotated[KpisQuery, Query()]) -> Response:
    """Answer KPIs: one object per KPI, group and period."""
    return _answer(request, caller, asked, tuple(asked.kpis))


@router.get("/kpis/{kpi}", response_model=list[Result], responses={200: {"content": FILES}})
def kpi(request: Request, caller: Asking, kpi: KpiId, asked: Annotated[QuestionQuery, Query()]) -> Response:
    """Answer one KPI: one object per group and period."""
    find(kpi)
    return _answer(request, caller, asked, (kpi,))


@router.get("/catalogue", response_model=list[Kpi], responses={200: {"content": FILES}})
def catalogue(request: Request, caller: Asking, asked: Annotated[FormatQuery, Query()]) -> Response:
    """Every KPI: title, definition as the workspace's settings have it, formula, unit, source, needs."""
    check_rights(caller, asked.format)
    settings = request.app.state.builds.workspace.settings
    rows = [described(one, settings) for one in CATALOGUE.values()]
    return send(
        request,
        caller,
        rows,
        format=asked.format,
        table=lambda: flatten(rows),
        name="catalogue",
        rows=len(rows),
    )


@router.get("/catalogue/{kpi}", response_model=Kpi)
def of_catalogue(request: Request, caller: Asking, kpi: KpiId) -> Response:
    """What one KPI says of itself."""
    check_rights(caller, "json")
    row = described(find(kpi), request.app.state.builds.workspace.settings)
    return send(request, caller, row, name="catalogue", asked={"kpi": kpi})


def _answer(request: Request, caller: Asking, asked: QuestionQuery, kpis: tuple[str, ...]) -> Response:
    question = asked.question(*kpis)
    check_rights(caller, asked.format, question)
    with reader_of(request) as reader:
        answer = reader.answer(question)
    return send(
        request,
        caller,
        answer.to_list(),
        asked=question,
        format=asked.format,
        table=answer.to_arrow,
        name="kpis",
    )
