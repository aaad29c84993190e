"""Insights: what goes with what, what was tried in vain, and the cases behind each."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from abmetry.access.personal import without_personal
from abmetry.access.roles import Right
from abmetry.answers.answer import Json
from abmetry.answers.insights import Insights
from abmetry.charts.look import capital
from abmetry.lang.message import Message, message
from abmetry.report.slides.insights import clause_said
from abmetry.web.evidence_table import evidence_table
from abmetry.web.insight_list import Found, found_of
from abmetry.web.pages.evidence import check_kind, file_of
from abmetry.web.table import Paged, Table
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)
SIZE = 25
GROUPS = {"has it": message("Those that have it"), "does not": message("Those that do not")}


@router.get("/insights", response_class=HTMLResponse)
def insights(view: Viewed) -> HTMLResponse:
    """The page."""
    return view.render(
        "insights.html", page="insights", found=view.reader.within(view.patience.page, lambda: _found(view))
    )


@router.get("/insights/found", response_class=HTMLResponse)
def found(view: Viewed) -> HTMLResponse:
    """What was found, which takes long."""
    if view.is_fragment:
        view.reader.patience = view.patience.part
        return view.render("parts/insights_found.html", page="insights", found=_found(view))
    return view.render("insights.html", page="insights", found=_found(view))


@router.get("/insights/cases", response_class=HTMLResponse)
def cases(view: Viewed) -> HTMLResponse:
    """The cases of both groups of one insight."""
    name, page = view.param("insight"), view.number("page")
    asked = _asked(view)
    sizes = dict(zip(GROUPS, asked.sizes(name), strict=True))
    (told,) = (row for row in asked.to_list(tried=True) if row["insight"] == name)
    rows = _rows(view, asked, name, page * SIZE)
    groups: list[tuple[Message, Table]] = []
    for group, title in GROUPS.items():
        own = [row for row in rows if row["group"] == group]
        shown = [{key: value for key, value in row.items() if key not in ("insight", "group")} for row in own]
        first = (page - 1) * SIZE
        paged = Paged(page, SIZE, sizes[group])
        table = evidence_table(view, shown[first:], paged, view.words.text(title.msgid))
        groups.append((title, replace(table, anchor=f"rows-{len(groups) + 1}")))
    view.audit("evidence", view.question(), len(rows), insight=name)
    return view.render(
        "insight_cases.html",
        page="insights",
        title=capital(clause_said(told, view.words)),
        told=told,
        groups=groups,
        name=name,
    )


@router.get("/insights/cases.{kind}")
def cases_file(view: Viewed, kind: str) -> Response:
    """All of the cases as a file."""
    view.caller.require(Right.EXPORT)
    check_kind(kind)
    name = view.param("insight")
    rows = _rows(view, _asked(view), name, None)
    view.audit("export", view.question(), len(rows), insight=name, format=kind)
    return file_of(rows, "insight", kind)


def _asked(view: View) -> Insights:
    return view.reader.insights(view.question())


def _found(view: View) -> Found:
    """What was found, in words; they take longer than the page, so they are kept as answers are."""
    asked, words = _asked(view), view.words
    return view.reader.get(
        ("insights in words", view.scope, words.code, words.calendar), lambda _: found_of(view, asked)
    )


def _rows(view: View, asked: Insights, name: str, limit: int | None) -> list[Json]:
    rows = asked.rows(name, limit)
    return rows if view.may("evidence") else without_personal(rows)
