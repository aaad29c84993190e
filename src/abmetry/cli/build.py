"""`abmetry build`: identity and facts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_workspace
from abmetry.cli.progress import Tell, progress_bar
from abmetry.cli.run_options import RunOptions
from abmetry.cli.spoken import count, t, written
from abmetry.cli.terminal import say
from abmetry.errors import Unanswerable
from abmetry.lang.message import message

if TYPE_CHECKING:
    from abmetry.facts.build_record import BuildRecord
    from abmetry.workspace.workspace import Workspace


def build(
    run: RunOptions,
    full: Annotated[
        bool, typer.Option("--full", help="Build from the beginning, even where nothing has changed.")
    ] = False,
) -> None:
    """Give every row its account and make the facts that KPIs are counted from; only where something changed."""
    from abmetry.facts.build_record import current_id
    from abmetry.model.records import read_records

    workspace = open_workspace(run)
    if not read_records(workspace.places):
        raise Unanswerable(
            message("Nothing is loaded yet, so there is nothing to build."),
            help=message("`abmetry load` comes first."),
        )
    before = current_id(workspace.places)
    notes: list[str] = []
    with progress_bar(t("Building"), run.quiet) as tell:
        record = build_facts(workspace, full, tell, notes.append)
    for note in notes:
        sys.stderr.write(f"{t(note)}\n")
    if record.id == before:
        say(t("Nothing has changed since build {id}; --full builds it anew.", id=record.id), run.quiet)
        return
    seconds = sum(record.seconds.values())
    say(
        t(
            "Build {id}: {n} facts in {seconds} s.",
            id=record.id,
            n=len(record.rows),
            seconds=written(seconds, 1),
        ),
        run.quiet,
    )
    shown = [
        f"{count(record.rows[name])} {t(name)}"
        for name in ("accounts", "people", "touches", "opportunities")
        if name in record.rows
    ]
    say(f"{', '.join(shown)}. " + t("`abmetry status` tells more, `abmetry kpi` answers."), run.quiet)


def build_facts(
    workspace: Workspace, full: bool, tell: Tell, note: Callable[[str], None] | None = None
) -> BuildRecord:
    """Build, and tell a bar which fact is being made."""
    from abmetry.facts.build import build as build_workspace

    return build_workspace(
        workspace,
        full=full,
        progress=lambda name, number, of: tell(name, (number - 1) / of),
        note=note,
    )


COMMANDS = (
    Declared(
        "build",
        build,
        """
        abmetry build                      where something has changed
        abmetry build --full               in any case
        abmetry build --engine spark       on Spark, over the same files
        """,
    ),
)
