"""Accounts as a table: who they are, where they stand, and what they show."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from abmetry.answers.account_list import SORTS, AccountList, Listing
from abmetry.web.account_views import SIZE
from abmetry.web.stages import stage_name
from abmetry.web.table import Cell, Column, Paged, Table
from abmetry.web.view import View

MOST_HEAT = 5
NO_CHANGE = "\u00a0"
"""The place of a change where there is none, so that the numbers before it stand below each other."""


def account_url(view: View, account_id: str) -> str:
    """Where all about an account is."""
    return view.url(f"/accounts/{quote(account_id, safe='')}")


def account_table(view: View, found: AccountList, listing: Listing) -> Table:
    """A page of a list of accounts."""
    words = view.words
    titles = {
        "name": words.text("Account"),
        "tier": words.text("Tier"),
        "stage": words.text("Stage"),
        "heat": words.text("Heat"),
        "surges": words.text("Intent surge"),
        "relationship": words.text("Relationship"),
        "minutes": words.text("Minutes"),
        "people": words.text("People"),
        "pipeline": words.text("Pipeline"),
    }
    numeric = {"heat", "relationship", "minutes", "people", "pipeline"}
    hints = {
        "heat": words.text("of 5"),
        "relationship": words.text("of 100"),
        "people": words.text("engaged"),
    }
    columns = [
        Column(key, title, numeric=key in numeric, sortable=key in SORTS, hint=hints.get(key, ""))
        for key, title in titles.items()
    ]
    return Table(
        words.text("Accounts"),
        [*columns, Column("owner", words.text("Owner"))],
        [_row(view, row) for row in found.rows],
        sort=listing.sort,
        paged=Paged(listing.skip // SIZE + 1, SIZE, found.total),
        empty=words.text("No account of this scope is like that."),
    )


def _row(view: View, row: dict[str, Any]) -> list[Cell | str]:
    words = view.words
    about = " · ".join(words.isolated(str(row[name])) for name in ("industry", "country") if row[name])
    return [
        Cell(
            words.isolated(row["name"] or row["account_id"]), account_url(view, row["account_id"]), note=about
        ),
        Cell(row["tier"]) if row["tier"] else nothing(),
        Cell(stage_name(row["stage"], words), tone="quiet" if row["stage"] == "target" else "", tag=True),
        Cell(words.number(row["heat"], 0), part=_share(row["heat"], MOST_HEAT)),
        _surge(view, row),
        _relationship(view, row),
        Cell(words.number(row["minutes"], 0), tone="" if row["minutes"] else "quiet"),
        Cell(words.number(row["engaged_people"], 0), tone="" if row["engaged_people"] else "quiet"),
        Cell(
            words.money(row["pipeline"], view.settings.workspace.currency, compact=True),
            tone="" if row["open_deals"] else "quiet",
        ),
        words.isolated(row["owner"] or row["owner_id"] or "–"),
    ]


def _surge(view: View, row: dict[str, Any]) -> Cell:
    if not row["surges"]:
        return nothing()
    words = view.words
    weeks = words.plural(
        "{n} surge, last {day}", "{n} surges, last {day}", row["surges"], day=_day(view, row)
    )
    return Cell(words.isolated(str(row["surge_topic"])), note=weeks)


def _day(view: View, row: dict[str, Any]) -> str:
    return view.words.date(row["surged_on"])


def _relationship(view: View, row: dict[str, Any]) -> Cell:
    words, score = view.words, row["relationship"]
    if score is None:
        return nothing()
    note = NO_CHANGE
    if row["is_improving"] or row["is_degrading"]:
        note = ("▲ " if row["is_improving"] else "▼ ") + words.difference(row["relationship_change"], "score")
    return Cell(words.number(score, 0), note=note)


def nothing() -> Cell:
    """A place with nothing to show."""
    return Cell("–", tone="quiet")


def _share(value: float | None, most: float) -> float | None:
    return None if value is None or not most else round(min(100 * value / most, 100), 1)
