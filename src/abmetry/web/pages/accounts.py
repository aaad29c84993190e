"""The accounts: every one of the scope, sorted, filtered, found."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from abmetry.access.roles import Right
from abmetry.answers.account_list import AccountList
from abmetry.web.account_table import account_table
from abmetry.web.account_views import listing_of, signals_of, stages_of, views_of
from abmetry.web.kpi_card import Plain
from abmetry.web.pages.evidence import check_kind, file_of
from abmetry.web.view import View, Viewed

router = APIRouter(include_in_schema=False)


@router.get("/accounts", response_class=HTMLResponse)
def accounts(view: Viewed) -> HTMLResponse:
    """The page."""
    listing, question = listing_of(view), view.question(compare="none")
    patience = None if view.is_fragment or view.param("wait") else view.patience.page
    found = view.reader.within(patience, lambda: view.reader.account_list(question, listing))
    return view.render(
        "accounts.html",
        page="accounts",
        title=_finding(view, found) if found else view.words.text("Accounts"),
        lead=_pipeline(view, found) if found else "",
        views=views_of(view, listing),
        stages=stages_of(view, listing),
        signals=signals_of(view, listing),
        listing=listing,
        found=found,
        table=account_table(view, found, listing) if found else None,
    )


@router.get("/accounts.{kind}")
def accounts_file(view: Viewed, kind: str) -> Response:
    """All of the list as a file."""
    view.caller.require(Right.EXPORT)
    check_kind(kind)
    question, listing = view.question(compare="none"), listing_of(view, None)
    found = view.reader.account_list(question, listing)
    view.audit("export", question, found.total, format=kind)
    return file_of(list(found.rows), "accounts", kind)


def _finding(view: View, found: AccountList) -> str:
    """What the page finds, as its title."""
    words = view.words
    if not found.total:
        return words.text("No account of this scope is like that")
    n = words.plural("{n} account", "{n} accounts", found.total)
    hot, surging = found.sums["hot"], found.sums["surging"]
    if found.total < found.of:
        of = words.number(found.of, 0)
        n = words.text("{accounts} of {of}", accounts=Plain(n), of=Plain(of))
    if not (hot or surging):
        return n
    return words.text(
        "{accounts}: {hot} hot, {surging} with an intent surge",
        accounts=Plain(n),
        hot=Plain(words.number(hot, 0)),
        surging=Plain(words.number(surging, 0)),
    )


def _pipeline(view: View, found: AccountList) -> str:
    """What they are worth."""
    words, worth = view.words, found.sums["pipeline"]
    if worth is None or not found.sums["open_deals"]:
        return ""
    return words.plural(
        "{worth} of open pipeline in {n} account.",
        "{worth} of open pipeline in {n} accounts.",
        found.sums["open_deals"],
        worth=Plain(words.money(worth, view.settings.workspace.currency, compact=True)),
    )
