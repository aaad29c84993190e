"""Reach: what touches the target accounts, how much of it is with them, what is wasted, and who is aware."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.answers.answer import Result
from abmetry.charts.bars import bars
from abmetry.charts.rows import group_label
from abmetry.kpis.catalogue import find
from abmetry.lang.message import message
from abmetry.web.account_table import nothing
from abmetry.web.figure import Figure, drawn
from abmetry.web.kpi_card import Plain, card
from abmetry.web.on_its_way import in_time
from abmetry.web.parts import kpi_url
from abmetry.web.table import Cell, Column, Table, sorted_by
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)
PROGRAMS = ("program_reach", "program_focus", "program_success_rate", "program_successes")
WASTE = "wasted_spend_share"
AWARENESS = (
    "aware_account_rate",
    "target_traffic_share",
    "web_visits_resolved_rate",
    "key_contact_email_open_rate",
    "key_contact_attendance_rate",
    "key_contact_answer_rate",
)
SPLITS = {
    "channel": message("Channel"),
    "program": message("Program"),
    "campaign": message("Campaign"),
}
SEGMENTS = {"tier": message("Tier"), "industry": message("Industry"), "country": message("Country")}
MOST_BARS, MOST_SPENT = 10, 12


@router.get("/reach", response_class=HTMLResponse)
def reach(view: Viewed) -> HTMLResponse:
    """The page."""
    return in_time(view, "reach", lambda: _page(view))


def _page(view: View) -> HTMLResponse:
    split = view.param("split", "channel")
    split = split if split in SPLITS else "channel"
    segment = view.param("segment", "tier")
    segment = segment if segment in SEGMENTS else "tier"
    found = {result.kpi: result for result in view.answer(*PROGRAMS[:3], WASTE, *AWARENESS)}
    programs = _known(view.answer(*PROGRAMS, by=(split,), compare="none"))
    wasted = _known(view.answer(WASTE, by=("campaign",), compare="none"))
    aware = _known(view.answer("aware_account_rate", by=(segment,), compare="none"))
    reached = [result for result in programs if result.kpi == "program_reach"]
    focus = [result for result in programs if result.kpi == "program_focus"]
    return view.render(
        "reach.html",
        page="reach",
        title=_finding(view, found["program_reach"], found[WASTE]),
        cards=[card(view, found[id_]) for id_ in (*PROGRAMS[:3], WASTE)],
        splits=SPLITS,
        split=split,
        segments=SEGMENTS,
        segment=segment,
        figures=[_figure(view, results, split, MOST_BARS) for results in (reached, focus) if results],
        table=_table(view, programs, split) if programs else None,
        wasted=_wasted(view, wasted) if wasted else None,
        awareness=[card(view, found[id_]) for id_ in AWARENESS],
        aware=_figure(view, aware, segment, MOST_BARS) if aware else None,
    )


def _known(results: Iterable[Result]) -> list[Result]:
    return [result for result in results if result.status != "unavailable" and result.group]


def _finding(view: View, reached: Result, wasted: Result) -> str:
    words = view.words
    if reached.value is None:
        return words.text("Reach")
    value = Plain(words.value(reached.value, reached.unit))
    if wasted.value is None:
        return words.text("Programs reach {value} of the target accounts", value=value)
    return words.text(
        "Programs reach {value} of the target accounts; {wasted} of the spend goes elsewhere",
        value=value,
        wasted=Plain(words.value(wasted.value, wasted.unit)),
    )


def _figure(view: View, results: Sequence[Result], by: str, limit: int) -> Figure:
    """A KPI by group; the finding is which of them stands first."""
    words, kpi = view.words, find(results[0].kpi)
    first = max(results, key=lambda result: (result.value is not None, result.value or 0))
    title = words.text(
        "{kpi}: most with {group}, {value}",
        kpi=Plain(words.text(kpi.title)),
        group=Plain(group_label(first, by, words)),
        value=Plain(words.value(first.value, first.unit)),
    )
    columns = (
        Column("group", words.text({**SPLITS, **SEGMENTS}[by])),
        Column("value", words.text(kpi.title), numeric=True),
        Column("n", "n", numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            group_label(result, by, words),
            Cell(words.value(result.value, result.unit), kpi_url(view, result), drawer=True),
            words.number(result.n, 0),
        ]
        for result in results
    ]
    return Figure(
        id=f"{kpi.id}-by-{by}",
        title=title,
        what=words.text(kpi.question),
        spec=drawn(bars(results, by, words, description=title, limit=limit, in_order=by == "tier")),
        table=Table(title, columns, rows),
        href=view.url(f"/kpi/{kpi.id}"),
    )


def _table(view: View, results: Sequence[Result], by: str) -> Table:
    """Channels, programs or campaigns with all that is measured of them."""
    words = view.words
    groups: dict[str | None, dict[str, Result]] = {}
    for result in results:
        groups.setdefault(result.group[by], {})[result.kpi] = result
    sort = view.param("sort", "-program_successes")
    ordered = sorted_by(
        list(groups.values()), sort, lambda row, key: row[key].value if key in row else None, PROGRAMS
    )

    def told(row: dict[str, Result], kpi: str) -> Cell:
        result = row.get(kpi)
        if result is None or result.value is None:
            return nothing()
        part = result.value if result.unit == "percent" else None
        return Cell(words.value(result.value, result.unit), kpi_url(view, result), drawer=True, part=part)

    columns = [
        Column("group", words.text(SPLITS[by])),
        *(Column(kpi, words.text(find(kpi).title), numeric=True, sortable=True) for kpi in PROGRAMS),
    ]
    rows: list[list[Cell | str]] = [
        [group_label(next(iter(row.values())), by, words), *(told(row, kpi) for kpi in PROGRAMS)]
        for row in ordered
    ]
    return Table(words.text("Reach, focus and success"), columns, rows, sort=sort)


def _wasted(view: View, results: Sequence[Result]) -> Table:
    """Campaigns by what they spent on accounts that nobody targets."""
    words = view.words
    worst = sorted(results, key=lambda result: -(result.numerator or 0))[:MOST_SPENT]
    columns = (
        Column("campaign", words.text("Campaign")),
        Column("wasted", words.text("Spent on accounts on no list"), numeric=True),
        Column("placed", words.text("Spent on accounts"), numeric=True),
        Column("share", words.text("Wasted"), numeric=True),
    )
    currency = view.settings.workspace.currency
    rows: list[list[Cell | str]] = [
        [
            group_label(result, "campaign", words),
            words.money(result.numerator, currency),
            words.money(result.denominator, currency),
            Cell(
                words.value(result.value, result.unit), kpi_url(view, result), drawer=True, part=result.value
            ),
        ]
        for result in worst
    ]
    return Table(words.text("Wasted spend by campaign"), columns, rows)
