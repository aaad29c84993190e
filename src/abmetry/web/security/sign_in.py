"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from abmetry import __version__
from abmetry.access.attempts import TooMany
from abmetry.lang.language import LANGUAGES
from abmetry.lang.message import message
from abmetry.lang.words import Words
from abmetry.web.rendering import environment
from abmetry.web.signed_in import COOKIE, access_of, check_form, sealed, secret_of
from abmetry.web.view import words_of

WRONG = message("The name or the password is not right.")

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:
    """The form."""
    if access_of(request) is None:
        return RedirectResponse("/", 303)
    return _form(request, _inside(next))


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Begin a session."""
    access = access_of(request)
    if access is None:
        return RedirectResponse("/", 303)
    address = request.client.host if request.client else ""
    try:
        begun = access.sign_in(name, password, address)
    except TooMany as error:
        return _form(request, _inside(next), name, error.message, 429)
    if begun is None:
        return _form(request, _inside(next), name, WRONG, 403)
    response = RedirectResponse(_inside(next), 303)
    response.set_cookie(
        COOKIE,
        sealed(access, begun[1]),
        httponly=True,
        samesite="lax",
        secure=request.app.state.secure,
        path="/",
    )
    return response


@router.post("/sign-out")
def sign_out(request: Request, csrf: Annotated[str, Form(max_length=200)] = "") -> Response:
    """End the session."""
    access, secret = access_of(request), secret_of(request)
    if access is not None and secret:
        check_form(request, csrf)
        access.sessions.end(secret)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


def _inside(address: str) -> str:
    """The address, if it is one of this site."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and "\n" not in address
    return address if inside else "/"


def _form(
    request: Request, after: str, name: str = "", wrong: str | None = None, status: int = 200
) -> Response:
    said = request.app.state.builds.workspace.settings.workspace
    asked = request.query_params.get("lang")
    words: Words = words_of(
        asked if asked in LANGUAGES else said.language, "gregory", said.fiscal_year_starts
    )
    text = (
        environment()
        .get_template("sign_in.html")
        .render(
            t=words.text,
            words=words,
            languages=LANGUAGES,
            workspace_name=said.name,
            version=__version__,
            after=after,
            name=name,
            wrong=wrong,
        )
    )
    return HTMLResponse(text, status)
