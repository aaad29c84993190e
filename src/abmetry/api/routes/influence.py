"""What the program did: credit, lift, insights."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from abmetry.answers.flat import flatten
from abmetry.api.caller import Asking
from abmetry.api.query import AttributionQuery, InsightsQuery, LiftQuery
from abmetry.api.sending import FILES, check_rights, reader_of, send
from abmetry.api.shapes.insight import Insight
from abmetry.api.shapes.lift import Lift
from abmetry.api.shapes.result import Result

router = APIRouter(tags=["Influence"])


@router.get("/attribution", response_model=list[Result], responses={200: {"content": FILES}})
def attribution(request: Request, caller: Asking, asked: Annotated[AttributionQuery, Query()]) -> Response:
    """Credit for revenue and pipeline: one object per channel, campaign and model."""
    question = asked.question()
    check_rights(caller, asked.format, question)
    with reader_of(request) as reader:
        answer = reader.attribution(question, asked.models)
    return send(
        request,
        caller,
        answer.to_list(),
        asked=question,
        format=asked.format,
        table=answer.to_arrow,
        name="attribution",
        models=asked.models or None,
    )


@router.get("/lift", response_model=Lift, responses={200: {"content": FILES}})
def lift(request: Request, caller: Asking, asked: Annotated[LiftQuery, Query()]) -> Response:
    """KPIs of the program beside accounts like its own: raw, matched, as a change, and as an experiment."""
    question = asked.question(*asked.kpis)
    check_rights(caller, asked.format, question)
    with reader_of(request) as reader:
        found = reader.get(
            ("lift", asked.before, question), lambda analysis: analysis.lift(question, before=asked.before)
        )
    return send(
        request,
        caller,
        found.to_dict(),
        asked=question,
        format=asked.format,
        table=found.answer.to_arrow,
        name="lift",
        rows=len(found.answer),
        before=asked.before,
    )


@router.get("/insights", response_model=list[Insight], responses={200: {"content": FILES}})
def insights(request: Request, caller: Asking, asked: Annotated[InsightsQuery, Query()]) -> Response:
    """What goes with what, of all that was done and all that came of it: associated, never caused."""
    question = asked.question()
    check_rights(caller, asked.format, question)
    with reader_of(request) as reader:
        found = reader.insights(question)
    rows = found.to_list(tried=asked.tried, rows=asked.rows)
    return send(
        request,
        caller,
        rows,
        asked=question,
        format=asked.format,
        table=lambda: flatten(rows),
        name="insights",
        tried=asked.tried or None,
    )
