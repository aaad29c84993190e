"""`abmetry load`: sources into the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_to_write
from abmetry.cli.progress import Tell, progress_bar
from abmetry.cli.run_options import RunOptions
from abmetry.cli.spoken import t
from abmetry.cli.terminal import print_view
from abmetry.errors import LoadError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from abmetry.model.load import LoadReport
    from abmetry.workspace.workspace import Workspace


def load(
    run: RunOptions,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Sources by name; none: all of them.")
    ] = None,
) -> None:
    """Read sources into the model: for every table, rows in = loaded + unchanged + rejected."""
    from abmetry.cli.views.loading import load_view

    workspace = open_to_write(run, "load")
    with progress_bar(t("Loading"), run.quiet) as tell:
        report = load_sources(workspace, sources or [], tell)
    if not run.quiet:
        print_view(lambda _: load_view(report.record))
    refused = report.record.refused
    if refused:
        named = ", ".join(left.file for left in refused[:3])
        files = message("{files} and more", files=named) if len(refused) > 3 else named
        raise LoadError(
            message(
                "{n} file refused ({files}); all others are loaded.",
                "{n} files refused ({files}); all others are loaded.",
                n=len(refused),
                files=files,
            ),
            help="; ".join(f"{left.file}: {left.reason.rstrip('.')}" for left in refused[:3]) + ".",
        )


def load_sources(workspace: Workspace, sources: list[str], tell: Tell) -> LoadReport:
    """Load, and tell a bar what is being read."""
    from abmetry.model.load import load as load_model

    steps = 0

    def progress(what: str) -> None:
        # How many files there will be is not known before: the bar comes ever closer to its end.
        nonlocal steps
        steps += 1
        tell(what, 1 - 0.93**steps)

    return load_model(workspace, sources, progress)


COMMANDS = (
    Declared(
        "load",
        load,
        """
        abmetry load                       every source of abmetry.toml
        abmetry load crm web               two of them
        """,
    ),
)
