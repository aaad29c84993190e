"""Users, everybody's tokens and the log, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from abmetry.access.audit import ACTIONS, entries_table
from abmetry.access.roles import Right, Role
from abmetry.answers.written import csv_bytes
from abmetry.errors import AbmetryError, UsageError
from abmetry.lang.message import message
from abmetry.web.pages.own import access_for
from abmetry.web.view import View, Viewed

LAST = 100
ROLES = {
    Role.VIEWER: message("Viewer: pages and answers"),
    Role.ANALYST: message("Analyst: also people, files, SQL and tokens"),
    Role.ADMIN: message("Administrator: also users and the log"),
}

router = APIRouter(include_in_schema=False)


@router.get("/users", response_class=HTMLResponse)
def users(view: Viewed) -> HTMLResponse:
    """The page."""
    view.caller.require(Right.ADMINISTER)
    return shown(view)


@router.get("/users/log.csv")
def log_file(view: Viewed) -> Response:
    """The whole log."""
    view.caller.require(Right.ADMINISTER)
    access = access_for(view)
    entries = access.audit.list()
    access.audit.record(view.caller, "export", {"of": "audit"}, len(entries), format="csv")
    headers = {"content-disposition": 'attachment; filename="audit.csv"'}
    return Response(csv_bytes(entries_table(entries)), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/users", response_class=HTMLResponse)
def add(
    view: Viewed,
    name: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[Role, Form()] = Role.VIEWER,
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Add a user."""
    return _changed(view, "add", name, role, password)


@router.post("/users/{name}/role", response_class=HTMLResponse)
def change_role(view: Viewed, name: str, role: Annotated[Role, Form()]) -> Response:
    """Give a user another role."""
    return _changed(view, "role", name, role)


@router.post("/users/{name}/password", response_class=HTMLResponse)
def change_password(
    view: Viewed, name: str, password: Annotated[str, Form(max_length=1000)] = ""
) -> Response:
    """Give a user another password."""
    return _changed(view, "password", name, password=password)


@router.post("/users/{name}/remove", response_class=HTMLResponse)
def remove(view: Viewed, name: str) -> Response:
    """Remove a user."""
    return _changed(view, "remove", name)


@router.post("/users/tokens/{token_id}/revoke")
def revoke(view: Viewed, token_id: str) -> Response:
    """End anybody's token."""
    view.caller.require(Right.ADMINISTER)
    access = access_for(view)
    token = access.tokens.revoke(token_id)
    access.audit.record(view.caller, "administer", {"tokens": "revoke", "id": token_id, "name": token.user})
    return RedirectResponse("/users", 303)


def _changed(view: View, what: str, name: str, role: Role | None = None, password: str = "") -> Response:
    view.caller.require(Right.ADMINISTER)
    access = access_for(view)
    try:
        if what != "add" and name.casefold() == view.caller.name.casefold():
            raise UsageError(message("Nobody takes their own rights away: another administrator can."))
        match what:
            case "add":
                access.users.add(name.strip(), role or Role.VIEWER, password)
            case "role":
                access.users.set_role(name, role or Role.VIEWER)
            case "password":
                access.users.set_password(name, password)
            case _:
                access.users.remove(name)
    except AbmetryError as error:
        return shown(view, 400, error)
    access.audit.record(view.caller, "administer", {"users": what, "name": name.strip(), "role": role})
    return RedirectResponse("/users", 303)


def shown(view: View, status: int = 200, wrong: AbmetryError | None = None) -> HTMLResponse:
    """The page, with what went wrong."""
    access = access_for(view)
    return view.render(
        "users.html",
        status,
        page="users",
        users=access.users.list(),
        roles=ROLES,
        tokens=access.tokens.list(),
        entries=access.audit.list(limit=LAST),
        actions=ACTIONS,
        wrong=wrong,
    )
