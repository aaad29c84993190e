"""Velocity: how long deals take, stage by stage, how long they last, and which stand still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import inf
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.answers.answer import Result
from abmetry.answers.duration_curves import DurationCurve, duration_curves
from abmetry.charts.dot_interval import dot_interval
from abmetry.charts.rows import group_label
from abmetry.charts.survival import CurvePoint, survival
from abmetry.kpis.catalogue import find
from abmetry.lang.message import message
from abmetry.web.account_table import account_url
from abmetry.web.figure import Figure, drawn
from abmetry.web.kpi_card import Plain, card
from abmetry.web.on_its_way import in_time
from abmetry.web.parts import kpi_url
from abmetry.web.table import Cell, Column, Paged, Table, Tone
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)

CARDS = ("deal_velocity_days", "deal_cycle_days", "stalled_opportunities", "sales_velocity")
OF_STAGES = ("stage_days", "stalled_opportunities")
CURVES = {
    "deal_velocity_days": message("From creation to win"),
    "deal_cycle_days": message("From first engagement to win"),
    "stage_days": message("In a stage"),
}
"""What can be shown as curves, and what it is called."""
COHORTS = {
    "abm": message("ABM accounts"),
    "non_abm": message("Other accounts"),
    "all": message("All accounts"),
}
SIZE = 25


@router.get("/velocity", response_class=HTMLResponse)
def velocity(view: Viewed) -> HTMLResponse:
    """The page."""
    return in_time(view, "velocity", lambda: _page(view))


def _page(view: View) -> HTMLResponse:
    found = {result.kpi: result for result in view.answer(*CARDS)}
    stages = _in_order(view, view.answer(*OF_STAGES, by=("stage",)))
    times = [one for one in stages if one.kpi == "stage_days" and one.value is not None]
    curve = view.param("curve") if view.param("curve") in CURVES else next(iter(CURVES))
    of_curve = found.get(curve) or next(iter(view.answer(curve)))
    stalled = found["stalled_opportunities"]
    return view.render(
        "velocity.html",
        page="velocity",
        title=_finding(view, found["deal_velocity_days"]),
        cards=[card(view, found[id_]) for id_ in CARDS],
        curve=curve,
        curves=CURVES,
        curves_figure=None if of_curve.status == "unavailable" else _curves_figure(view, curve),
        stages_figure=_stages_figure(view, times) if times else None,
        stages=_stages_table(view, stages) if times else None,
        stalled=None if stalled.status == "unavailable" else _stalled(view),
        flags=of_curve.flags,
    )


def _in_order(view: View, results: Iterable[Result]) -> list[Result]:
    """In the order of the stages as the settings have it; those that have none there after them."""
    said = view.settings.stages

    def place(result: Result) -> tuple[float, str]:
        name = result.group.get("stage") or ""
        order = said[name].order if name in said else None
        return (inf if order is None else order), name

    return sorted(results, key=place)


def _finding(view: View, lead: Result) -> str:
    words = view.words
    if lead.value is None:
        return words.text("No deal was won in this period")
    now = Plain(words.value(lead.value, lead.unit))
    before = (lead.previous or {}).get("value")
    if before is None:
        return words.text("Won deals took {value} on average", value=now)
    then = Plain(words.value(before, lead.unit))
    return words.text("Won deals took {value} on average, {before} the period before", value=now, before=then)


def _curves_figure(view: View, kpi: str) -> Figure | None:
    words, question = view.words, view.question(kpi)
    curves = view.reader.get(
        ("duration curves", question), lambda analysis: duration_curves(analysis, question)
    )
    if not curves:
        return None
    named = {words.text(COHORTS[one.cohort]): one for one in curves}
    title = _curves_title(view, curves)
    columns = (
        Column("cohort", words.text("Accounts")),
        Column("median", words.text("Half have ended by"), numeric=True),
        Column("n", words.text("All"), numeric=True),
        Column("open", words.text("Still open"), numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [name, words.value(one.median, "days"), words.number(one.n, 0), words.number(one.n_open, 0)]
        for name, one in named.items()
    ]
    points = {
        name: [CurvePoint(point.days, point.share, point.low, point.high) for point in one.points]
        for name, one in named.items()
    }
    return Figure(
        id="curves",
        title=title,
        what=words.text(
            "{kpi}: the share that still lasts after so many days, with its {level} bounds; what is open counts for as"
            " long as it was seen",
            kpi=Plain(words.text(find(kpi).title)),
            level=Plain(words.percent(100 * curves[0].level, 0)),
        ),
        spec=drawn(survival(points, words, description=title)),
        table=Table(title, columns, rows),
        href=view.url(f"/kpi/{kpi}"),
        tall=True,
    )


def _curves_title(view: View, curves: Sequence[DurationCurve]) -> str:
    words, own = view.words, curves[0]
    others = [one for one in curves[1:] if one.median is not None]
    if own.median is None:
        return words.text("Fewer than half have ended so far")
    if not others:
        return words.text("Half have ended within {value}", value=Plain(words.value(own.median, "days")))
    return words.text(
        "Half have ended within {value}, of other accounts within {other}",
        value=Plain(words.value(own.median, "days")),
        other=Plain(words.value(others[0].median, "days")),
    )


def _stages_figure(view: View, times: list[Result]) -> Figure:
    words = view.words
    longest = max(times, key=lambda one: one.value or 0)
    title = words.text(
        "Deals stay longest in {stage}: {value}",
        stage=Plain(group_label(longest, "stage", words)),
        value=Plain(words.value(longest.value, longest.unit)),
    )
    columns = (
        Column("stage", words.text("Stage")),
        Column("days", words.text("Mean days"), numeric=True),
        Column("interval", words.text("Interval"), numeric=True),
        Column("other", words.text("Other accounts"), numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            group_label(one, "stage", words),
            Cell(words.number(one.value, 1), kpi_url(view, one), drawer=True),
            _interval(view, one),
            words.number((one.comparison or {}).get("value"), 1),
        ]
        for one in times
    ]
    return Figure(
        id="stages",
        title=title,
        what=words.text("Mean days of the stays that ended in the period, with their intervals"),
        spec=drawn(dot_interval(times, words, by="stage", description=title)),
        table=Table(title, columns, rows),
        href=view.url("/kpi/stage_days"),
    )


def _interval(view: View, result: Result) -> str:
    within = result.interval or {}
    return view.words.interval(within.get("low"), within.get("high"), "number") or "–"


def _stages_table(view: View, results: Sequence[Result]) -> Table:
    words = view.words
    stalled = {one.group.get("stage"): one for one in results if one.kpi == "stalled_opportunities"}
    times = [one for one in results if one.kpi == "stage_days" and one.status != "unavailable"]
    columns = (
        Column("stage", words.text("Stage")),
        Column("mean", words.text("Mean"), numeric=True, hint=words.text("days")),
        Column("median", words.text("Median"), numeric=True, hint=words.text("days")),
        Column("half", words.text("Middle half"), numeric=True, hint=words.text("days")),
        Column("censored", words.text("Median with open stays"), numeric=True, hint=words.text("days")),
        Column("n", words.text("Stays that ended"), numeric=True),
        Column("open", words.text("Open stays"), numeric=True),
        Column("stalled", words.text("Stalled"), numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            group_label(one, "stage", words),
            Cell(words.number(one.value, 1), kpi_url(view, one), drawer=True),
            words.number(one.extra.get("median"), 1),
            words.interval(one.extra.get("p25"), one.extra.get("p75"), "count") or "–",
            words.number(one.extra.get("censored_median"), 1),
            words.number(one.n, 0),
            words.number(one.extra.get("n_open"), 0),
            _stalled_cell(view, stalled.get(one.group.get("stage"))),
        ]
        for one in times
    ]
    return Table(words.text("Time in stage"), columns, rows)


def _stalled_cell(view: View, result: Result | None) -> Cell:
    if result is None or result.value is None:
        return Cell("–", tone="quiet")
    tone: Tone = "bad" if result.value else "quiet"
    return Cell(view.words.number(result.value, 0), kpi_url(view, result), drawer=True, tone=tone)


def _stalled(view: View) -> Table:
    words, page = view.words, view.number("page")
    question = view.question("stalled_opportunities", compare="none")
    found = view.reader.evidence(question, "numerator")
    ordered = sorted(found.to_list(), key=lambda row: -(row["days_so_far"] or 0))
    paged = Paged(page, SIZE, len(ordered))
    columns = (
        Column("account", words.text("Account")),
        Column("stage", words.text("Stage")),
        Column("since", words.text("Since"), numeric=True),
        Column("days", words.text("Days so far"), numeric=True),
        Column(
            "usual",
            words.text("Usual"),
            numeric=True,
            hint=words.text("three in four won deals were quicker"),
        ),
    )
    shown = ordered[paged.first - 1 if paged.first else 0 : paged.last]
    rows: list[list[Cell | str]] = [_stalled_row(view, row) for row in shown]
    return Table(
        words.text("Deals that stand still"),
        columns,
        rows,
        paged=paged,
        empty=words.text("No open deal stays in its stage for unusually long."),
    )


def _stalled_row(view: View, row: dict[str, Any]) -> list[Cell | str]:
    words = view.words
    name = row.get("account") or row["account_id"]
    return [
        Cell(
            words.isolated(str(name)),
            account_url(view, row["account_id"]),
            note=words.isolated(row["name"] or ""),
        ),
        row["stage"] or "–",
        Cell(_day(view, row["entered_at"]), tone="quiet"),
        Cell(words.number(row["days_so_far"], 0), tone="bad"),
        Cell(words.number(row["usual_days"], 0), tone="quiet"),
    ]


def _day(view: View, instant: str | None) -> str:
    """The local day of an instant."""
    if instant is None:
        return "–"
    calendar, at = view.reader.analysis.calendar, datetime.fromisoformat(str(instant))
    return view.words.date((at.astimezone(calendar.zone) if at.tzinfo else calendar.to_local(at)).date())
