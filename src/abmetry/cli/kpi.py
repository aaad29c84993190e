"""`abmetry kpi`: answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.question_options import QuestionOptions
from abmetry.cli.run_options import RunOptions
from abmetry.errors import Unanswerable
from abmetry.lang.message import message, sentences

if TYPE_CHECKING:
    from abmetry.answers.answer import Answer


def kpi(
    question: QuestionOptions,
    output: OutputOptions,
    run: RunOptions,
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="KPIs by id; none: the whole catalogue that is available."),
    ] = None,
) -> None:
    """Answer KPIs for a scope and a period: value, range, sample, change, and the accounts outside the program."""
    from abmetry.cli.views.results import answer_view

    output.check()
    with open_analysis(run) as analysis:
        answer = analysis.ask(question.question(*(ids or ())))
    show(Shown(lambda width: answer_view(answer, width), answer.to_list, answer.to_arrow), output)
    check_answered(answer)


def check_answered(answer: Answer) -> None:
    """Make sure that something was answered.

    Raises:
        Unanswerable: Nothing was; says why, and what would help.
    """
    if answer.answered or not len(answer):
        return
    from abmetry.answers.needs import HELP, NEVER_LOADED, never_loaded
    from abmetry.kpis.catalogue import find

    lacking = [
        group for result in answer for group in find(result.kpi).alternatives if {*group} <= {*result.needs}
    ]
    reasons = dict.fromkeys(flag for result in answer for flag in result.flags)
    said = [reason for reason in reasons if getattr(reason, "msgid", "") != NEVER_LOADED]
    if lacking:
        said.insert(0, never_loaded(lacking))
    raise Unanswerable(
        message("Nothing can be answered: {reasons}.", reasons=sentences(said)),
        help=HELP if lacking else None,
    )


COMMANDS = (
    Declared(
        "kpi",
        kpi,
        """
        abmetry kpi                                             the whole catalogue, last complete quarter
        abmetry kpi engaged_account_rate --by tier              one KPI, tier by tier
        abmetry kpi engaged_accounts --period 2026 --by month   month by month
        abmetry kpi --where 'industry=Software' --format json   for a program
        abmetry kpi --cohort all -o kpis.csv                    for a spreadsheet
        """,
    ),
)
