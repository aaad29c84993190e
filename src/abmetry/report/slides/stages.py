"""The six stages: where accounts stand, how far they came, and what moved."""

from __future__ import annotations

from functools import partial

from abmetry.answers.funnel import Funnel, FunnelStage
from abmetry.charts.look import Drawn, Width, capital
from abmetry.charts.palette import Theme
from abmetry.charts.stage_bars import stage_bars
from abmetry.lang.words import Words
from abmetry.report.answered import Answered
from abmetry.report.drawings import step_of
from abmetry.report.pack import Cell, ChartData, Series, Slide, Table


def stages(answered: Answered, words: Words) -> Slide | None:
    """A bar per stage and a table beside it; None where there is no funnel."""
    funnel = answered.funnel
    if funnel is None:
        return None
    return Slide(
        layout="chart",
        title=_title(funnel, words),
        lede=words.text("Each account stands at the highest stage that holds for it; it can fall back."),
        charts=(stage_chart(funnel, words),),
        table=Table(
            (
                words.text("Stage"),
                words.text("At this stage"),
                words.text("Of the stage before"),
                words.text("Median stay"),
            ),
            tuple(_row(stage, words) for stage in funnel.stages),
            (1.35, 1, 1.2, 1.15),
        ),
        points=tuple(words.text(flag) for flag in funnel.flags),
    )


def stage_chart(funnel: Funnel, words: Words) -> ChartData:
    """Accounts at each stage or beyond, and over them those that stand at it."""
    title = words.text("Accounts by stage")
    reached = tuple(float(stage.reached) for stage in funnel.stages)
    standing = tuple(float(stage.accounts) for stage in funnel.stages)
    return ChartData(
        kind="bars",
        title=title,
        description=title,
        categories=tuple(capital(words.text(stage.stage)) for stage in funnel.stages),
        series=(
            Series(
                words.text("At it or beyond"),
                reached,
                tuple(words.number(n) for n in reached),
                colour="step-2",
            ),
            Series(words.text("At this stage"), standing, tuple(words.number(n) for n in standing)),
        ),
        unit="count",
        currency=None,
        draw=partial(_draw, funnel.stages, words, title),
        overlapped=True,
    )


def _draw(
    found: tuple[FunnelStage, ...], words: Words, title: str, theme: Theme, width: Width, height: int
) -> Drawn:
    return stage_bars(found, words, theme, description=title, width=width, step=step_of(height, len(found)))


def _title(funnel: Funnel, words: Words) -> str:
    by = {stage.stage: stage for stage in funnel.stages}
    return words.plural(
        "{came} of {n} account came to an opportunity or beyond",
        "{came} of {n} accounts came to an opportunity or beyond",
        by["target"].reached,
        came=by["opportunity"].reached,
    )


def _row(stage: FunnelStage, words: Words) -> tuple[Cell, ...]:
    return (
        Cell(capital(words.text(stage.stage)), "head"),
        Cell(words.number(stage.accounts)),
        Cell(words.percent(stage.from_previous)),
        Cell(words.value(stage.times.median, "days"), "muted"),
    )
