"""The data: what was loaded, what could not be used, what waits for a decision, what to keep in mind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.answers.links import held, links
from abmetry.answers.rejections import Reason, rejections
from abmetry.answers.status import Status, status
from abmetry.facts.build import newest_load
from abmetry.kpis.catalogue import find
from abmetry.web.evidence_table import moment
from abmetry.web.on_its_way import in_time
from abmetry.web.table import Cell, Column, Paged, Table
from abmetry.web.view import View, Viewed

SIZE = 50

router = APIRouter(include_in_schema=False)


@router.get("/data", response_class=HTMLResponse)
def data(view: Viewed) -> HTMLResponse:
    """The page."""
    return in_time(view, "data", lambda: _page(view))


def _page(view: View) -> HTMLResponse:
    workspace = view.reader.analysis.workspace
    load = newest_load(workspace.places)
    state = view.reader.get(("status", load), lambda analysis: status(analysis.workspace))
    reasons = view.reader.get(("rejections", load), lambda analysis: rejections(analysis.workspace))
    given = view.reader.get("links", links).given
    waiting = view.reader.get("held", held)
    return view.render(
        "data.html",
        page="data",
        state=state,
        title=_finding(view, state),
        sources=_sources(view, state),
        tables=_tables(view, state),
        reasons=_reasons(view, reasons),
        held=_held(view, waiting),
        links=_links(view, given),
        quality=_quality(view, state.quality),
        unavailable=_unavailable(view, state),
    )


def _finding(view: View, state: Status) -> str:
    words = view.words
    if state.load is None:
        return words.text("Nothing was loaded yet")
    return words.text(
        "{rows} rows were read, {rejected} could not be used, {held} wait for a decision",
        rows=state.load["rows"],
        rejected=state.load["rejected"],
        held=state.held,
    )


def _sources(view: View, state: Status) -> Table:
    words = view.words
    columns = (
        Column("name", words.text("Source")),
        Column("type", words.text("Kind")),
        Column("loaded", words.text("Last loaded")),
    )
    rows: list[list[Cell | str]] = [
        [source["name"], source["type"], moment(view, source["loaded_at"]) or words.text("never")]
        for source in state.sources
    ]
    return Table(words.text("Sources"), columns, rows)


def _tables(view: View, state: Status) -> Table:
    words = view.words
    columns = (
        Column("table", words.text("Table")),
        Column("source", words.text("Source")),
        Column("keys", words.text("Rows"), numeric=True),
        Column("rejected", words.text("Rejected"), numeric=True),
        Column("missing", words.text("Not in the last export"), numeric=True),
        Column("loaded", words.text("Last loaded")),
    )
    rows: list[list[Cell | str]] = [
        [
            row["table"],
            Cell(row["source"], tone="quiet"),
            words.number(row["keys"], 0),
            Cell(words.number(row["rejected"], 0), tone="bad" if row["rejected"] else "quiet"),
            Cell(words.number(row["missing_from_last_export"], 0), tone="quiet"),
            Cell(moment(view, row["loaded_at"]), tone="quiet"),
        ]
        for row in state.tables
    ]
    return Table(words.text("Tables"), columns, rows)


def _reasons(view: View, reasons: Sequence[Reason]) -> Table:
    words = view.words
    columns = (
        Column("reason", words.text("Reason")),
        Column("table", words.text("Table")),
        Column("column", words.text("Column")),
        Column("first", words.text("First seen in")),
        Column("rows", words.text("Rows"), numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            words.text(one.reason),
            one.table or "–",
            one.column or "–",
            Cell(_place(view, one), tone="quiet"),
            words.number(one.rows, 0),
        ]
        for one in reasons
    ]
    return Table(
        words.text("Rows that could not be used"), columns, rows, empty=words.text("Every row could be used.")
    )


def _place(view: View, reason: Reason) -> str:
    if reason.file is None or reason.line is None:
        return reason.file or "–"
    return view.words.text("{file}, line {line}", file=reason.file, line=reason.line)


def _held(view: View, rows: Sequence[dict[str, Any]]) -> Table:
    words, page = view.words, view.number("page")
    paged = Paged(page, SIZE, len(rows))
    columns = (
        Column("what", words.text("What")),
        Column("candidates", words.text("Could belong to")),
        Column("suggestion", words.text("Suggested")),
        Column("reason", words.text("Why")),
    )
    shown: list[list[Cell | str]] = [
        [
            Cell(row["name"] or row["subject_id"], note=words.text(row["subject"])),
            words.list(one["name"] or one["id"] or "–" for one in row["candidates"]) or "–",
            _account(view, row["suggestion"]),
            Cell(words.text(row["reason"] or ""), tone="quiet"),
        ]
        for row in rows[paged.first - 1 if paged.first else 0 : paged.last]
    ]
    return Table(
        words.text("What waits for a decision"),
        columns,
        shown,
        paged=paged,
        empty=words.text("Nothing waits for a decision."),
    )


def _account(view: View, account: dict[str, Any] | None) -> Cell:
    if account is None or account["id"] is None:
        return Cell("–", tone="quiet")
    return Cell(account["name"] or account["id"], view.url(f"/accounts/{quote(account['id'], safe='')}"))


def _links(view: View, rows: Sequence[dict[str, Any]]) -> Table:
    words = view.words
    columns = (
        Column("fact", words.text("Rows of")),
        Column("rule", words.text("Rule")),
        Column("rows", words.text("Rows"), numeric=True),
        Column("share", words.text("Share"), numeric=True),
        Column("confidence", words.text("Confidence"), numeric=True),
    )
    shown: list[list[Cell | str]] = [
        [
            words.text(row["fact"].replace("_", " ")),
            Cell(
                words.text(row["rule"].replace("_", " ")) if row["rule"] else words.text("no account found")
            ),
            words.number(row["rows"], 0),
            Cell(words.percent(row["share"]), part=row["share"]),
            words.number(row["confidence"], 2),
        ]
        for row in rows
    ]
    return Table(words.text("How rows found their account"), columns, shown)


def _quality(view: View, rows: Sequence[dict[str, Any]]) -> Table:
    words = view.words
    columns = (
        Column("detail", words.text("What was left out, guessed or repaired")),
        Column("fact", words.text("Rows of")),
        Column("rows", words.text("Rows"), numeric=True),
        Column("sample", words.text("For example")),
    )
    shown: list[list[Cell | str]] = [
        [
            words.text(row["detail"]),
            words.text(row["fact"].replace("_", " ")),
            words.number(row["rows"], 0),
            Cell(", ".join(map(str, row["sample"][:3])) or "–", tone="quiet"),
        ]
        for row in rows
    ]
    return Table(words.text("To keep in mind"), columns, shown, empty=words.text("Nothing stood out."))


def _unavailable(view: View, state: Status) -> Table | None:
    if not state.unavailable:
        return None
    words = view.words
    columns = (Column("kpi", "KPI"), Column("why", words.text("Why")))
    rows: list[list[Cell | str]] = [
        [
            Cell(words.text(find(row["kpi"]).title), view.url(f"/kpi/{row['kpi']}"), drawer=True),
            words.text(row["why"]),
        ]
        for row in state.unavailable
    ]
    return Table(words.text("KPIs that cannot be answered"), columns, rows)
