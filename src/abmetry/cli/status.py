"""`abmetry status`: what is loaded and built, and what to look at."""

from __future__ import annotations

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_workspace
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.run_options import RunOptions


def status(output: OutputOptions, run: RunOptions) -> None:
    """Show what is loaded and built: counts, what is unavailable and why, and quality."""
    from abmetry.answers.status import status as state_of
    from abmetry.cli.views.status import status_view

    output.check()
    state = state_of(open_workspace(run))
    show(Shown(lambda _: status_view(state), state.to_dict, state.to_arrow), output)


COMMANDS = (
    Declared(
        "status",
        status,
        """
        abmetry status                     of the workspace you are in
        abmetry status --format json       for a program
        """,
    ),
)
