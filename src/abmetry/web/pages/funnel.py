"""The funnel: where accounts stand by any preset, how cohorts come through, how long they stay, how they move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.answers.funnel import Funnel, FunnelStage, Movement, Times
from abmetry.answers.preset_funnel import PresetFunnel
from abmetry.charts.flow import flow
from abmetry.charts.stage_bars import stage_bars
from abmetry.lang.message import message
from abmetry.presets.catalogue import OWN, PRESETS, find_preset
from abmetry.web.cohort_table import cohort_table
from abmetry.web.figure import Figure, drawn
from abmetry.web.kpi_card import Plain
from abmetry.web.on_its_way import in_time
from abmetry.web.split_funnel import SPLITS, split_table
from abmetry.web.stages import stage_name, stages_table, times_table
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Shown:
    """A funnel of any preset, in the terms of the account funnel.

    Attributes:
        as_of: The instant at which accounts stand.
        stages: The stages; of a preset without times.
        movements: The moves of the period.
        definitions: Who stands at each stage, where a preset says so.
        flags: Warnings.
        groups: Group values and the stages of each, where it is split.
    """

    as_of: str
    stages: tuple[FunnelStage, ...]
    movements: tuple[Movement, ...]
    definitions: Mapping[str, str]
    flags: tuple[str, ...]
    groups: tuple[tuple[Mapping[str, str | None], tuple[FunnelStage, ...]], ...]

    @property
    def names(self) -> list[str]:
        """Names of the stages."""
        return [stage.stage for stage in self.stages]

    def moves(self, *, forward: bool) -> int:
        """How many moves there were in a direction."""
        names = self.names
        return sum(
            one.movements
            for one in self.movements
            if (names.index(one.stage) > names.index(one.origin)) == forward
        )


@router.get("/funnel", response_class=HTMLResponse)
def funnel(view: Viewed) -> HTMLResponse:
    """The page."""
    return in_time(view, "funnel", lambda: _page(view))


def _page(view: View) -> HTMLResponse:
    name = view.param("preset", OWN)
    preset = find_preset(name)
    by = view.param("split")
    question = view.question(by=(by,) if by else ())
    own = view.reader.funnel(question) if name == OWN else None
    shown = of_own(own) if own else of_preset(view.reader.preset_funnel(name, question))
    return view.render(
        "funnel.html",
        page="funnel",
        preset=preset,
        presets=list(PRESETS.values()),
        splits=SPLITS,
        split=by,
        title=_finding(view, shown),
        stages_figure=_stages_figure(view, shown, own is not None),
        flow_figure=_flow_figure(view, shown) if shown.movements else None,
        times=times_table(view, shown.stages) if own else None,
        cohorts=cohort_table(view, own.cohorts) if own and own.cohorts else None,
        groups=split_table(view, by, shown.groups) if by else None,
        definitions=[(stage_name(stage, view.words), said) for stage, said in shown.definitions.items()],
        flags=shown.flags,
    )


def of_own(funnel: Funnel) -> Shown:
    """The account funnel as it is shown."""
    groups = tuple((one.group, one.stages) for one in funnel.groups)
    return Shown(funnel.as_of, funnel.stages, funnel.movements, {}, funnel.flags, groups)


def of_preset(funnel: PresetFunnel) -> Shown:
    """The funnel of a preset in the same terms."""
    told = funnel.to_dict()
    return Shown(
        funnel.as_of,
        _stages_of(funnel),
        tuple(
            Movement(one["from"], one["to"], one["movements"], one["accounts"])
            for one in told["movements"]["by_stage"]
        ),
        funnel.definitions,
        funnel.flags,
        tuple((one.group, _stages_of(one)) for one in funnel.groups),
    )


def _stages_of(funnel: PresetFunnel) -> tuple[FunnelStage, ...]:
    return tuple(
        FunnelStage(
            one["stage"], one["accounts"], one["reached"], one["from_previous"], one["from_targets"], Times()
        )
        for one in funnel.stages
    )


def _finding(view: View, shown: Shown) -> str:
    words = view.words
    if not shown.movements:
        return words.text("No account moved in {period}", period=Plain(view.bar.period_told))
    forward, back = shown.moves(forward=True), shown.moves(forward=False)
    return words.text(
        "{forward} moves forward and {back} back in {period}",
        forward=forward,
        back=back,
        period=Plain(view.bar.period_told),
    )


LEAST_PASSED = message("Fewest get from {before} to {stage}: {rate}")


def _stages_figure(view: View, shown: Shown, own: bool) -> Figure:
    words = view.words
    known = [
        (one.from_previous, place) for place, one in enumerate(shown.stages) if one.from_previous is not None
    ]
    title = words.text("Accounts by stage")
    if known:
        rate, place = min(known)
        title = words.text(
            LEAST_PASSED.msgid,
            before=Plain(stage_name(shown.names[place - 1], words)),
            stage=Plain(stage_name(shown.names[place], words)),
            rate=Plain(words.percent(rate)),
        )
    return Figure(
        id="stages",
        title=title,
        what=words.text(
            "Accounts by stage of the funnel, as of {day}", day=Plain(words.instant(shown.as_of))
        ),
        spec=drawn(stage_bars(shown.stages, words, description=title)),
        table=stages_table(view, shown.stages, linked=own),
    )


def _flow_figure(view: View, shown: Shown) -> Figure:
    words = view.words
    most = max(shown.movements, key=lambda one: one.movements)
    title = words.text(
        "Most move from {before} to {stage}: {n}",
        before=Plain(stage_name(most.origin, words)),
        stage=Plain(stage_name(most.stage, words)),
        n=most.movements,
    )
    columns = (
        Column("from", words.text("From")),
        Column("to", words.text("To")),
        Column("moves", words.text("Moves"), numeric=True),
        Column("accounts", words.text("Accounts"), numeric=True),
    )
    rows: Sequence[Sequence[Cell | str]] = [
        [
            stage_name(one.origin, words),
            stage_name(one.stage, words),
            words.number(one.movements, 0),
            words.number(one.accounts, 0),
        ]
        for one in shown.movements
    ]
    return Figure(
        id="flow",
        title=title,
        what=words.text("Moves between stages in {period}", period=Plain(view.bar.period_told)),
        spec=drawn(flow(shown.movements, words, stages=shown.names, description=title)),
        table=Table(title, columns, rows),
        tall=True,
    )
