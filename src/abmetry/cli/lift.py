"""`abmetry lift`: the program beside accounts that stand for its own."""

from __future__ import annotations

from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.kpi import check_answered
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.question_options import QuestionOptions
from abmetry.cli.run_options import RunOptions


def lift(
    question: QuestionOptions,
    output: OutputOptions,
    run: RunOptions,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="KPIs by id; none: all that can be compared.")
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(
            "--before",
            metavar="P",
            help="The period that a change is taken from; default: the same days a year or more before.",
            show_default=False,
        ),
    ] = None,
    accounts: Annotated[
        bool,
        typer.Option("--accounts", help="List the accounts of one KPI, each with its side and its weight."),
    ] = False,
) -> None:
    """Set KPIs of the program beside accounts like its own: raw, matched, as a change, and as an experiment."""
    from abmetry.answers.flat import flatten
    from abmetry.cli.views.lift import lift_view, members_view

    output.check()
    with open_analysis(run) as analysis:
        found = analysis.lift(question.question(*(ids or ())), before=before, by_account=accounts)
    if accounts:
        rows = list(found.members)
        show(Shown(lambda width: members_view(rows, width), lambda: rows, lambda: flatten(rows)), output)
        return
    show(Shown(lambda width: lift_view(found, width), found.to_dict, found.answer.to_arrow), output)
    check_answered(found.answer)


COMMANDS = (
    Declared(
        "lift",
        lift,
        """
        abmetry lift                                          every KPI, last complete quarter
        abmetry lift engaged_account_rate opportunity_rate    two of them, method by method
        abmetry lift --period 2026 --tier 1                   one tier against the accounts on no list
        abmetry lift opportunity_rate --before 2025-Q1        as a change since then
        abmetry lift opportunity_rate --accounts -o who.csv   the accounts behind it, with their weights
        abmetry lift --format json -o lift.json               with the balance of every covariate
        """,
    ),
)
