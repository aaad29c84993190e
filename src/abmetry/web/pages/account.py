"""One account: where it stands, what it does, who its people are, its deals, its gaps and its scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from abmetry.access.personal import account_without_personal
from abmetry.answers.account import Account, account
from abmetry.answers.account_course import CATEGORIES, account_course
from abmetry.answers.account_gaps import account_gaps
from abmetry.answers.account_values import AccountValues
from abmetry.answers.funnel import STAGES
from abmetry.charts.parts_over_time import parts_over_time
from abmetry.lang.message import message
from abmetry.web.account_scores import gaps_table, heat_score, relationship_score, surges_table
from abmetry.web.account_story import PEOPLE_SHOWN, deals_of, on, people_table, timeline_of, way_of
from abmetry.web.account_table import account_url
from abmetry.web.figure import Figure, drawn
from abmetry.web.kpi_card import Plain
from abmetry.web.on_its_way import in_time
from abmetry.web.stages import stage_name
from abmetry.web.table import Cell, Column, Table
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)
CATEGORY_NAMES = {
    "marketing": message("Marketing"),
    "social": message("Social"),
    "product": message("Product"),
    "sales": message("Sales"),
}


@router.get("/accounts/{account_id}", response_class=HTMLResponse)
def one_account(view: Viewed, account_id: str) -> HTMLResponse:
    """The page."""
    return in_time(view, "accounts", lambda: _page(view, account_id))


def _page(view: View, account_id: str) -> HTMLResponse:
    values = view.reader.account_values(view.question())
    found = _story(view, account_id, values)
    key = found.company["account_id"]
    story = found.to_dict()
    if not view.may("evidence"):
        story = account_without_personal(story)
    gaps = view.reader.get(
        ("account gaps", key, values.moment.as_of),
        lambda analysis: account_gaps(analysis, key, values.moment),
    )
    own = values.of(key) or {}
    return view.render(
        "account.html",
        page="accounts",
        company=found.company,
        story=story,
        key=key,
        lead=_lead(view, own),
        as_of=values.moment.as_of,
        tiles=_tiles(view, own),
        way=way_of(view, story),
        facts=_facts(view, found.company, story),
        people=people_table(view, story["people"]) if story["people"] else None,
        people_shown=PEOPLE_SHOWN,
        deals=deals_of(view, story["opportunities"] or ()),
        timeline=timeline_of(view, story["touches"] or ()),
        gaps=gaps,
        gaps_table=gaps_table(view, gaps),
        relationship=relationship_score(view, story["scores"]["relationship"]),
        heat=heat_score(view, story["scores"]["heat"]),
        surges=surges_table(view, story["scores"]["surges"]),
        contracts=_contracts(view, story["contracts"] or ()),
        course_url=account_url(view, key).replace("/accounts/", "/account-course/", 1),
    )


@router.get("/account-course/{account_id}", response_class=HTMLResponse)
def course(view: Viewed, account_id: str) -> HTMLResponse:
    """What it did, month by month, which takes another look at all touches."""
    values = view.reader.account_values(view.question())
    results = view.reader.get(
        ("account course", account_id, values.moment.as_of),
        lambda analysis: account_course(analysis, account_id, values.moment),
    )
    words = view.words
    most = max(results, key=lambda one: one.value or 0)
    title = words.text(
        "Most was in {month}: {minutes}",
        month=Plain(words.period(most.period["start"], most.period["end"])),
        minutes=Plain(words.value(most.value, "minutes")),
    )
    if not most.value:
        title = words.text("Nothing in twelve months")
    names = {name: words.text(CATEGORY_NAMES[name]) for name in CATEGORIES}
    columns = (
        Column("month", words.text("Month")),
        *(Column(name, told, numeric=True) for name, told in names.items()),
        Column("all", words.text("All"), numeric=True),
    )
    rows: list[list[Cell | str]] = [
        [
            words.period(one.period["start"], one.period["end"]),
            *(words.number(one.extra[name], 0) for name in CATEGORIES),
            words.number(one.value, 0),
        ]
        for one in results
    ]
    figure = Figure(
        id="course",
        title=title,
        what=words.text("Engagement minutes by month and category"),
        spec=drawn(parts_over_time(results, names, words, description=title)),
        table=Table(title, columns, rows),
    )
    template = "parts/account_course.html" if view.is_fragment else "account_course.html"
    return view.render(template, page="accounts", figure=figure)


def _story(view: View, account_id: str, values: AccountValues) -> Account:
    now = values.moment.t_utc
    found: Account = view.reader.get(
        ("account", account_id, now), lambda analysis: account(analysis, account_id, now)
    )
    return found


def _lead(view: View, own: Mapping[str, Any]) -> str:
    """Where it stands, in a sentence."""
    words = view.words
    if not own:
        return ""
    stage, since = stage_name(STAGES[own["stage"] - 1], words), on(view, own["stage_since"])
    if not since:
        return words.text("It stands at {stage}.", stage=Plain(stage))
    return words.text("It stands at {stage} since {day}.", stage=Plain(stage), day=Plain(since))


def _tiles(view: View, own: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The values that its row in the list has: title, value, a line more."""
    if not own:
        return []
    words, currency = view.words, view.settings.workspace.currency
    change = own["relationship_change"]
    return [
        (words.text("Heat"), words.number(own["heat"], 0), words.text("of 5")),
        (
            words.text("Relationship"),
            words.number(own["relationship"], 0),
            words.text("{change} in thirty days", change=words.difference(change, "score"))
            if change is not None
            else words.text("no mail or meeting yet"),
        ),
        (
            words.text("Intent surges"),
            words.number(own["surges"], 0),
            str(own["surge_topic"] or words.text("in the period")),
        ),
        (
            words.text("Engagement minutes"),
            words.number(own["minutes"], 0),
            words.plural("{n} person engaged", "{n} people engaged", own["engaged_people"] or 0),
        ),
        (
            words.text("Open pipeline"),
            words.money(own["pipeline"], currency, compact=True),
            words.plural("{n} open opportunity", "{n} open opportunities", own["open_deals"] or 0),
        ),
    ]


def _facts(view: View, company: Mapping[str, Any], story: Mapping[str, Any]) -> list[tuple[str, str]]:
    words = view.words
    now = story["lists"]
    lists = [
        words.text("{list}, tier {tier}", list=stay["list_id"], tier=stay["tier"])
        if stay["tier"]
        else str(stay["list_id"])
        for stay in now
    ]
    told = [
        (words.text("Domain"), company["domain"]),
        (words.text("Industry"), company["industry"]),
        (words.text("Country"), company["country"]),
        (words.text("Employees"), words.number(company["employees"], 0) if company["employees"] else ""),
        (words.text("Owner"), company["owner"] or company["owner_id"]),
        (words.text("Parent"), company["parent"]),
        (words.text("Lists"), words.list(lists) if lists else ""),
        (
            words.text("Customer"),
            words.list(
                words.text("since {created}", created=on(view, one["since"])) for one in story["customer"]
            ),
        ),
    ]
    return [(name, str(value)) for name, value in told if value]


def _contracts(view: View, contracts: Any) -> Table | None:
    if not contracts:
        return None
    words, currency = view.words, view.settings.workspace.currency
    columns = (
        Column("contract", words.text("Contract")),
        Column("from", words.text("First day")),
        Column("to", words.text("Last day")),
        Column("annual", words.text("Annual value"), numeric=True),
        Column("active", words.text("State")),
    )
    rows: list[list[Cell | str]] = [
        [
            str(one["contract_id"]),
            words.date(one["starts_on"]) if one["starts_on"] else "–",
            words.date(one["last_on"]) if one["last_on"] else "–",
            words.money(one["annual_value_reporting"], currency),
            Cell(words.text("active"), tone="good", tag=True)
            if one["is_active"]
            else Cell(words.text("not active"), tone="quiet"),
        ]
        for one in contracts
    ]
    return Table(words.text("Contracts"), columns, rows)
