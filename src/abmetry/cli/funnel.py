"""`abmetry funnel`: the six stages."""

from __future__ import annotations

from typing import Any

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import OutputOptions, Shown, show
from abmetry.cli.question_options import QuestionOptions
from abmetry.cli.run_options import RunOptions


def funnel(question: QuestionOptions, output: OutputOptions, run: RunOptions) -> None:
    """Show the six stages: accounts at each, conversion, time in stage, movements."""
    from abmetry.answers.flat import flatten
    from abmetry.cli.views.funnel import funnel_view

    output.check()
    with open_analysis(run) as analysis:
        found = analysis.funnel(question.question()).to_dict()
    show(
        Shown(lambda width: funnel_view(found, width), lambda: found, lambda: flatten(_stages(found))),
        output,
    )


def _stages(funnel: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per stage, of each group where it is split: as of `kpi`, the whole beside its parts would count twice."""
    return [
        {"as_of": one["as_of"], "group": one.get("group", {}), **stage}
        for one in funnel.get("groups") or (funnel,)
        for stage in one["stages"]
    ]


COMMANDS = (
    Declared(
        "funnel",
        funnel,
        """
        abmetry funnel                             as of the end of the last quarter
        abmetry funnel --period 2026 --tier 1      over a year, one tier
        abmetry funnel --by tier -o funnel.csv     one row per tier and stage
        abmetry funnel --format json               for a program
        """,
    ),
)
