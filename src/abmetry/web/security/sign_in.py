"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from abmetry import __version__
from abmetry.access.access import Access
from abmetry.access.attempts import TooMany
from abmetry.access.secret import new_secret
from abmetry.lang.language import LANGUAGES
from abmetry.lang.message import message
from abmetry.lang.words import Words
from abmetry.web.rendering import environment
from abmetry.web.security.keys import SESSION, VISIT
from abmetry.web.security.visitor import access_of, caller_of, keys_of, secret_of
from abmetry.web.view import words_of

WRONG = message("The name or the password is not right.")

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:
    """The form."""
    if _users(request) is None:
        return RedirectResponse("/", 303)
    return _form(request, inside(next))


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Begin a session; one that the browser had before ends."""
    access = _users(request)
    if access is None:
        return RedirectResponse("/", 303)
    address = request.client.host if request.client else ""
    try:
        begun = access.sign_in(name, password, address)
    except TooMany as error:
        return _form(request, inside(next), name, error, 429)
    if begun is None:
        return _form(request, inside(next), name, WRONG, 403)
    if (before := secret_of(request)) is not None:
        access.sessions.end(before)
    response = RedirectResponse(inside(next), 303)
    keys = keys_of(request)
    keys.put(response, SESSION, begun[1])
    keys.take(response, VISIT)
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End the session."""
    access, secret = access_of(request), secret_of(request)
    if access is not None and secret is not None:
        access.audit.record(caller_of(request), "sign out")
        access.sessions.end(secret)
    return signed_out(request)


@router.post("/sign-out-everywhere")
def sign_out_everywhere(request: Request) -> Response:
    """End every session of the user, on every machine."""
    access, caller = access_of(request), caller_of(request)
    if access is not None and caller.via == "session":
        access.audit.record(caller, "sign out", {"sessions": access.sessions.end_all(caller.name)})
    return signed_out(request)


def signed_out(request: Request) -> Response:
    """To the form, without the session's cookie."""
    response = RedirectResponse("/sign-in", 303)
    keys_of(request).take(response, SESSION)
    return response


def inside(address: str) -> str:
    """The address, if it is one of this site."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and not any(sign in address for sign in "\\\r\n\t") else "/"


def _users(request: Request) -> Access | None:
    """Who can sign in; None: nobody has to."""
    access = access_of(request)
    caller = getattr(request.state, "caller", None)
    return None if access is None or (caller is not None and caller.via == "local") else access


def _form(
    request: Request, after: str, name: str = "", wrong: str | TooMany | None = None, status: int = 200
) -> Response:
    said = request.app.state.builds.workspace.settings.workspace
    asked = request.query_params.get("lang")
    words: Words = words_of(
        asked if asked in LANGUAGES else said.language, "gregory", said.fiscal_year_starts
    )
    keys, cookies = keys_of(request), request.headers.get("cookie", "")
    visit = None if keys.form_token(cookies) else new_secret()
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
            wrong=wrong.message if isinstance(wrong, TooMany) else wrong,
            help=wrong.help if isinstance(wrong, TooMany) else None,
            csrf=keys.token_of_visit(visit) if visit is not None else keys.form_token(cookies),
        )
    )
    response = HTMLResponse(text, status)
    if visit is not None:
        keys.put(response, VISIT, visit)
    if isinstance(wrong, TooMany):
        response.headers["retry-after"] = str(wrong.seconds)
    return response
