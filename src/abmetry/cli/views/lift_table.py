"""Lift of KPIs as a table: method by method of few KPIs, a line for each of many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from abmetry.answers.answer import Result
from abmetry.cli.spoken import percent, t
from abmetry.cli.views.amounts import amount, brief, difference, interval, number, p_value, relative
from abmetry.cli.views.words import DIM, HEAD, WARN, cell, direction, plain_table
from abmetry.kpis.catalogue import find
from abmetry.lang.message import message

TITLES = {
    "experiment": message("Held out at random"),
    "matched": message("Matched"),
    "did": message("Change of those that joined"),
    "raw": message("As they are"),
}
SHORT = {
    "experiment": message("Held out"),
    "matched": message("Matched"),
    "did": message("Joined"),
    "raw": message("As they are"),
}
FEW, ROOMY, WIDE = 4, 100, 118
_SURE = 0.05


def lift_tables(results: Sequence[Result], width: int) -> Iterator[RenderableType]:
    """Lift that could be told, of one period.

    Args:
        results: One per KPI and method.
        width: Columns of the terminal.
    """
    by_kpi: dict[str, list[Result]] = {}
    for result in results:
        by_kpi.setdefault(str(result.group["kpi"]), []).append(result)
    if len(by_kpi) <= FEW:
        for kpi_id, found in by_kpi.items():
            kpi = find(kpi_id)
            yield ""
            yield Text.assemble((kpi.title, HEAD), (f"   {kpi.id}", DIM))
            yield _by_method(sorted(found, key=_place), width)
        return
    yield ""
    yield _by_kpi(by_kpi, width)


def _place(result: Result) -> int:
    return list(TITLES).index(str(result.group["method"]))


def _by_method(results: Sequence[Result], width: int) -> Table:
    roomy = width >= ROOMY
    table = plain_table(
        t("Compared"),
        (t("Program"), "right"),
        (t("Others"), "right"),
        (t("Difference"), "right"),
        (t("{level} range", level=percent(95, 0)), "right"),
        *((("p", "right"), (t("Relative"), "right"), ("n", "right")) if roomy else ()),
    )
    for result in results:
        extra = result.extra
        method, target_list = str(result.group["method"]), result.group.get("list")
        title = TITLES[method] + (f" ({target_list})" if target_list else "")
        shown = difference if method == "did" else amount
        n = f"{number(extra['abm_n'])} / {number(extra['non_abm_n'])}"
        table.add_row(
            cell(title),
            Text(shown(extra["abm"], result.unit, result.currency), style=HEAD),
            Text(shown(extra["non_abm"], result.unit, result.currency)),
            _difference(result),
            Text(interval(result.interval, result.unit, result.currency), style=DIM),
            *(
                (
                    Text(p_value(extra["p"]).removeprefix("p "), style=DIM),
                    Text(relative(extra["relative"])),
                    Text.assemble((f"{t('few')} " if result.status == "too_few" else "", WARN), (n, DIM)),
                )
                if roomy
                else ()
            ),
        )
    return table


def _by_kpi(by_kpi: Mapping[str, Sequence[Result]], width: int) -> Table:
    """Of the best method there is everything, of the others the difference."""
    methods = [name for name in TITLES if any(_of(found, name) for found in by_kpi.values())]
    (first, *rest) = methods
    roomy = width >= ROOMY
    table = plain_table(
        t("KPI"),
        (t("Program"), "right"),
        (t("Others"), "right"),
        (SHORT[first], "right"),
        *(((t("{level} range", level=percent(95, 0)), "right"),) if roomy else ()),
        *((SHORT[name], "right") for name in (rest if width >= WIDE else rest[:1] if roomy else ())),
    )
    for column in table.columns[1:]:
        column.no_wrap = True
    for family, members in groupby(by_kpi.items(), key=lambda item: find(item[0]).family):
        if table.row_count:
            table.add_row()
        table.add_row(Text(str(family.value).capitalize(), style=HEAD))
        for kpi_id, found in members:
            table.add_row(*_line(kpi_id, found, first, rest, width))
    return table


def _line(
    kpi_id: str, found: Sequence[Result], first: str, rest: Sequence[str], width: int
) -> Iterator[RenderableType]:
    roomy = width >= ROOMY
    main = _of(found, first)
    yield Text(find(kpi_id).title)
    if main is None:
        yield from (Text(),) * (4 if roomy else 3)
    else:
        few = main.status == "too_few"
        yield Text(brief(main.extra["abm"], main.unit, main.currency), style=DIM if few else HEAD)
        yield Text(brief(main.extra["non_abm"], main.unit, main.currency), style=DIM if few else "")
        yield _difference(main)
        if roomy:
            yield Text.assemble(
                (f"{t('few')} " if few else "", WARN),
                (interval(main.interval, main.unit, main.currency), DIM),
            )
    for name in rest if width >= WIDE else rest[:1] if roomy else ():
        other = _of(found, name)
        yield _difference(other) if other else Text()


def _of(found: Sequence[Result], method: str) -> Result | None:
    return next((result for result in found if result.group["method"] == method), None)


def _difference(result: Result) -> Text:
    """A difference: coloured where its sign is sure, grey where it rests on few."""
    told = difference(result.value, result.unit, result.currency)
    if result.status == "too_few":
        return Text(told, style=DIM)
    p = result.extra["p"]
    _, style = direction(result.value, find(str(result.group["kpi"])).better)
    return Text(told, style=style if p is not None and p < _SURE else "")
