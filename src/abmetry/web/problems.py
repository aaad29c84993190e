"""What is shown when a page cannot be: not found, not allowed, not answerable, gone wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Template
from starlette.exceptions import HTTPException

from abmetry import __version__
from abmetry.access.caller import Caller, NotSignedIn, Refused
from abmetry.errors import AbmetryError, Unanswerable, Unknown, UsageError
from abmetry.lang.language import LANGUAGES
from abmetry.lang.message import Message, message
from abmetry.lang.words import Words
from abmetry.serving.reader import Reader, StillWorking
from abmetry.web.rendering import environment
from abmetry.web.scope import Scope
from abmetry.web.security.visitor import asks_to_sign_in
from abmetry.web.view import MAIN, View, words_for, words_of
from abmetry.workspace.workspace import Workspace

log = logging.getLogger(__name__)

PARTS_OF_PAGES = (MAIN, "listed", "found")
"""What pages take out of an answer by its id, to put it in the place of their own."""


@dataclass(frozen=True)
class Problem:
    """What went wrong.

    Attributes:
        status: Of the response.
        title: In a few words.
        sentence: What it is.
        help: What would help.
    """

    status: int
    title: Message
    sentence: str
    help: str | None = None


NOT_FOUND = Problem(
    404,
    message("There is no such page"),
    message("The address is not one of this dashboard; perhaps it was cut short."),
)
BROKEN = Problem(
    500,
    message("Something went wrong"),
    message("The page could not be made, and the reason was written to the log of the server."),
)
NOT_ALLOWED = Problem(
    405, message("That cannot be done here"), message("The page can be looked at, not changed.")
)


def problem_of(error: Exception) -> Problem:
    """What an error is to a reader."""
    match error:
        case Refused():
            return Problem(403, message("You may not see this"), error.message, error.help)
        case Unknown():
            return Problem(404, message("That is not there"), error.message, error.help)
        case UsageError():
            return Problem(400, message("The question is put wrongly"), error.message, error.help)
        case Unanswerable():
            return Problem(409, message("There is no answer yet"), error.message, error.help)
        case AbmetryError():
            return Problem(500, message("That did not work"), error.message, error.help)
        case HTTPException() if error.status_code == 404:
            return NOT_FOUND
        case HTTPException() if error.status_code == 405:
            return NOT_ALLOWED
        case _:
            return BROKEN


def install(app: FastAPI) -> None:
    """Show problems of an application as pages."""
    app.add_exception_handler(NotSignedIn, _to_sign_in)
    app.add_exception_handler(StillWorking, _still_working)
    for kind in (AbmetryError, HTTPException):
        app.add_exception_handler(kind, _show)
    app.add_exception_handler(Exception, _show_broken)


def _to_sign_in(request: Request, error: Exception) -> Response:
    del error
    return asks_to_sign_in(request.method, request.url.path, request.url.query, request.headers)


def _still_working(request: Request, error: Exception) -> Response:
    seconds = error.seconds if isinstance(error, StillWorking) else 0.0
    words = _words(request)
    text = (
        environment()
        .get_template("parts/working.html")
        .render(
            t=words.text,
            words=words,
            seconds=seconds,
            address=str(request.url.path + "?" + request.url.query),
        )
    )
    return HTMLResponse(text, 202 if not request.headers.get("hx-request") else 200)


def _show(request: Request, error: Exception) -> Response:
    return shown(request, problem_of(error))


def _show_broken(request: Request, error: Exception) -> Response:
    log.exception("%s %s", request.method, request.url.path, exc_info=error)
    return shown(request, BROKEN)


def shown(request: Request, problem: Problem) -> Response:
    """A problem as a page with the scope bar, if there can be one; as a part where a part was asked for."""
    words = _words(request)
    context: dict[str, Any] = {
        "t": words.text,
        "words": words,
        "languages": LANGUAGES,
        "problem": problem,
        "version": __version__,
        "workspace_name": _workspace(request).settings.workspace.name,
    }
    if "hx-request" in request.headers:
        # What takes a part out of a page has no such part here: the problem is shown in its place.
        whole = {"HX-Reselect": "unset", "HX-Reswap": "innerHTML"}
        taken_out_of = request.headers.get("hx-target") in PARTS_OF_PAGES
        text = _template("parts/problem.html").render(context)
        return HTMLResponse(text, problem.status, whole if taken_out_of else None)
    if problem.status < 500:
        for scope in _scopes(request):
            try:
                return _in_layout(request, scope, problem)
            except AbmetryError:
                continue
    return HTMLResponse(_template("problem.html").render(context), problem.status)


def _scopes(request: Request) -> Iterator[Scope]:
    """The scope that the address names, if it can be read; else only the language."""
    with suppress(AbmetryError):
        yield Scope.of(request.query_params)
    words = _words(request)
    yield Scope(lang=words.code, calendar=words.calendar if words.code == "fa" else None)


def _in_layout(request: Request, scope: Scope, problem: Problem) -> Response:
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise NotSignedIn(message("Sign in to see this page."))
    state = request.app.state
    with Reader(state.builds, state.answers) as reader:
        view = View(request, reader, scope, words_for(scope, reader.settings), caller)
        return view.render("problem_in_layout.html", problem.status, problem=problem)


def _template(name: str) -> Template:
    return environment().get_template(name)


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.builds.workspace
    return workspace


def _words(request: Request) -> Words:
    said = _workspace(request).settings.workspace
    asked = request.query_params.get("lang")
    language = asked if asked in LANGUAGES else said.language
    calendar = request.query_params.get("calendar")
    known = calendar if calendar in ("gregory", "persian") else said.calendar
    return words_of(language, known, said.fiscal_year_starts)
