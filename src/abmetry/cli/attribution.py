"""`abmetry attribution`: credit for revenue and pipeline."""

from __future__ import annotations

from typing import Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.kpi import check_answered
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.question_options import QuestionOptions
from abmetry.cli.run_options import RunOptions


def attribution(
    question: QuestionOptions,
    output: OutputOptions,
    run: RunOptions,
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            metavar="M",
            help="first, last, linear (the default), u_hubspot, u_marketo, w, full_path, time_decay, minutes, markov,"
            " shapley, or all (repeatable).",
            show_default=False,
        ),
    ] = None,
    opportunity: Annotated[
        str | None,
        typer.Option(
            "--opportunity",
            metavar="ID",
            help="One opportunity instead, touch by touch, under each model.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Credit revenue and pipeline to channels and campaigns, under the models of credit."""
    from abmetry.cli.views.attribution import attribution_view, deal_view

    output.check()
    asked = question.question()
    with open_analysis(run) as analysis:
        if opportunity is not None:
            deal = analysis.deal_credit(opportunity, asked, models or ("all",))
            zone = analysis.calendar.zone
            show(Shown(lambda width: deal_view(deal, zone, width), deal.to_dict, deal.to_arrow), output)
            return
        answer = analysis.attribution(asked, models or ())
    show(Shown(lambda width: attribution_view(answer, width), answer.to_list, answer.to_arrow), output)
    check_answered(answer)


COMMANDS = (
    Declared(
        "attribution",
        attribution,
        """
        abmetry attribution                                 by channel and campaign, linear
        abmetry attribution --model all --by channel        what each model says of the channels
        abmetry attribution --model u_hubspot --model w --period 2026 -o credit.csv
        abmetry attribution --opportunity O000123           one opportunity, touch by touch
        """,
    ),
)
