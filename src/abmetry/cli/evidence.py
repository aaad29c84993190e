"""`abmetry evidence`: the rows behind a number."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import Format, OutputOptions, Shown, show
from abmetry.cli.question_options import QuestionOptions
from abmetry.cli.run_options import RunOptions

SHOWN_ON_SCREEN = 50


class PartName(StrEnum):
    """Parts of a number."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


def evidence(
    id: Annotated[str, typer.Argument(metavar="ID", help="The KPI.")],
    question: QuestionOptions,
    output: OutputOptions,
    run: RunOptions,
    part: Annotated[
        PartName,
        typer.Option("--part", metavar="numerator|denominator", help="Which part; default: the numerator."),
    ] = PartName.NUMERATOR,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", help="The most rows; default: all, in a table the first 50."),
    ] = None,
) -> None:
    """List the rows behind a number: counting or summing them again gives it."""
    from abmetry.cli.views.evidence import evidence_view

    output.check()
    most = (
        SHOWN_ON_SCREEN if limit is None and output.shape is Format.TABLE and output.file is None else limit
    )
    with open_analysis(run) as analysis:
        found = analysis.evidence(question.question(id), part.value, most)
    show(Shown(lambda width: evidence_view(found, width), found.to_list, found.to_arrow), output)


COMMANDS = (
    Declared(
        "evidence",
        evidence,
        """
        abmetry evidence engaged_accounts --limit 20               the first rows that count
        abmetry evidence engaged_account_rate --part denominator   the accounts that could have
        abmetry evidence engaged_accounts --period 2026 -o rows.csv
        """,
    ),
)
