"""The funnel."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from abmetry.answers.flat import flatten
from abmetry.api.caller import Asking
from abmetry.api.query import FunnelQuery
from abmetry.api.sending import FILES, check_rights, reader_of, send
from abmetry.api.shapes.funnel import Funnel

router = APIRouter(tags=["Funnel"])


@router.get(
    "/funnel",
    response_model=Funnel,
    response_model_exclude_none=True,
    responses={200: {"content": FILES}},
)
def funnel(request: Request, caller: Asking, asked: Annotated[FunnelQuery, Query()]) -> Response:
    """The six stages: accounts at each, conversion by cohort, time in stage, movements."""
    question = asked.question()
    check_rights(caller, asked.format, question)
    with reader_of(request) as reader:
        told: dict[str, Any] = (
            reader.preset_funnel(asked.preset, question) if asked.preset else reader.funnel(question)
        ).to_dict()
    rows = stage_rows(told)
    return send(
        request,
        caller,
        told,
        asked=question,
        format=asked.format,
        table=lambda: flatten(rows),
        name="funnel",
        rows=len(rows),
        preset=asked.preset,
    )


def stage_rows(funnel: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per stage, of each group where it is split."""
    return [
        {"as_of": one["as_of"], "group": one.get("group", {}), **stage}
        for one in funnel.get("groups") or (funnel,)
        for stage in one["stages"]
    ]
