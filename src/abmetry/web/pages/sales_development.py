"""Sales development: what the team and its people do, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.answers.answer import Result
from abmetry.charts.bars import bars
from abmetry.charts.rows import group_label
from abmetry.kpis.catalogue import find
from abmetry.lang.message import message
from abmetry.web.figure import Figure, drawn
from abmetry.web.group_table import group_table
from abmetry.web.kpi_card import Plain, card
from abmetry.web.on_its_way import in_time
from abmetry.web.parts import kpi_url
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)

ACTIVITY = (
    "task_completion_rate",
    "dials_per_rep_day",
    "emails_per_rep_day",
    "people_touched_per_rep_day",
    "sdr_account_coverage",
)
OUTCOME = (
    "meaningful_conversations",
    "conversation_to_meeting_rate",
    "accepted_accounts_per_1000",
    "sdr_pipeline_created",
    "sdr_revenue_won",
)
WHO = {
    "rep": message("By rep"),
    "team": message("By team"),
    "owner": message("By owner of the account"),
}
"""What activity and outcome can be split by."""
TITLES = {"rep": message("Rep"), "team": message("Team"), "owner": message("Owner")}
DRAWN = ("meaningful_conversations", "sdr_pipeline_created")
SHOWN = 12
SIZE = 50


@router.get("/sales-development", response_class=HTMLResponse)
def sales_development(view: Viewed) -> HTMLResponse:
    """The page."""
    return in_time(view, "sales_development", lambda: _page(view))


def _page(view: View) -> HTMLResponse:
    found = {result.kpi: result for result in view.answer(*ACTIVITY, *OUTCOME)}
    who = view.param("who") if view.param("who") in WHO else next(iter(WHO))
    known = [kpi for kpi in _of(who) if found[kpi].status != "unavailable"]
    results = list(view.answer(*known, by=(who,), compare="none")) if known else []
    drawn_of = [[one for one in results if one.kpi == kpi and one.value] for kpi in DRAWN]
    return view.render(
        "sales_development.html",
        page="sales_development",
        title=_finding(view, found),
        activity=[card(view, found[id_]) for id_ in ACTIVITY],
        outcome=[card(view, found[id_]) for id_ in OUTCOME],
        who=who,
        splits=WHO,
        table=_table(view, results, who),
        figures=[_figure(view, own, who) for own in drawn_of if own],
    )


def _of(who: str) -> list[str]:
    """The KPIs that can be split so."""
    every = [*ACTIVITY, *OUTCOME]
    if who == "owner":
        return every
    return [kpi for kpi in every if who in find(kpi).by]


def _finding(view: View, found: Mapping[str, Result]) -> str:
    words = view.words
    talks, met = found["meaningful_conversations"], found["conversation_to_meeting_rate"]
    if talks.value is None:
        return words.text("What sales development did is not known in this period")
    if met.value is None:
        return words.plural("{n} meaningful conversation", "{n} meaningful conversations", round(talks.value))
    return words.text(
        "{n} meaningful conversations; {rate} of the people talked with then met us",
        n=Plain(words.value(talks.value, talks.unit)),
        rate=Plain(words.value(met.value, met.unit)),
    )


def _table(view: View, results: Sequence[Result], who: str) -> Table:
    words = view.words
    return group_table(
        view,
        results,
        who,
        words.text(TITLES[who]),
        words.text("Activity and outcome"),
        sortable=True,
        size=SIZE,
        empty=words.text("Nobody did anything on these accounts in this period."),
    )


def _figure(view: View, results: list[Result], who: str) -> Figure:
    words, kpi = view.words, find(results[0].kpi)
    most = max(results, key=lambda one: one.value or 0)
    title = words.text(
        "{kpi}: {name} has most, {value}",
        kpi=Plain(words.text(kpi.title)),
        name=Plain(group_label(most, who, words)),
        value=Plain(words.value(most.value, most.unit, most.currency, compact=True)),
    )
    columns = (
        Column("who", words.text(TITLES[who])),
        Column("value", words.text(kpi.title), numeric=True),
    )
    ordered = sorted(results, key=lambda one: -(one.value or 0))
    rows: list[list[Cell | str]] = [
        [
            group_label(one, who, words),
            Cell(words.value(one.value, one.unit, one.currency), kpi_url(view, one), drawer=True),
        ]
        for one in ordered
    ]
    return Figure(
        id=f"by-{kpi.id}",
        title=title,
        what=words.text("The {n} with most, with their intervals", n=min(SHOWN, len(results))),
        spec=drawn(bars(results, who, words, description=title, limit=SHOWN)),
        table=Table(title, columns, rows),
        href=view.url(f"/kpi/{kpi.id}"),
        tall=True,
    )
