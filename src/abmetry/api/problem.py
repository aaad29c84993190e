"""What is said when there is no answer: one sentence, and what would help (RFC 9457)."""

from __future__ import annotations

import logging
from inspect import isawaitable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from abmetry.access.caller import NotSignedIn, Refused
from abmetry.errors import AbmetryError, SettingsError, Unanswerable, Unknown, UsageError
from abmetry.lang.message import message
from abmetry.serving.reader import StillWorking

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"


class Problem(BaseModel):
    """Why there is no answer."""

    model_config = {
        "json_schema_extra": {
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Bad Request",
                    "status": 400,
                    "detail": "There is no KPI 'engaged_acounts'.",
                    "help": "Did you mean engaged_accounts?",
                }
            ]
        }
    }

    type: str = "about:blank"
    title: str = Field(description="The status in words.")
    status: int
    detail: str = Field(description="One sentence that says what is wrong.")
    help: str | None = Field(None, description="What would help.")


TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    422: "Unprocessable Content",
    500: "Internal Server Error",
    503: "Service Unavailable",
}

WHEN = {
    400: "The question is put wrongly.",
    401: "Nobody is signed in, or the token is none.",
    403: "The caller may not.",
    404: "There is no KPI, account, list, tier or owner of that name, or no such address.",
    409: "The question has no answer yet: nothing is built, or what it needs was never loaded.",
    422: "A parameter is none, or has no such value.",
    503: "The answer takes longer; ask again after a while.",
}

RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": when,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, when in WHEN.items()
}


def problem(
    status: int, detail: str, help: str | None = None, headers: dict[str, str] | None = None
) -> Response:
    """A problem as a response."""
    told = Problem(title=TITLES.get(status, "Error"), status=status, detail=detail, help=help)
    return JSONResponse(told.model_dump(exclude_none=True), status, headers, media_type=MEDIA_TYPE)


def problem_of(error: Exception) -> Response:
    """What an error is to a program."""
    match error:
        case NotSignedIn():
            return problem(401, error.message, error.help, {"www-authenticate": "Bearer"})
        case Refused():
            return problem(403, error.message, error.help)
        case Unknown():
            return problem(404, error.message, error.help)
        case SettingsError():
            log.error("%s", error)
            return problem(503, message("The workspace's abmetry.toml cannot be used."))
        case UsageError():
            return problem(400, error.message, error.help)
        case Unanswerable():
            return problem(409, error.message, error.help)
        case StillWorking():
            return problem(
                503,
                message("The answer is not there yet."),
                message("The work goes on; ask again in a while."),
                {"retry-after": "5"},
            )
        case RequestValidationError():
            return problem(422, *_invalid(error))
        case HTTPException():
            status = error.status_code
            words = {404: message("There is no such address."), 405: message("That can only be read.")}
            return problem(status, words.get(status, str(error.detail)), headers=dict(error.headers or {}))
        case AbmetryError():
            log.error("%s", error)
            return problem(500, message("That did not work; the reason is in the log of the server."))
        case _:
            log.exception("The API failed.", exc_info=error)
            return problem(500, message("Something went wrong; the reason is in the log of the server."))


KINDS = (AbmetryError, HTTPException, RequestValidationError, StillWorking, Exception)


def install(app: FastAPI) -> None:
    """Tell problems of the API as such, and leave those of pages to whoever handled them before."""
    for kind in KINDS:
        app.add_exception_handler(kind, _handler(app.exception_handlers.get(kind)))
    for kind in (NotSignedIn,):
        if kind in app.exception_handlers:
            app.add_exception_handler(kind, _handler(app.exception_handlers[kind]))


def _handler(before: Any) -> Any:
    async def handle(request: Request, error: Exception) -> Response:
        if before is None or request.url.path.startswith(PREFIX):
            return problem_of(error)
        told = before(request, error)
        shown: Response = await told if isawaitable(told) else told
        return shown

    return handle


def _invalid(error: RequestValidationError) -> tuple[str, str | None]:
    """The first thing that is wrong, in one sentence."""
    for one in error.errors():
        place = [str(part) for part in one["loc"][1:]]
        name = place[0] if place else "request"
        if one["type"] == "extra_forbidden":
            return message("There is no parameter '{name}'.", name=name), message(
                "/api/v1/openapi.json lists them."
            )
        return message("'{name}' cannot be that: {reason}.", name=name, reason=one["msg"].rstrip(".")), None
    return message("The request cannot be read."), None
