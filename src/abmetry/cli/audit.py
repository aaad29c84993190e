"""`abmetry audit`: who asked and exported what."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.keeping import open_access
from abmetry.cli.output import Format, OutputOptions, Shown, show
from abmetry.cli.run_options import RunOptions
from abmetry.errors import UsageError
from abmetry.lang.message import message

SHOWN_ON_SCREEN = 50


def audit(
    output: OutputOptions,
    run: RunOptions,
    user: Annotated[
        str | None, typer.Option("--user", metavar="NAME", help="Only of this user.", show_default=False)
    ] = None,
    action: Annotated[
        str | None,
        typer.Option(
            "--action",
            metavar="WHAT",
            help="ask, evidence, explain, export, 'sign in', 'sign in failed', 'sign out', administer.",
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, UTC.", show_default=False)
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The day after the last.", show_default=False)
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", metavar="N", help="The most entries; default: all, in a table the last 50.", min=0
        ),
    ] = None,
) -> None:
    """List who asked and exported what, when, from where, and how many rows they got: the newest first."""
    from abmetry.access.audit import ACTIONS, entries_table
    from abmetry.cli.views.access import audit_view

    output.check()
    if action is not None and action not in ACTIONS:
        raise UsageError(
            message("There is no action '{action}'.", action=action),
            help=message("There are: {actions}.", actions=list(ACTIONS)),
        )
    on_screen = output.shape is Format.TABLE and output.file is None
    most = SHOWN_ON_SCREEN if limit is None and on_screen else limit
    found = open_access(run).audit.list(
        user=user, action=action, since=_day(start), until=_day(end), limit=most
    )
    show(
        Shown(
            lambda _width: audit_view(found),
            lambda: [entry.to_dict() for entry in found],
            lambda: entries_table(found),
        ),
        output,
    )


def _day(text: str | None) -> str | None:
    from abmetry.access.store import moment

    if text is None:
        return None
    try:
        return moment(datetime.combine(date.fromisoformat(text), time(), UTC))
    except ValueError:
        raise UsageError(
            message("'{text}' is no day.", text=text), help=message("Write it as 2026-09-30.")
        ) from None


COMMANDS = (
    Declared(
        "audit",
        audit,
        """
        abmetry audit                                      the last 50 entries
        abmetry audit --user ann@example.com --action export
        abmetry audit --from 2026-09-01 -o audit.csv       for a spreadsheet
        abmetry audit --format json                        for a program
        """,
    ),
)
