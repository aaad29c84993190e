"""Opportunities as they stood just before t (KPIS.md, stage 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recompute.company import Row
from recompute.oracle_clock import Moment, days
from recompute.oracle_world import World


@dataclass(frozen=True)
class Run:
    """A deal in one status, from a moment to the next (None: to t)."""

    status: str
    since: Moment
    until: Moment | None


@dataclass(frozen=True)
class Stay:
    """A deal in one open stage; `left` is None where it is there still."""

    stage: str
    entered: Moment
    left: Moment | None


class Deal:
    """One opportunity with what was known of it before t."""

    def __init__(self, world: World, row: Row, book: Book) -> None:
        self.world, self.row, self.key = world, row, row["opportunity_id"]
        self.type = row["type"] or "new_business"
        self.created = world.clock.certain(row["created_at"])
        self.history = book.history.get(self.key, [])
        self.account, self.shares = book.split(row)
        self.runs = self.make_runs(book)

    def make_runs(self, book: Book) -> list[Run]:
        """Runs of one status: open since creation, then what the history says, else the row."""
        steps: list[tuple[Moment, str]] = []
        self.lacks_close = False
        if not self.history or self.history[0][0].at > self.created.at:
            steps.append((self.created, "open"))
        if self.key in book.with_history:
            steps += [(moment, book.status(stage, self.row)) for moment, stage, _ in self.history]
        else:
            closed = self.world.moment(self.row["closed_at"])
            status = book.status_of_row(self.row)
            self.lacks_close = status != "open" and closed is None
            if self.lacks_close:
                steps = [(self.created, status)]
            elif closed is not None and closed.at < self.world.t.at and status != "open":
                steps.append((closed, status))
        runs: list[Run] = []
        for moment, status in steps:
            if runs and runs[-1].status == status:
                continue
            if runs:
                runs[-1] = Run(runs[-1].status, runs[-1].since, moment)
            runs.append(Run(status, moment, None))
        return runs

    @property
    def status(self) -> str:
        """Open, won or lost at t."""
        return self.runs[-1].status

    @property
    def closed(self) -> Moment | None:
        """The last close, if the deal is closed at t and something says when."""
        return None if self.status == "open" or self.lacks_close else self.runs[-1].since

    @property
    def first_won(self) -> Moment | None:
        """The first time it was won, whatever came after."""
        return next((run.since for run in self.runs if run.status == "won"), None)

    def open_in_period(self) -> bool:
        """Open at any moment of the period before t; a deal created in the period was open at its creation."""
        world = self.world
        if world.in_period(self.created):
            return True
        opens = [run for run in self.runs if run.status == "open" and run.since.at < world.t.at]
        return any(run.until is None or run.until.at > world.start.at for run in opens)

    def open_at(self, x: Moment) -> bool:
        """Open at the last instant before x; on the day of a date-only close it is open still."""
        for run in self.runs:
            if run.status == "open" and self.created.at < x.at and run.since.at < x.at:
                until = run.until
                if until is None or until.at >= x.at or (until.is_date and until.day == x.day):
                    return True
        return False

    def amounts(self) -> list[tuple[Moment, float]]:
        """The amounts that the history gave before t."""
        return [(moment, amount) for moment, _, amount in self.history if amount is not None]

    def amount(self) -> float | None:
        """The amount in the reporting currency as it stood at t, at its last change's or the close's rate."""
        amounts = self.amounts()
        value, changed = self.row["amount"], self.created
        if amounts:
            value = amounts[-1][1]
            same = len(amounts) - 1
            while same and amounts[same - 1][1] == value:
                same -= 1
            changed = amounts[same][0]
        return self.world.money(value, self.row["currency"], (self.closed or changed).day)

    def amount_at_creation(self) -> float | None:
        """The earliest amount of the history, else the row's, at the rate of the creation."""
        amounts = self.amounts()
        value = amounts[0][1] if amounts else self.row["amount"]
        return self.world.money(value, self.row["currency"], self.created.day)

    def share(self, accounts: set[str]) -> float:
        """The part of the amount that belongs to a set of accounts."""
        return sum(part for account, part in self.shares.items() if account in accounts)

    def stays(self, book: Book) -> list[Stay]:
        """Stays in open stages; consecutive rows of one stage are one stay."""
        stays: list[Stay] = []
        previous: str | None = None
        for moment, stage, _ in self.history:
            if stage == previous:
                continue
            if stays and stays[-1].left is None:
                stays[-1] = Stay(stays[-1].stage, stays[-1].entered, moment)
            if book.status(stage, self.row) == "open":
                stays.append(Stay(stage, moment, None))
            previous = stage
        return stays

    def velocity(self) -> float | None:
        """Days from creation to the last close; negative is a data error."""
        if self.closed is None:
            return None
        length = days(self.created, self.closed)
        return length if length >= 0 else None


class Book:
    """All opportunities created before t."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stages: dict[str, dict[str, Any]] = world.settings.get("stages", {})
        self.rows = world.company.rows("opportunities")
        self.with_history = {row["opportunity_id"] for row in world.company.rows("opportunity_stages")}
        self.history: dict[str, list[tuple[Moment, str, float | None]]] = {}
        for row in world.before("opportunity_stages", "entered_at"):
            step = (world.clock.certain(row["entered_at"]), row["stage"], row["amount"])
            self.history.setdefault(row["opportunity_id"], []).append(step)
        for listed in self.history.values():
            listed.sort(key=lambda step: step[0].at)
        created = [row for row in self.rows if world.happened(row["created_at"])]
        self.deals = [Deal(world, row, self) for row in created]
        self.by_key = {deal.key: deal for deal in self.deals}

    def status(self, stage: str, row: Row) -> str:
        """A configured stage says it itself; another takes it from rows in that stage, the deal's own first."""
        if stage in self.stages:
            told = self.stages[stage]
            return "won" if told.get("won") else "lost" if told.get("lost") else "open"
        for other in [row, *self.rows]:
            if other["stage"] == stage:
                return self.status_of_row(other)
        return "open"

    def status_of_row(self, row: Row) -> str:
        """Won, lost or open by the row: a configured stage first, else its flags."""
        told = self.stages.get(row["stage"])
        if told is not None:
            return "won" if told.get("won") else "lost" if told.get("lost") else "open"
        if row["is_won"]:
            return "won"
        return "lost" if row["is_closed"] else "open"

    def split(self, row: Row) -> tuple[str | None, dict[str, float]]:
        """The primary account, and the shares of the amount, which sum to 1."""
        others = [
            r
            for r in self.world.company.rows("opportunity_accounts")
            if r["opportunity_id"] == row["opportunity_id"]
        ]
        primary = row["account_id"]
        if primary is None:
            chosen = [r["account_id"] for r in others if r["is_primary"]] or [r["account_id"] for r in others]
            primary = chosen[0] if chosen else None
        shares = {r["account_id"]: float(r["share"]) for r in others if r["share"] is not None}
        if primary is None:
            return None, {}
        if primary not in shares:
            shares[primary] = max(0.0, 1 - sum(shares.values()))
        whole = sum(shares.values())
        return primary, {account: part / whole for account, part in shares.items()} if whole else {
            primary: 1.0
        }
