"""The board: how the program does, in four numbers and six stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.answers.answer import Result
from abmetry.answers.board import EXECUTIVE
from abmetry.answers.funnel import STAGES, Funnel
from abmetry.charts.stage_bars import stage_bars
from abmetry.charts.trend import trend
from abmetry.kpis.catalogue import find
from abmetry.lang.message import Message, message
from abmetry.web.figure import Figure, drawn
from abmetry.web.kpi_card import Card, Plain, aim_of, before, card, with_target
from abmetry.web.on_its_way import in_time
from abmetry.web.parts import kpi_url
from abmetry.web.periods import trend_question
from abmetry.web.spark import Spark, spark
from abmetry.web.stages import stage_name, stages_table
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)

OF_STAGES = {
    "target": ("target_accounts", "icp_fit", "stakeholder_coverage", "intent_surge_rate"),
    "engaged": ("engagement_minutes_per_account", "mqa_rate", "visiting_accounts", "relationship_score"),
    "opportunity": (
        "engaged_to_opportunity_rate",
        "pipeline_created",
        "target_account_pipeline",
        "average_deal_size",
    ),
    "won": ("opportunity_win_rate", "new_revenue_won", "deal_cycle_days", "touches_per_won_account"),
    "retention": (
        "renewal_rate",
        "net_revenue_retention",
        "customer_relationship_score",
        "customer_intent_surge_rate",
    ),
    "expansion": (
        "average_contract_value",
        "expansion_revenue_won",
        "net_promoter_score",
        "customer_lifetime_value",
    ),
}
"""KPIs that tell most of each stage."""
IN_STAGES = tuple(id_ for of_stage in OF_STAGES.values() for id_ in of_stage)


@dataclass(frozen=True)
class StageCards:
    """A stage, how many accounts stand at it, and its KPIs."""

    name: str
    href: str
    accounts: str
    reached: str
    cards: list[Card]


@router.get("/", response_class=HTMLResponse)
def board(view: Viewed) -> HTMLResponse:
    """The page."""
    return in_time(view, "board", lambda: _page(view))


def _page(view: View) -> HTMLResponse:
    executive = [id_ for pair in EXECUTIVE for id_ in pair if id_ is not None]
    found = {result.kpi: result for result in view.answer(*executive)}
    courses = _courses(view, executive)
    funnel = view.reader.funnel(view.question())
    return view.render(
        "board.html",
        page="board",
        finding=_finding(view, found["engaged_account_rate"]),
        cards=[
            card(view, found[id_], found.get(rate) if rate else None, courses.get(id_, []))
            for id_, rate in EXECUTIVE
        ],
        figures=[_course_figure(view, courses["engaged_account_rate"])] if courses else [],
        stages_figure=_stages_figure(view, funnel),
        **(
            view.reader.within(view.patience.page, lambda: _stages(view, view.patience.page))
            or {"stages": None}
        ),
        flags=funnel.flags,
    )


@router.get("/board/stages", response_class=HTMLResponse)
def stages(view: Viewed) -> HTMLResponse:
    """The KPIs of the six stages, which take longer."""
    if not view.is_fragment:
        return view.render("board_stages.html", page="board", **_stages(view, None))
    view.reader.patience = view.patience.part
    return view.render("parts/board_stages.html", **_stages(view, view.patience.page))


@router.get("/board/courses", response_class=HTMLResponse)
def courses(view: Viewed) -> HTMLResponse:
    """The courses of these KPIs, each for the place that its card keeps for it."""
    found = view.reader.within(view.patience.part if view.is_fragment else None, lambda: _lines(view))
    return view.render("parts/board_courses.html", courses=found)


def _lines(view: View) -> dict[str, Spark | None]:
    """The courses of the KPIs whose cards have a place for one, by id."""
    measured = [result.kpi for result in view.answer(*IN_STAGES) if result.status in ("ok", "too_few")]
    courses = _courses(view, IN_STAGES)
    return {id_: spark(courses.get(id_, ()), view.words) for id_ in measured}


def _stages(view: View, patience: float | None) -> dict[str, Any]:
    """The cards of the stages, with the courses that are there in so many seconds; None: when all are."""
    found = {result.kpi: result for result in view.answer(*IN_STAGES)}
    funnel = view.reader.funnel(view.question())
    courses = view.reader.within(patience, lambda: _courses(view, IN_STAGES))
    return {
        "stages": [
            _stage(view, funnel, place, found, OF_STAGES[name], courses or {})
            for place, name in enumerate(STAGES)
        ],
        "courses_are_there": courses is not None,
    }


def _courses(view: View, ids: Sequence[str]) -> dict[str, list[Result]]:
    """The values of KPIs over the periods up to the page's, the oldest first."""
    question = trend_question(view.question(*ids), view.reader.analysis)
    if question is None:
        return {}
    courses: dict[str, list[Result]] = {id_: [] for id_ in ids}
    for result in view.reader.answer(question):
        courses[result.kpi].append(result)
    return courses


RISEN = message("{value} of target accounts are engaged, {change} more than in {period}")
FALLEN = message("{value} of target accounts are engaged, {change} fewer than in {period}")
STEADY = message("{value} of target accounts are engaged, as many as in {period}")


def _finding(view: View, rate: Result) -> str:
    """What the page finds, as its title."""
    words = view.words
    if rate.value is None:
        return words.text(message("The board"))
    value, change = Plain(words.value(rate.value, rate.unit)), before(rate, words)
    if change is None or rate.previous is None:
        return words.text("{value} of target accounts are engaged", value=value)
    then = rate.previous.get("period") or rate.period
    said: dict[str, Message] = {"up": RISEN, "down": FALLEN, "level": STEADY}
    return words.text(
        said[change.direction].msgid,
        value=value,
        change=Plain(change.text.lstrip("+-−‎")),
        period=Plain(words.period(then["start"], then["end"])),
    )


def _course_figure(view: View, results: list[Result]) -> Figure:
    words, kpi = view.words, find(results[-1].kpi)
    last = results[-1]
    title = words.text(
        "{kpi}: {value} in {period}",
        kpi=Plain(words.text(kpi.title)),
        value=Plain(words.value(last.value, last.unit, last.currency)),
        period=Plain(words.period(last.period["start"], last.period["end"])),
    )
    rows: list[list[Cell | str]] = [
        [
            words.period(one.period["start"], one.period["end"]),
            Cell(words.value(one.value, one.unit, one.currency), kpi_url(view, one), drawer=True),
            words.interval(*_ends(one), one.unit, one.currency),
            words.number(one.n, 0),
        ]
        for one in results
    ]
    columns = (
        Column("period", words.text("Period")),
        Column("value", words.text(kpi.title), numeric=True),
        Column("interval", words.text("Interval"), numeric=True),
        Column("n", "n", numeric=True),
    )
    return Figure(
        id=f"course-{kpi.id}",
        title=title,
        what=with_target(words.text(kpi.question), last, words),
        spec=drawn(trend(results, words, description=title, target=aim_of(last))),
        table=Table(title, columns, rows),
        href=kpi_url(view, last),
    )


def _ends(result: Result) -> tuple[float | None, float | None]:
    interval = result.interval or {}
    return interval.get("low"), interval.get("high")


def _stages_figure(view: View, funnel: Funnel) -> Figure:
    words = view.words
    reached = funnel.stages[1]
    title = words.text(
        "{engaged} of {targets} accounts are engaged or further",
        engaged=Plain(words.number(reached.reached, 0)),
        targets=Plain(words.number(funnel.stages[0].reached, 0)),
    )
    return Figure(
        id="stages",
        title=title,
        what=words.text(
            "Accounts by stage of the funnel, as of {day}", day=Plain(words.instant(funnel.as_of))
        ),
        spec=drawn(stage_bars(funnel.stages, words, description=title)),
        table=stages_table(view, funnel.stages),
    )


def _stage(
    view: View,
    funnel: Funnel,
    place: int,
    found: dict[str, Result],
    ids: tuple[str, ...],
    courses: dict[str, list[Result]],
) -> StageCards:
    stage, words = funnel.stages[place], view.words
    return StageCards(
        name=stage_name(stage.stage, words),
        href=view.url(f"/funnel/{stage.stage}"),
        accounts=words.number(stage.accounts, 0),
        reached=words.number(stage.reached, 0),
        cards=[card(view, found[id_], None, courses.get(id_, [])) for id_ in ids],
    )
