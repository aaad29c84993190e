"""What everybody decides for themselves: their password, their sessions, their tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from abmetry.access.access import Access
from abmetry.access.roles import SCOPES, Right
from abmetry.errors import AbmetryError, UsageError
from abmetry.lang.message import message
from abmetry.web.security.keys import SESSION
from abmetry.web.security.visitor import access_of, keys_of
from abmetry.web.view import View, Viewed

DAYS = (7, 30, 90, 180, 365)
SCOPE_NAMES = {
    Right.ANSWERS: message("Numbers and definitions"),
    Right.EVIDENCE: message("Rows about people"),
    Right.EXPORT: message("Files: CSV and Parquet"),
    Right.EXPLAIN: message("The SQL behind a number"),
}

router = APIRouter(include_in_schema=False)


@router.get("/own", response_class=HTMLResponse)
def own(view: Viewed) -> Response:
    """The page."""
    if view.caller.via != "session":
        return RedirectResponse("/", 303)
    return shown(view)


@router.post("/own/password", response_class=HTMLResponse)
def password(
    view: Viewed,
    current: Annotated[str, Form(max_length=1000)] = "",
    new: Annotated[str, Form(max_length=1000)] = "",
    again: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Take another password: every other session ends."""
    access, name = access_for(view), view.caller.name
    address = view.caller.address or ""
    try:
        access.attempts.count(name, address)
        if access.users.with_password(name, current) is None:
            raise UsageError(message("The present password is not right."))
        access.attempts.forget(name, address)
        if new != again:
            raise UsageError(message("The two passwords differ."))
        access.users.set_password(name, new)
    except AbmetryError as error:
        return shown(view, 400, wrong=error)
    access.audit.record(view.caller, "administer", {"users": "password", "name": name})
    response = RedirectResponse("/own", 303)
    keys_of(view.request).put(response, SESSION, access.sessions.begin(name, address))
    return response


@router.post("/own/tokens", response_class=HTMLResponse)
def make_token(
    view: Viewed,
    label: Annotated[str, Form(max_length=100)] = "",
    scope: Annotated[list[str] | None, Form(max_length=10)] = None,
    days: Annotated[int, Form(ge=1, le=366)] = 90,
) -> Response:
    """Make a token: it is shown on this page only."""
    view.caller.require(Right.TOKENS)
    access = access_for(view)
    try:
        scopes = [Right(one) for one in scope or () if one in SCOPES]
        token, secret = access.tokens.create(view.caller.name, label, scopes, days)
    except AbmetryError as error:
        return shown(view, 400, wrong=error)
    access.audit.record(
        view.caller, "administer", {"tokens": "create", "id": token.id, "scopes": token.scopes}
    )
    return shown(view, made=secret)


@router.post("/own/tokens/{token_id}/revoke")
def revoke_token(view: Viewed, token_id: str) -> Response:
    """End a token of one's own."""
    access = access_for(view)
    access.tokens.revoke(token_id, view.caller.name)
    access.audit.record(view.caller, "administer", {"tokens": "revoke", "id": token_id})
    return RedirectResponse("/own", 303)


def access_for(view: View) -> Access:
    """The users, for somebody who has signed in.

    Raises:
        UsageError: There are none, so that nobody has.
    """
    access = access_of(view.request)
    if access is None or view.caller.via != "session":
        raise UsageError(
            message("There are no users to change here."), help=message("`abmetry users add NAME` adds one.")
        )
    return access


def shown(
    view: View, status: int = 200, *, wrong: AbmetryError | None = None, made: str = ""
) -> HTMLResponse:
    """The page, with what went wrong or the token that was made."""
    access = access_for(view)
    return view.render(
        "own.html",
        status,
        page="own",
        tokens=access.tokens.list(view.caller.name),
        scopes={right: SCOPE_NAMES[right] for right in SCOPES if view.caller.may(right)},
        days=DAYS,
        wrong=wrong,
        made=made,
    )
