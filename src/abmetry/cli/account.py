"""`abmetry account`: one company."""

from __future__ import annotations

from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.run_options import RunOptions


def account(
    id: Annotated[str, typer.Argument(metavar="ID", help="The account's id, or its domain or name.")],
    output: OutputOptions,
    run: RunOptions,
) -> None:
    """Tell all about one company: stage, people, opportunities, contracts, timeline."""
    from abmetry.answers.account import account as story_of
    from abmetry.cli.views.account import account_view

    output.check()
    with open_analysis(run) as analysis:
        story = story_of(analysis, id)
        zone, currency = analysis.calendar.zone, analysis.workspace.settings.workspace.currency
    show(
        Shown(lambda width: account_view(story, zone, currency, width), story.to_dict, story.to_arrow), output
    )


COMMANDS = (
    Declared(
        "account",
        account,
        """
        abmetry account A000123                    by id
        abmetry account acme.com                   by domain
        abmetry account A000123 --format json      for a program
        """,
    ),
)
