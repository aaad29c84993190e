"""Retention and expansion: who stays, who buys more, and where to look before it is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.answers.answer import Result
from abmetry.charts.parts_over_time import parts_over_time
from abmetry.charts.rows import period_label
from abmetry.charts.trend import trend
from abmetry.kpis.catalogue import find
from abmetry.lang.message import Message, message
from abmetry.web.account_table import account_url
from abmetry.web.figure import Figure, drawn
from abmetry.web.kpi_card import Plain, aim_of, card, with_target
from abmetry.web.on_its_way import in_time
from abmetry.web.parts import kpi_url
from abmetry.web.periods import trend_question
from abmetry.web.table import Cell, Column, Paged, Table
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)

RETENTION = (
    "net_revenue_retention",
    "gross_revenue_retention",
    "renewal_rate",
    "customer_relationship_score",
    "customer_intent_surge_rate",
)
EXPANSION = (
    "total_revenue_won",
    "expansion_revenue_won",
    "average_contract_value",
    "customer_lifetime_value",
    "net_promoter_score",
)
COURSES = ("net_revenue_retention", "gross_revenue_retention", "total_revenue_won")
SIZE = 25


@dataclass(frozen=True)
class Renewals:
    """Contracts that ran out: those that are shown, and how many there are."""

    table: Table
    shown: int
    total: int


@router.get("/retention", response_class=HTMLResponse)
def retention(view: Viewed) -> HTMLResponse:
    """The page."""
    return in_time(view, "retention", lambda: _page(view))


def _page(view: View) -> HTMLResponse:
    found = {result.kpi: result for result in view.answer(*RETENTION, *EXPANSION)}
    return view.render(
        "retention.html",
        page="retention",
        title=_finding(view, found),
        retention=[card(view, found[id_]) for id_ in RETENTION],
        expansion=[card(view, found[id_]) for id_ in EXPANSION],
        figures=view.reader.within(view.patience.page, lambda: _figures(view)),
        relations=_relations(view, found["customer_relationship_score"]),
        renewals=_renewals(view, found["renewal_rate"]),
    )


@router.get("/retention/courses", response_class=HTMLResponse)
def courses(view: Viewed) -> HTMLResponse:
    """How it went over time, which takes longer."""
    if view.is_fragment:
        view.reader.patience = view.patience.part
    template = "parts/retention_courses.html" if view.is_fragment else "retention_courses.html"
    return view.render(template, page="retention", figures=_figures(view))


NET = message("Customers of the start are worth {value} of what they were")
RENEWED = message("{value} of the customers whose contract ran out renewed it")
ANSWERED = message("Net promoter score: {value}")
FINDINGS: Mapping[str, Message] = {
    "net_revenue_retention": NET,
    "renewal_rate": RENEWED,
    "net_promoter_score": ANSWERED,
}
"""What the page finds, by the first KPI of these that has a value."""


def _finding(view: View, found: Mapping[str, Result]) -> str:
    words = view.words
    for kpi, said in FINDINGS.items():
        result = found[kpi]
        if result.value is not None:
            return words.text(said.msgid, value=Plain(words.value(result.value, result.unit)))
    return words.text("Nobody was a customer in this period")


def _figures(view: View) -> list[Figure]:
    question = trend_question(view.question(*COURSES), view.reader.analysis)
    if question is None:
        return []
    results = [one for one in view.reader.answer(question) if one.value is not None]
    by_kpi = {kpi: [one for one in results if one.kpi == kpi] for kpi in COURSES}
    figures = [_course(view, by_kpi[kpi]) for kpi in COURSES[:1] if len(by_kpi[kpi]) > 1]
    won = by_kpi["total_revenue_won"]
    return [*figures, _revenue(view, won)] if won else figures


def _course(view: View, results: list[Result]) -> Figure:
    words, last = view.words, results[-1]
    title = words.text(
        "{kpi}: {value} in {period}",
        kpi=Plain(words.text(find(last.kpi).title)),
        value=Plain(words.value(last.value, last.unit)),
        period=Plain(words.period(last.period["start"], last.period["end"])),
    )
    columns = (
        Column("period", words.text("Period")),
        Column("value", words.text(find(last.kpi).title), numeric=True),
        Column("n", "n", numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            period_label(one, words),
            Cell(words.value(one.value, one.unit), kpi_url(view, one), drawer=True),
            words.number(one.n, 0),
        ]
        for one in results
    ]
    return Figure(
        id="course",
        title=title,
        what=with_target(words.text(find(last.kpi).question), last, words),
        spec=drawn(trend(results, words, description=title, target=aim_of(last), from_zero=False)),
        table=Table(title, columns, rows),
        href=kpi_url(view, last),
    )


def _revenue(view: View, won: list[Result]) -> Figure:
    words, last = view.words, won[-1]
    parts = {
        "new_business": words.text("New business"),
        "renewal": words.text("Renewal"),
        "expansion": words.text("Expansion"),
    }

    def money(value: Any) -> str:
        return words.value(value, last.unit, last.currency, compact=True)

    title = words.text(
        "{value} won, {expansion} of it by expansion",
        value=Plain(money(last.value)),
        expansion=Plain(money(last.extra.get("expansion"))),
    )
    columns = [
        Column("period", words.text("Period")),
        *(Column(part, name, numeric=True) for part, name in parts.items()),
    ]
    rows: list[list[Cell | str]] = [
        [period_label(one, words), *(money(one.extra.get(part)) for part in parts)] for one in won
    ]
    return Figure(
        id="revenue",
        title=title,
        what=words.text("Revenue won by kind and period"),
        spec=drawn(parts_over_time(won, parts, words, description=title)),
        table=Table(title, columns, rows),
        href=kpi_url(view, last),
    )


def _relations(view: View, result: Result) -> Table | None:
    """Customers whose relationship is low or degrading, the lowest first."""
    if result.status == "unavailable":
        return None
    words, page = view.words, view.number("page")
    question = view.question("customer_relationship_score", compare="none")
    found = view.reader.evidence(question, "numerator", None)
    alert = [row for row in found.to_list() if row["is_low"] or row["is_degrading"]]
    alert.sort(key=lambda row: (not row["is_degrading"], row["score"] or 0))
    paged = Paged(page, SIZE, len(alert))
    columns = (
        Column("account", words.text("Customer")),
        Column("score", words.text("Relationship"), numeric=True),
        Column("before", words.text("30 days before"), numeric=True),
        Column("why", words.text("Why")),
    )
    shown = alert[paged.first - 1 if paged.first else 0 : paged.last]
    return Table(
        words.text("Customers to look after"),
        columns,
        [_relation_row(view, row) for row in shown],
        paged=paged,
        empty=words.text("No customer's relationship is low or degrading."),
    )


def _relation_row(view: View, row: dict[str, Any]) -> list[Cell | str]:
    words = view.words
    why = [
        *([words.text("degrading")] if row["is_degrading"] else []),
        *([words.text("low")] if row["is_low"] else []),
    ]
    return [
        _account(view, row),
        words.number(row["score"], 1),
        Cell(words.number(row["score_before"], 1), tone="quiet"),
        Cell(words.list(why), tag=True, tone="warn" if row["is_degrading"] else "quiet"),
    ]


OUTCOMES = {
    "renewed": message("renewed"),
    "not renewed": message("not renewed"),
    "pending": message("can still renew"),
}


def _renewals(view: View, result: Result) -> Renewals | None:
    """Contracts of the period that ran out, those that were not renewed first."""
    if result.status in ("unavailable", "empty"):
        return None
    words = view.words
    question = view.question("renewal_rate", compare="none")
    found = view.reader.evidence(question, "denominator", None).to_list()
    found.sort(key=lambda row: (row["outcome"] == "renewed", str(row["last_on"])))
    columns = (
        Column("account", words.text("Customer")),
        Column("last", words.text("Last day of the contract")),
        Column("outcome", words.text("What became of it")),
    )
    rows: list[list[Cell | str]] = [
        [
            _account(view, row),
            words.date(str(row["last_on"])[:10]) if row["last_on"] else "–",
            Cell(
                words.text(OUTCOMES.get(row["outcome"], row["outcome"])),
                tag=True,
                tone="quiet" if row["outcome"] == "renewed" else "warn",
            ),
        ]
        for row in found[:SIZE]
    ]
    return Renewals(Table(words.text("Contracts that ran out"), columns, rows), len(rows), len(found))


def _account(view: View, row: dict[str, Any]) -> Cell:
    name = row.get("account") or row["account_id"]
    return Cell(view.words.isolated(str(name)), account_url(view, row["account_id"]))
