"""`abmetry users`: who may sign in to the dashboard and the API."""

from __future__ import annotations

import sys
from enum import StrEnum
from getpass import getpass
from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.keeping import administered, open_access
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.run_options import RunOptions
from abmetry.cli.terminal import say
from abmetry.errors import UsageError
from abmetry.lang.message import message


class UsersAction(StrEnum):
    """What can be done with users."""

    ADD = "add"
    LIST = "list"
    ROLE = "role"
    PASSWORD = "password"
    REMOVE = "remove"


class RoleName(StrEnum):
    """Roles of users."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"


def users(
    action: Annotated[
        UsersAction,
        typer.Argument(metavar="add|list|role|password|remove", help="What to do.", show_default=False),
    ],
    output: OutputOptions,
    run: RunOptions,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The user.", show_default=False)] = None,
    role: Annotated[
        RoleName | None,
        typer.Option(
            "--role",
            metavar="viewer|analyst|admin",
            help="viewer: pages and answers; analyst: people, exports, SQL, tokens too; admin: users and the log too.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Add, list, change and remove users: a password is asked for, or read from standard input, never an option."""
    from abmetry.access.roles import Role
    from abmetry.answers.flat import flatten
    from abmetry.cli.views.access import users_view

    output.check()
    access = open_access(run)
    if action is UsersAction.LIST:
        found = access.users.list()
        rows = [user.to_dict() for user in found]
        show(Shown(lambda _width: users_view(found), lambda: rows, lambda: flatten(rows)), output)
        return
    if name is None:
        raise UsageError(message("Name a user."), help=message("`abmetry users list` lists them all."))
    match action:
        case UsersAction.ADD:
            given = Role(role.value) if role else Role.VIEWER
            access.users.check_new(name)
            user = access.users.add(name, given, read_password())
            said = message("{name} may sign in, as {role}.", name=user.name, role=user.role.value)
        case UsersAction.ROLE:
            if role is None:
                raise UsageError(message("Say which role, with --role viewer, analyst or admin."))
            user = access.users.set_role(name, Role(role.value))
            said = message("{name} is {role} now, and signed out.", name=user.name, role=user.role.value)
        case UsersAction.PASSWORD:
            user = access.users.get(name)
            access.users.set_password(name, read_password())
            said = message("{name} has another password now, and is signed out.", name=user.name)
        case _:
            user = access.users.remove(name)
            said = message("{name} is no user any more; their tokens have ended.", name=user.name)
    administered(access, users=action.value, name=user.name, role=user.role.value)
    say(said, run.quiet)


def read_password() -> str:
    """A password, asked for twice at a terminal; else the first line of standard input.

    Raises:
        UsageError: The two differ, or there is none.
    """
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise UsageError(message("There is no password on standard input."))
        return given
    first = getpass(f"{message('Password')}: ", stream=sys.stderr)
    if first != getpass(f"{message('Once more')}: ", stream=sys.stderr):
        raise UsageError(message("The two passwords differ."))
    return first


COMMANDS = (
    Declared(
        "users",
        users,
        """
        abmetry users list                              who there is
        abmetry users add ann@example.com --role admin  asks for a password
        abmetry users role ann@example.com --role viewer
        abmetry users password ann@example.com          another password; ends every session
        abmetry users remove ann@example.com            and all their tokens
        """,
    ),
)
