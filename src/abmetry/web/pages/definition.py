"""What a number means and how it came about: beside the page, or as a page of its own."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.answers.answer import Answer
from abmetry.answers.described import described
from abmetry.answers.explain import Explanation, tidy_sql
from abmetry.kpis.catalogue import find
from abmetry.web.kpi_card import card
from abmetry.web.on_its_way import in_time
from abmetry.web.parts import group_of, group_told, of_group
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)


@router.get("/kpi/{kpi_id}", response_class=HTMLResponse)
def definition(view: Viewed, kpi_id: str) -> HTMLResponse:
    """The definition of a KPI, with its value in the page's scope."""
    kpi = find(kpi_id)
    return in_time(view, "catalogue", lambda: _page(view, kpi_id), kpi.title)


def _page(view: View, kpi_id: str) -> HTMLResponse:
    group = group_of(view)
    found = view.reader.explain(view.question(kpi_id, by=tuple(group)))
    told, words = described(found.kpi, view.settings), view.words
    result = of_group(found.answer, group)
    view.audit("explain", view.question(kpi_id, by=tuple(group)), 1, group=group or None)
    template = "definition.html" if view.is_whole else "parts/definition_drawer.html"
    return view.render(
        template,
        page="catalogue",
        kpi=found.kpi,
        told=told,
        schools=words.list(words.text(school) for school in told["schools"]),
        needs=", ".join(
            need if isinstance(need, str) else words.list(need, style="or") for need in found.kpi.needs
        ),
        card=card(view, result),
        result=result,
        group=group_told(view, result),
        settings=flat_settings(found.settings),
        surer=_surer(view, found, group),
        queries=[(name, tidy_sql(sql)) for name, sql in found.queries] if view.may("explain") else [],
        extra={name: value for name, value in result.extra.items() if not isinstance(value, dict | list)},
        has_rows=not (found.kpi.of_kpis or found.kpi.is_mined) and result.status != "unavailable",
        has_denominator=found.kpi.shape.denominator is not None,
    )


def flat_settings(settings: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    """Settings as their keys in abmetry.toml and their values."""
    found: list[tuple[str, str]] = []
    for key, value in settings.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            found.extend(flat_settings(value, f"{name}."))
        elif isinstance(value, list):
            found.append((name, ", ".join(map(str, value)) or "–"))
        else:
            found.append((name, "–" if value is None else str(value)))
    return found


def _surer(view: View, found: Explanation, group: dict[str, str | None]) -> Table | None:
    """The value without the links that are less sure."""
    if not found.surer:
        return None
    words = view.words

    def row(level: float, answer: Answer) -> list[Cell | str]:
        one = of_group(answer, group)
        return [
            words.percent(level * 100, 0),
            words.value(one.value, one.unit, one.currency),
            words.number(one.n, 0),
        ]

    columns = (
        Column("level", words.text("Links at least so sure")),
        Column("value", words.text(found.kpi.title), numeric=True),
        Column("n", "n", numeric=True),
    )
    return Table(
        words.text("Without the links that are less sure"),
        columns,
        [row(level, one) for level, one in found.surer],
    )
