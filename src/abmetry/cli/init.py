"""`abmetry init`: a new workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.run_options import RunOptions
from abmetry.cli.spoken import t
from abmetry.cli.terminal import say


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder; made if it is not there.")],
    run: RunOptions,
) -> None:
    """Make a folder a workspace: a commented abmetry.toml, a folder for exports, a .gitignore."""
    from abmetry.workspace.scaffold import init as make

    workspace = make(folder)
    say(t("{root} is a workspace now.", root=workspace.root), run.quiet)
    say(
        t("Next: name your sources in {file}, then `abmetry load`.", file=workspace.places.settings_file),
        run.quiet,
    )


COMMANDS = (
    Declared(
        "init",
        init,
        """
        abmetry init acme                  a new folder
        abmetry init .                     this folder
        """,
    ),
)
