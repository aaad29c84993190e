"""`abmetry funnel`: the six stages."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.output import Format, OutputOptions, Shown, show
from abmetry.cli.question_options import QuestionOptions
from abmetry.cli.run_options import RunOptions
from abmetry.presets.catalogue import PRESETS

ALL = "all"
SHOWN_ON_SCREEN = 30


def funnel(
    question: QuestionOptions,
    output: OutputOptions,
    run: RunOptions,
    presets: Annotated[
        list[str] | None,
        typer.Option(
            "--preset",
            metavar="NAME",
            help=f"The same accounts by the stages of another system (repeatable): {', '.join(PRESETS)}, {ALL}.",
            show_default=False,
        ),
    ] = None,
    side_by_side: Annotated[
        bool,
        typer.Option("--side-by-side", help="What the presets say of each account; none named: all of them."),
    ] = False,
) -> None:
    """Show the six stages: accounts at each, conversion, time in stage, movements."""
    from abmetry.answers.flat import flatten
    from abmetry.cli.views.funnel import funnel_view
    from abmetry.cli.views.presets import preset_view, side_by_side_view

    output.check()
    named = list(PRESETS) if ALL in (presets or ()) else list(presets or ())
    asked = question.question()
    if side_by_side:
        limit = SHOWN_ON_SCREEN if output.shape is Format.TABLE and output.file is None else None
        with open_analysis(run) as analysis:
            compared = analysis.side_by_side(named, asked, limit)
        show(
            Shown(lambda width: side_by_side_view(compared, width), compared.to_dict, compared.to_arrow),
            output,
        )
        return
    if named:
        with open_analysis(run) as analysis:
            funnels = [analysis.preset_funnel(name, asked) for name in named]
        told = [one.to_dict() for one in funnels]
        rows = [{"preset": one["preset"], **row} for one in told for row in _stages(one)]
        data: Any = told if len(told) > 1 else told[0]
        show(Shown(lambda width: preset_view(funnels, width), lambda: data, lambda: flatten(rows)), output)
        return
    with open_analysis(run) as analysis:
        found = analysis.funnel(asked).to_dict()
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
        abmetry funnel --preset demandbase         the same accounts by another system's stages
        abmetry funnel --side-by-side              what every system says of each account
        abmetry funnel --format json               for a program
        """,
    ),
)
