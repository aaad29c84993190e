"""KPIs by group, such as deals by type or reps: one row per group, one column per KPI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from abmetry.answers.answer import Result
from abmetry.charts.rows import group_label
from abmetry.kpis.catalogue import find
from abmetry.web.parts import kpi_url
from abmetry.web.table import Cell, Column, Paged, Table, sorted_by
from abmetry.web.view import View

Row = tuple[str, Mapping[str, Result]]


def group_table(
    view: View,
    results: Iterable[Result],
    by: str,
    title: str,
    caption: str,
    *,
    sortable: bool = False,
    size: int | None = None,
    empty: str = "",
) -> Table:
    """The table; a number opens its definition and its rows, a sample that is too small steps back.

    Args:
        view: The page.
        results: Results of several KPIs, split by one thing.
        by: What they are split by.
        title: What the groups are, as a heading.
        caption: What the table shows.
        sortable: Whether the address can sort it.
        size: Rows of a page of it, which the address can name; None: all are shown.
        empty: What is said where there are no groups.
    """
    words = view.words
    found: dict[str, dict[str, Result]] = {}
    names: dict[str, str] = {}
    for result in results:
        if result.status == "unavailable":
            continue
        value = result.group.get(by) or ""
        found.setdefault(value, {})[result.kpi] = result
        names[value] = group_label(result, by, words)
    kpis = list(dict.fromkeys(result.kpi for of_group in found.values() for result in of_group.values()))
    sort = view.param("sort") if sortable else ""
    rows = sorted_by(list(found.items()), sort, lambda row, key: _key(row, key, names), ["name", *kpis])
    paged = Paged(view.number("page", most=max(1, -(-len(rows) // size))), size, len(rows)) if size else None
    columns = [
        Column("name", title, sortable=sortable),
        *(Column(kpi, words.text(find(kpi).title), numeric=True, sortable=sortable) for kpi in kpis),
    ]
    shown: list[list[Cell | str]] = [
        [
            names[value],
            *(_cell(view, of_group.get(kpi)) for kpi in kpis),
        ]
        for value, of_group in (rows if paged is None else rows[max(0, paged.first - 1) : paged.last])
    ]
    return Table(caption, columns, shown, sort=sort, paged=paged, empty=empty)


def _value(row: Row, kpi: str) -> float | None:
    result = row[1].get(kpi)
    return result.value if result else None


def _key(row: Row, key: str, names: Mapping[str, str]) -> float | str | None:
    return names[row[0]].casefold() if key == "name" else _value(row, key)


def _cell(view: View, result: Result | None) -> Cell:
    if result is None or result.value is None:
        return Cell(view.words.number(None), tone="quiet")
    words, few = view.words, result.status == "too_few"
    plain = result.unit == "number"
    return Cell(
        words.number(result.value, 2) if plain else words.value(result.value, result.unit, result.currency),
        kpi_url(view, result),
        drawer=True,
        tone="quiet" if few else "",
        note=words.text("n = {n}", n=words.number(result.n, 0)) if few else "",
    )
