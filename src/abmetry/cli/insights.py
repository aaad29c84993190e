"""`abmetry insights`: what goes with what."""

from __future__ import annotations

from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.question_options import QuestionOptions
from abmetry.cli.run_options import RunOptions
from abmetry.errors import UsageError
from abmetry.lang.message import message


def insights(
    question: QuestionOptions,
    output: OutputOptions,
    run: RunOptions,
    id: Annotated[
        str | None, typer.Argument(metavar="ID", help="One insight: the cases of both its groups.")
    ] = None,
    tried: Annotated[
        bool, typer.Option("--tried", help="What was tried and found nothing, or was too rare, as well.")
    ] = False,
    rows: Annotated[
        int | None,
        typer.Option(
            "--rows",
            metavar="N",
            help="At most N cases of either group: of one insight, or in JSON beside each.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Tell what goes with what, of all that was done and all that came of it: associated, never caused."""
    from abmetry.answers.flat import flatten
    from abmetry.cli.views.insights import cases_view, insights_view

    output.check()
    if rows is not None and rows < 0:
        raise UsageError(message("--rows is 0 or more."))
    with open_analysis(run) as analysis:
        found = analysis.insights(question.question())
    if id is not None:
        cases = found.rows(id, rows)
        view = cases_view(found, found.of(id), cases)
        show(Shown(lambda _width: view, lambda: cases, lambda: flatten(cases)), output)
        return
    shown = Shown(
        lambda _width: insights_view(found, tried=tried),
        lambda: found.to_list(tried=tried, rows=rows),
        lambda: found.to_arrow(tried=tried),
    )
    show(shown, output)


COMMANDS = (
    Declared(
        "insights",
        insights,
        """
        abmetry insights                                     what held, of the last two years
        abmetry insights --from 2024-01-01 --to 2026-10-01   another time
        abmetry insights --tried --format csv -o tried.csv   with all that was tried in vain
        abmetry insights 'cycle: economic buyer early' --rows 20
        abmetry insights --where 'industry=Software' --format json
        """,
    ),
)
