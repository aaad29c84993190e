"""`abmetry mcp`: the questions as tools of a language model."""

from __future__ import annotations

from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_workspace
from abmetry.cli.run_options import RunOptions
from abmetry.errors import AbmetryError
from abmetry.lang.message import message


def mcp(
    run: RunOptions,
    people: Annotated[
        bool,
        typer.Option(
            "--people/--no-people",
            help="Tell names and addresses of people, or leave them out of all that is told.",
            show_default=False,
        ),
    ] = True,
) -> None:
    """Serve the questions as tools of a language model: the Model Context Protocol, on standard input and output."""
    workspace = open_workspace(run)
    try:
        from abmetry.api.mcp import run as serve
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise AbmetryError(
            message("`abmetry mcp` needs the package mcp."),
            help=message("Install it with: pip install 'abmetry[mcp]'."),
        ) from None
    from abmetry.access.caller import Caller, local_caller
    from abmetry.access.roles import Right
    from abmetry.api.assistant import Tools

    caller = local_caller()
    if not people:
        caller = Caller(caller.name, caller.rights - {Right.EVIDENCE}, caller.via)
    serve(Tools(workspace, caller))


COMMANDS = (
    Declared(
        "mcp",
        mcp,
        """
        abmetry mcp --workspace acme              what a client is told to start
        abmetry mcp --workspace acme --no-people  without names and addresses of people
        """,
    ),
)
