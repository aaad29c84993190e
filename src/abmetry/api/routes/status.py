"""The state of the workspace."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from abmetry.access.caller import Caller
from abmetry.access.roles import Right
from abmetry.answers.status import status as state_of
from abmetry.api.caller import Asking
from abmetry.api.sending import check_rights, send
from abmetry.api.shapes.status import Status

router = APIRouter(tags=["Workspace"])


@router.get("/status", response_model=Status)
def status(request: Request, caller: Asking) -> Response:
    """What is loaded and built: counts, what is unavailable and why, and quality."""
    check_rights(caller, "json")
    told = told_to(caller, state_of(request.app.state.builds.workspace).to_dict())
    return send(request, caller, told, name="status")


def told_to(caller: Caller, state: dict[str, Any]) -> dict[str, Any]:
    """The state without folders, for all but administrators, and without rows, for those who may see none."""
    told: dict[str, Any] = {
        name: list(part) if isinstance(part, tuple) else part for name, part in state.items()
    }
    if not caller.may(Right.ADMINISTER):
        told["workspace"] = {name: value for name, value in told["workspace"].items() if name != "root"}
        told["sources"] = [
            {name: value for name, value in source.items() if name != "path"} for source in told["sources"]
        ]
    if not caller.may(Right.EVIDENCE):
        told["quality"] = [
            {name: value for name, value in row.items() if name != "sample"} for row in told["quality"]
        ]
    return told
