"""Influence: what marketing had its part in, who has the credit by which model, and where cover is thin."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from abmetry.access.personal import without_personal
from abmetry.access.roles import Right
from abmetry.answers.answer import Result
from abmetry.answers.thin_cover import COVER, ThinCover, thin_cover
from abmetry.charts.parts_over_time import parts_over_time
from abmetry.charts.rows import period_label
from abmetry.influence.models import MODELS
from abmetry.lang.message import message
from abmetry.web.account_table import account_url
from abmetry.web.credit import CREDITED, PARTS, credit_figure, model_name, model_of, models_table
from abmetry.web.figure import Figure, drawn
from abmetry.web.group_table import group_table
from abmetry.web.kpi_card import Plain, card
from abmetry.web.on_its_way import in_time
from abmetry.web.pages.evidence import MOST, check_kind, file_of
from abmetry.web.parts import kpi_url
from abmetry.web.periods import trend_question
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)

PAIRS = (
    ("influenced_pipeline", "influenced_pipeline_rate"),
    ("influenced_revenue", "influenced_revenue_rate"),
    (COVER, None),
)
IDS = tuple(id_ for pair in PAIRS for id_ in pair if id_ is not None)
LISTED = 25


@dataclass(frozen=True)
class Split:
    """Influenced against not: over time, by type of deal, and the deals whose cover is thin."""

    figures: list[Figure]
    types: Table
    thin: ThinCover | None
    thin_table: Table | None


@router.get("/influence", response_class=HTMLResponse)
def influence(view: Viewed) -> HTMLResponse:
    """The page."""
    return in_time(view, "influence", lambda: _page(view))


def _page(view: View) -> HTMLResponse:
    found = {result.kpi: result for result in view.answer(*IDS)}
    return view.render(
        "influence.html",
        page="influence",
        title=_finding(view, found["influenced_pipeline_rate"]),
        cards=[card(view, found[id_], found.get(rate) if rate else None) for id_, rate in PAIRS],
        is_known=found["influenced_pipeline"].status != "unavailable",
        split=view.reader.within(view.patience.page, lambda: _split(view, found[COVER])),
        credit=view.reader.within(view.patience.page, lambda: _credit(view)),
    )


@router.get("/influence/split", response_class=HTMLResponse)
def split(view: Viewed) -> HTMLResponse:
    """Influenced against not, which takes longer."""
    if view.is_fragment:
        view.reader.patience = view.patience.part
    found = {result.kpi: result for result in view.answer(*IDS)}
    part = _split(view, found[COVER])
    template = "parts/influence_split.html" if view.is_fragment else "influence_split.html"
    return view.render(template, page="influence", split=part)


@router.get("/influence/credit", response_class=HTMLResponse)
def credit(view: Viewed) -> HTMLResponse:
    """Credit by model, which takes longer."""
    if view.is_fragment:
        view.reader.patience = view.patience.part
    template = "parts/influence_credit.html" if view.is_fragment else "influence_credit.html"
    return view.render(template, page="influence", credit=_credit(view))


@router.get("/influence/thin.{kind}")
def thin_file(view: Viewed, kind: str) -> Response:
    """All open deals whose cover is thin, as a file."""
    view.caller.require(Right.EXPORT)
    check_kind(kind)
    question = view.question(compare="none")
    found = thin_cover(view.reader.analysis, question, MOST)
    rows = list(found.rows) if view.may("evidence") else without_personal(found.rows)
    view.audit("export", view.question(COVER), len(rows), of="thin cover", format=kind)
    return file_of(rows, "thin-cover", kind, found.total)


def _finding(view: View, rate: Result) -> str:
    words = view.words
    if rate.value is None:
        return words.text("No pipeline was open to be influenced")
    return words.text(
        "Marketing touched {rate} of the open pipeline", rate=Plain(words.value(rate.value, rate.unit))
    )


def _split(view: View, cover: Result) -> Split:
    words = view.words
    types = group_table(
        view,
        view.answer(*IDS, by=("type",), compare="none"),
        "type",
        words.text("Type of deal"),
        words.text("Influence by type of deal"),
    )
    thin = None
    if cover.status != "unavailable":
        question = view.question(compare="none")
        thin = view.reader.get(
            ("thin cover", LISTED, question), lambda analysis: thin_cover(analysis, question, LISTED)
        )
    over_time = trend_question(
        view.question("influenced_pipeline", "influenced_revenue"), view.reader.analysis
    )
    results = list(view.reader.answer(over_time)) if over_time else []
    figures = [
        _over_time(view, own)
        for kpi in ("influenced_pipeline", "influenced_revenue")
        if (own := [one for one in results if one.kpi == kpi and one.value is not None])
    ]
    return Split(figures, types, thin, _thin_table(view, thin) if thin else None)


PIPELINE = message("Open pipeline: {value} influenced, {other} not")
REVENUE = message("Revenue won: {value} influenced, {other} not")


def _over_time(view: View, results: list[Result]) -> Figure:
    words, last = view.words, results[-1]
    parts = {"value": words.text("Influenced"), "uninfluenced": words.text("Not influenced")}

    def money(value: float | None) -> str:
        return words.value(value, last.unit, last.currency, compact=True)

    said = PIPELINE if last.kpi == "influenced_pipeline" else REVENUE
    title = words.text(
        said.msgid,
        value=Plain(money(last.value)),
        other=Plain(money(last.extra.get("uninfluenced"))),
    )
    columns = (
        Column("period", words.text("Period")),
        Column("influenced", parts["value"], numeric=True),
        Column("not", parts["uninfluenced"], numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            period_label(one, words),
            Cell(money(one.value), kpi_url(view, one), drawer=True),
            money(one.extra.get("uninfluenced")),
        ]
        for one in results
    ]
    return Figure(
        id=last.kpi,
        title=title,
        what=words.text("Amounts of deals whose account marketing touched, against the others, by period"),
        spec=drawn(parts_over_time(results, parts, words, description=title, of_two=True)),
        table=Table(title, columns, rows),
        href=view.url(f"/kpi/{last.kpi}"),
    )


def _thin_table(view: View, thin: ThinCover) -> Table:
    words = view.words
    currency = view.settings.workspace.currency
    columns = (
        Column("account", words.text("Account")),
        Column("amount", words.text("Amount"), numeric=True),
        Column("touches", words.text("Marketing touches"), numeric=True),
        Column("people", words.text("People touched"), numeric=True),
        Column("channels", words.text("Channels"), numeric=True),
        Column("days", words.text("Days since the last touch"), numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            Cell(
                words.isolated(row["account"] or row["account_id"]),
                account_url(view, row["account_id"]),
                note=words.isolated(row["name"] or row["opportunity_id"]),
            ),
            words.money(row["amount"], currency),
            words.number(row["touches"], 0),
            Cell(words.number(row["people"], 0), tone="bad" if row["people"] <= 1 else ""),
            words.number(row["channels"], 0),
            words.number(row["days_since_last"], 0),
        ]
        for row in thin.rows
    ]
    return Table(
        words.text("Open opportunities with thin cover"),
        columns,
        rows,
        empty=words.text("No open opportunity has thin cover."),
    )


def _credit(view: View) -> dict[str, object]:
    kpi = view.param("credit") if view.param("credit") in CREDITED else next(iter(CREDITED))
    by = view.param("part") if view.param("part") in PARTS else next(iter(PARTS))
    model = model_of(view)
    results = list(view.answer(kpi, by=(by, "model"), compare="none"))
    known = [one for one in results if one.value is not None]
    return {
        "kpi": kpi,
        "by": by,
        "model": model,
        "credited": CREDITED,
        "parts": PARTS,
        "models": [(name, model_name(view, name)) for name in MODELS],
        "figure": credit_figure(view, known, by, model) if known else None,
        "table": models_table(view, known, by, model) if known else None,
        "flags": results[0].flags if results else (),
    }
