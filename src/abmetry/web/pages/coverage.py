"""Coverage: whether we know the people that decide, by segment and by account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.answers.answer import Result
from abmetry.answers.coverage_list import CoverageList, coverage_list
from abmetry.charts.heat_map import heat_map
from abmetry.charts.rows import group_label
from abmetry.lang.message import message
from abmetry.web.account_story import spelled
from abmetry.web.account_table import account_url, nothing
from abmetry.web.figure import Figure, drawn
from abmetry.web.kpi_card import Plain, card
from abmetry.web.on_its_way import in_time
from abmetry.web.table import Cell, Column, Paged, Table
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)
SIZE, MOST_ROWS = 25, 14
KPIS = (
    "stakeholder_coverage",
    "stakeholders_identified_rate",
    "contactable_rate",
    "people_per_account",
    "buying_committee_size",
    "data_completeness",
    "researched_account_rate",
    "custom_content_rate",
)
SPLITS = {
    "industry": message("Industry"),
    "tier": message("Tier"),
    "country": message("Country"),
    "segment": message("Segment"),
    "owner": message("Owner"),
}


@router.get("/coverage", response_class=HTMLResponse)
def coverage(view: Viewed) -> HTMLResponse:
    """The page."""
    return in_time(view, "coverage", lambda: _page(view))


def _page(view: View) -> HTMLResponse:
    split = view.param("split", "industry")
    split = split if split in SPLITS else "industry"
    found = {result.kpi: result for result in view.answer(*KPIS)}
    fields = [
        replace(result, label={**result.label, "persona": spelled(result.group["persona"])})
        for result in view.answer("stakeholder_coverage", by=(split, "persona"), compare="none")
        if result.status != "unavailable"
    ]
    listed = _listed(view)
    return view.render(
        "coverage.html",
        page="coverage",
        title=_finding(view, found["stakeholder_coverage"]),
        cards=[card(view, found[id_]) for id_ in KPIS],
        splits=SPLITS,
        split=split,
        figure=_figure(view, fields, split) if fields else None,
        why=""
        if fields
        else view.words.list(view.words.text(f) for f in found["stakeholder_coverage"].flags),
        listed=listed,
        table=_table(view, listed) if listed.personas else None,
    )


def _listed(view: View) -> CoverageList:
    question, skip = view.question(compare="none"), (view.number("page") - 1) * SIZE
    return view.reader.get(
        ("coverage list", question, skip),
        lambda analysis: coverage_list(analysis, question, SIZE, skip),
    )


def _finding(view: View, result: Result) -> str:
    words = view.words
    if result.value is None:
        return words.text("Coverage")
    return words.text(
        "{value} of the people that decide are known",
        value=Plain(words.value(result.value, result.unit)),
    )


def _figure(view: View, results: Sequence[Result], split: str) -> Figure:
    """Segments against personas; the segments with the most accounts."""
    words = view.words
    sizes: dict[str, float] = {}
    for result in results:
        key = group_label(result, split, words)
        sizes[key] = sizes.get(key, 0) + (result.denominator or 0)
    shown = set(sorted(sizes, key=lambda key: -sizes[key])[:MOST_ROWS])
    chosen = [result for result in results if group_label(result, split, words) in shown]
    least = min((r for r in chosen if r.value is not None), key=lambda r: r.value or 0, default=None)
    title = words.text("Nothing to measure")
    if least is not None:
        title = words.text(
            "Least is known of {persona}, {segment}: {value}",
            persona=Plain(group_label(least, "persona", words)),
            segment=Plain(group_label(least, split, words)),
            value=Plain(words.value(least.value, least.unit)),
        )
    columns = (
        Column("segment", words.text(SPLITS[split])),
        Column("persona", words.text("Persona")),
        Column("value", words.text("Filled slots"), numeric=True),
        Column("of", words.text("Slots"), numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            group_label(result, split, words),
            group_label(result, "persona", words),
            words.value(result.value, result.unit),
            words.number(result.denominator, 0),
        ]
        for result in chosen
    ]
    return Figure(
        id="coverage",
        title=title,
        what=words.text("Share of the required people that are known, by persona"),
        spec=drawn(heat_map(chosen, split, "persona", words, description=title)),
        table=Table(title, columns, rows),
        note=words.text("An asterisk marks cells with too few slots to build on."),
        href=view.url("/kpi/stakeholder_coverage"),
    )


def _table(view: View, found: CoverageList) -> Table:
    words = view.words
    columns = [
        Column("account", words.text("Account")),
        Column("tier", words.text("Tier")),
        *(
            Column(name, spelled(name), numeric=True, hint=words.plural("{n} wanted", "{n} wanted", wanted))
            for name, wanted in found.personas
        ),
        Column("filled", words.text("Filled"), numeric=True),
    ]
    rows: list[list[Cell | str]] = [
        [
            Cell(words.isolated(row["name"] or row["account_id"]), account_url(view, row["account_id"])),
            Cell(row["tier"]) if row["tier"] else nothing(),
            *(
                Cell(words.number(known, 0), tone="warn" if known < wanted else "")
                for known, (_, wanted) in zip(row["people"], found.personas, strict=True)
            ),
            words.text(
                "{filled} of {wanted}",
                filled=Plain(words.number(row["filled"], 0)),
                wanted=Plain(words.number(row["wanted"], 0)),
            ),
        ]
        for row in found.rows
    ]
    paged = Paged(view.number("page"), SIZE, found.total)
    return Table(words.text("People known by persona"), columns, rows, paged=paged)
