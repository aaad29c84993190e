"""One company in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from abmetry.answers.account import TOUCHES_SHOWN, Account
from abmetry.answers.funnel import STAGES
from abmetry.cli.spoken import count, t, written
from abmetry.cli.views.account_scores import score_rows
from abmetry.cli.views.amounts import NOTHING, money
from abmetry.cli.views.words import (
    BAD,
    DIM,
    GOOD,
    HEAD,
    WARN,
    cell,
    counted,
    day,
    never_loaded,
    plain_table,
    safe,
)

PEOPLE_SHOWN, DEALS_SHOWN = 15, 10
WIDE = 100
_STATUS = {"won": GOOD, "lost": BAD, "open": ""}


def account_view(account: Account, zone: ZoneInfo, currency: str, width: int) -> RenderableType:
    """The company from its name to its last touches.

    Args:
        account: The company.
        zone: The workspace's time zone; days are those of it.
        currency: The reporting currency.
        width: Columns of the terminal.
    """
    view = _View(account, zone, currency, width)
    return Group(
        *view.head(),
        *view.people(),
        *view.opportunities(),
        *view.contracts(),
        *view.timeline(),
        *view.links(),
    )


class _View:
    def __init__(self, account: Account, zone: ZoneInfo, currency: str, width: int) -> None:
        self.account, self.zone, self.currency, self.wide = account, zone, currency, width >= WIDE

    def local(self, instant: str | None) -> datetime | None:
        return datetime.fromisoformat(instant).astimezone(self.zone) if instant else None

    def on(self, instant: str | None) -> str:
        return day(self.local(instant))

    def head(self) -> Iterator[RenderableType]:
        company = self.account.company
        where = [company[name] for name in ("domain", "industry", "country", "segment") if company[name]]
        yield Text.assemble(
            (safe(company["name"] or company["account_id"]), HEAD),
            (f"   {company['account_id']}   {' · '.join(map(safe, where))}", DIM),
        )
        yield ""
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style=DIM, no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in self._facts():
            if value:
                grid.add_row(Text(name), value if isinstance(value, Text) else Text(value))
        yield grid

    def _facts(self) -> Iterator[tuple[str, Text | str]]:
        account, company = self.account, self.account.company
        yield t("Stage"), self._stage()
        yield t("Lists"), ", ".join(self._list(stay) for stay in account.lists if self._holds(stay))
        yield t("Customer"), "; ".join(self._spell(spell) for spell in account.customer)
        needs = account.unavailable.get("engagement")
        yield (
            t("Engagements"),
            t("not known: {needs}", needs=never_loaded(needs))
            if needs
            else self._engaged(account.engagement),
        )
        yield from score_rows(account.scores)
        yield t("Owner"), safe(company["owner"] or company["owner_id"])
        yield t("Parent"), safe(company["parent"])
        size = [t("{n} employees", n=company["employees"])] if company["employees"] is not None else []
        if company["annual_revenue"] is not None:
            size.append(
                t("{money} revenue per year", money=money(company["annual_revenue"], company["currency"]))
            )
        yield t("Size"), ", ".join(size)
        since = [
            (t("created"), company["created_at"]),
            (t("researched"), company["researched_at"]),
            (t("accepted by sales"), company["accepted_at"]),
        ]
        yield t("Known"), ", ".join(f"{what} {self.on(when)}" for what, when in since if when)
        yield (
            t("Also"),
            ", ".join(f"{safe(name)}: {safe(value)}" for name, value in company["attributes"].items()),
        )

    def _engaged(self, told: Mapping[str, Any]) -> str:
        engaged = t(
            "{engagements} of {touches}, {minutes} minutes, {people}",
            engagements=told["engagements"] or 0,
            touches=counted(told["touches"], "touch", "touches"),
            minutes=round(told["minutes"]),
            people=counted(told["people"], "person", "people"),
        )
        if told["first_at"]:
            engaged += f"; first {self.on(told['first_at'])}, last {self.on(told['last_at'])}"
        return engaged

    def _stage(self) -> Text:
        stage = self.account.stage
        if stage is None:
            return Text(NOTHING, style=DIM)
        at = STAGES.index(stage["stage"])
        way = Text()
        for place, name in enumerate(STAGES):
            way.append(" › " if place else "", style=DIM)
            way.append(f"[{name}]" if place == at else name, style=f"{HEAD} cyan" if place == at else DIM)
        since = f"   since {self.on(stage['since'])}" if stage["since"] else ""
        return Text.assemble(way, (since, ""))

    def _holds(self, stay: Mapping[str, Any]) -> bool:
        until = self.local(stay["valid_to"])
        return until is None or until > datetime.now(self.zone)

    def _list(self, stay: Mapping[str, Any]) -> str:
        tier = f", tier {safe(stay['tier'])}" if stay["tier"] is not None else ""
        since = f", since {self.on(stay['valid_from'])}" if stay["valid_from"] else ""
        return f"{safe(stay['list_id'])}{f' ({(tier + since)[2:]})' if tier or since else ''}"

    def _spell(self, spell: Mapping[str, Any]) -> str:
        until = f" until {self.on(spell['until'])}" if spell["until"] else ""
        return f"since {self.on(spell['since'])}{until} (by {spell['began_by']} {safe(spell['began_id'])})"

    def people(self) -> Iterator[RenderableType]:
        people = self.account.people
        yield ""
        if needs := self.account.unavailable.get("people"):
            yield Text.assemble(
                (t("People"), HEAD), ("   " + t("not known: {needs}", needs=never_loaded(needs)), DIM)
            )
            return
        yield Text.assemble((t("People"), HEAD), ("   " + count(len(people)), DIM))
        if not people:
            yield Text(t("None is known."), style=WARN)
            return
        table = plain_table(
            t("Name"),
            t("Persona"),
            t("Title"),
            (t("Engagements"), "right"),
            (t("Minutes"), "right"),
            t("Last"),
            *([t("Role")] if self.wide else []),
        )
        for person in people[:PEOPLE_SHOWN]:
            name = cell(
                person["name"] or person["email"] or person["person_id"],
                HEAD if person["is_key_contact"] else "",
            )
            cells = [
                name,
                cell(_words(person["persona"])),
                cell(person["title"], DIM),
                Text(count(person["engagements"]) if person["engagements"] else ""),
                Text(written(person["minutes"], 0) if person["minutes"] else ""),
                Text(self.on(person["last_at"]), style=DIM),
                cell(_words(person["buying_role"]), DIM),
            ]
            table.add_row(*cells[: len(table.columns)])
        yield table
        yield from _more(len(people), PEOPLE_SHOWN)

    def opportunities(self) -> Iterator[RenderableType]:
        deals = self.account.opportunities
        if not deals:
            return
        yield ""
        yield Text.assemble((t("Opportunities"), HEAD), ("   " + count(len(deals)), DIM))
        table = plain_table(
            t("Opportunity"), t("Type"), t("Status"), (t("Amount"), "right"), t("Created"), t("Closed")
        )
        for deal in deals[:DEALS_SHOWN]:
            name = Text(safe(deal["name"] or deal["opportunity_id"]))
            stays = self._stays(deal)
            if stays:
                name.append(f"\n{stays}", style=DIM)
            status = deal["status"] or NOTHING
            table.add_row(
                name,
                cell(_words(deal["type"]), DIM),
                cell(
                    deal["stage"] if status == "open" and deal["stage"] else status, _STATUS.get(status, DIM)
                ),
                Text(
                    NOTHING
                    if deal["amount_reporting"] is None
                    else money(deal["amount_reporting"], self.currency)
                ),
                Text(self.on(deal["created_at"]), style=DIM),
                Text(self.on(deal["closed_at"]), style=DIM),
            )
        yield table
        yield from _more(len(deals), DEALS_SHOWN)

    def _stays(self, deal: Mapping[str, Any]) -> str:
        parts = []
        for stay in deal["stays"]:
            since, until = self.local(stay["entered_at"]), self.local(stay["left_at"])
            assert since is not None
            days = ((until or datetime.now(self.zone)) - since).days
            parts.append(f"{safe(stay['stage'])} {days:,} d{'' if until else ' so far'}")
        return " › ".join(parts)

    def contracts(self) -> Iterator[RenderableType]:
        contracts = self.account.contracts
        if not contracts:
            return
        yield ""
        yield Text.assemble((t("Contracts"), HEAD), ("   " + count(len(contracts)), DIM))
        table = plain_table(t("Contract"), t("From"), t("To"), (t("Per year"), "right"), "")
        for contract in contracts:
            value = contract["annual_value_reporting"]
            table.add_row(
                cell(contract["contract_id"]),
                Text(day(contract["starts_on"])),
                Text(day(contract["last_on"]) or "no end"),
                Text(NOTHING if value is None else money(value, self.currency)),
                Text(t("active"), style=GOOD)
                if contract["is_active"]
                else cell(
                    f"renews {contract['renews_contract_id']}" if contract["renews_contract_id"] else "", DIM
                ),
            )
        yield table

    def timeline(self) -> Iterator[RenderableType]:
        touches = self.account.touches
        yield ""
        many = self.account.engagement["touches"]
        title = (
            "   " + t("the last {shown} of {many}", shown=TOUCHES_SHOWN, many=many)
            if many > len(touches)
            else "   " + count(many)
        )
        yield Text.assemble((t("Timeline"), HEAD), (title, DIM))
        if not touches:
            yield Text(t("Nothing has happened yet."), style=DIM)
            return
        table = plain_table(
            t("When"),
            "",
            t("What"),
            t("Who"),
            *([t("Campaign"), t("By")] if self.wide else []),
            (t("Min"), "right"),
        )
        table.columns[0].no_wrap = True
        for touch in touches:
            when = datetime.fromisoformat(touch["occurred_local"])
            shown = day(when) if touch["occurred_is_date"] else f"{day(when)} {when:%H:%M}"
            arrow = {"inbound": "←", "outbound": "→"}.get(touch["direction"] or "", "")
            what = Text.assemble(_words(touch["kind"]), (f"  {_where(touch)}", DIM))
            cells = [
                Text(shown, style=DIM),
                Text(arrow, style=GOOD if touch["is_engagement"] else DIM),
                what,
                cell(touch["person"] or touch["person_id"]),
                *(
                    [
                        cell(touch["campaign"] or touch["campaign_id"], DIM),
                        cell(touch["user"] or touch["user_id"], DIM),
                    ]
                    if self.wide
                    else []
                ),
                Text(written(touch["minutes"], 0) if touch["minutes"] else ""),
            ]
            table.add_row(*cells)
        yield table

    def links(self) -> Iterator[RenderableType]:
        parts = []
        for fact, members in groupby(self.account.links, key=lambda row: row["fact"]):
            told = [
                t(
                    "{rows} by {rule} ({confidence})",
                    rows=row["rows"],
                    rule=row["rule"],
                    confidence=written(row["confidence"], 2),
                )
                for row in members
                if row["rule"]
            ]
            parts.append(f"{fact}: {', '.join(told)}")
        if parts:
            yield ""
            yield Text(t("Given to this account: {parts}", parts="; ".join(parts)), style=DIM)


def _where(touch: Mapping[str, Any]) -> str:
    """The page without its host, else the outcome."""
    if not touch["url"]:
        return _words(touch["outcome"])
    parts = urlsplit(safe(touch["url"]))
    return parts.path if len(parts.path) > 1 else parts.netloc or safe(touch["url"])


def _words(value: Any) -> str:
    return safe(value).replace("_", " ")


def _more(many: int, shown: int) -> Iterator[RenderableType]:
    if many > shown:
        yield Text(t("and {n} more: --format json", n=many - shown), style=DIM)
