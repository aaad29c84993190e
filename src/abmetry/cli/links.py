"""`abmetry links`: how rows were given to accounts."""

from __future__ import annotations

from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.run_options import RunOptions
from abmetry.errors import UsageError
from abmetry.lang.message import message


def links(
    output: OutputOptions,
    run: RunOptions,
    held: Annotated[
        bool, typer.Option("--held", help="What is held for a decision: candidates, reason, suggestion.")
    ] = False,
    domains: Annotated[
        bool, typer.Option("--domains", help="Which domains and networks visitors came from.")
    ] = False,
) -> None:
    """Show how rows were given to accounts: by which rules, how sure, and what is held for a decision."""
    from abmetry.answers.flat import flatten
    from abmetry.answers.links import domains as visited_domains
    from abmetry.answers.links import held as held_ties
    from abmetry.answers.links import links as given_links
    from abmetry.cli.views.links import domains_view, held_view, links_view

    output.check()
    if held and domains:
        raise UsageError(message("Ask for one of --held and --domains."))
    with open_analysis(run) as analysis:
        if domains:
            visited = visited_domains(analysis)
            show(Shown(lambda _: domains_view(visited), visited.to_dict, visited.to_arrow), output)
            return
        if held:
            ties = held_ties(analysis)
            shown = Shown(lambda _: held_view(ties), lambda: list(ties), lambda: flatten(ties))
        else:
            found = given_links(analysis)
            shown = Shown(lambda _: links_view(found), found.to_dict, found.to_arrow)
    show(shown, output)


COMMANDS = (
    Declared(
        "links",
        links,
        """
        abmetry links                        counts by rule and confidence
        abmetry links --held                 what waits for a decision
        abmetry links --held -o held.csv     to decide in a spreadsheet
        abmetry links --domains              where visitors came from
        """,
    ),
)
