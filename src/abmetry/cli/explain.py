"""`abmetry explain`: how a value came about."""

from __future__ import annotations

from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.question_options import QuestionOptions
from abmetry.cli.run_options import RunOptions


def explain(
    id: Annotated[str, typer.Argument(metavar="ID", help="The KPI.")],
    question: QuestionOptions,
    output: OutputOptions,
    run: RunOptions,
) -> None:
    """Tell how a number came about: its definition, the settings that decide, its flags, the SQL that made it."""
    from abmetry.answers.flat import flatten
    from abmetry.cli.views.explanation import explanation_view

    output.check()
    with open_analysis(run) as analysis:
        explained = analysis.explain(question.question(id))
    show(
        Shown(
            lambda width: explanation_view(explained, width),
            explained.to_dict,
            lambda: flatten([explained.to_dict()]),
        ),
        output,
    )


COMMANDS = (
    Declared(
        "explain",
        explain,
        """
        abmetry explain engaged_account_rate                     definition, settings, value, SQL
        abmetry explain engaged_account_rate --format json       for a program
        """,
    ),
)
