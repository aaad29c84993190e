"""Which accounts a question is about (KPIS.md, rules 3 and 4)."""

from __future__ import annotations

from typing import Any

from recompute.company import Row
from recompute.oracle_clock import Moment
from recompute.oracle_world import World


class Scope:
    """Memberships of target lists, and the accounts in scope at t."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.members = [
            row for row in world.company.rows("list_members") if row["account_id"] in world.account_rows
        ]

    def begins(self, row: Row) -> Moment | None:
        """When a membership begins; without a start of its own, when the account was created."""
        if row["valid_from"] is not None:
            return self.world.moment(row["valid_from"])
        return self.world.moment(self.world.account_rows[row["account_id"]]["created_at"])

    def begun(self, row: Row) -> bool:
        """Whether a membership began before t, and is no empty interval."""
        begins, ends = self.begins(row), self.world.moment(row["valid_to"])
        if begins is not None and ends is not None and begins.at >= ends.at:
            return False
        return begins is None or begins.at < self.world.t.at

    def holds(self, row: Row) -> bool:
        """Whether a membership was valid at the last instant before t."""
        ends = self.world.moment(row["valid_to"])
        return self.begun(row) and (ends is None or ends.at >= self.world.t.at)

    def exists(self, account: str) -> bool:
        """An account is there once it was created, or once a membership with its own start shows it."""
        if self.world.known(self.world.account_rows[account]["created_at"]):
            return True
        return any(
            row["account_id"] == account and row["valid_from"] is not None and self.begun(row)
            for row in self.members
        )

    def rank(self, row: Row) -> tuple[int, Any]:
        """The order of a tier: by the list's `tiers`, else by its text; no tier last."""
        if row["tier"] is None:
            return 2, ""
        order = self.world.settings.get("lists", {}).get(row["list_id"], {}).get("tiers", [])
        return (0, order.index(row["tier"])) if row["tier"] in order else (1, row["tier"])

    def tier(self, account: str) -> str | None:
        """The account's highest tier in the lists of the scope."""
        rows = [
            row
            for row in self.members
            if row["account_id"] == account and self.in_lists(row) and self.holds(row)
        ]
        return min(rows, key=self.rank)["tier"] if rows else None

    def in_lists(self, row: Row) -> bool:
        """Whether a membership is in a list of the scope."""
        return not self.world.lists or row["list_id"] in self.world.lists

    def passes_where(self, account: str) -> bool:
        """Whether the account has the attributes that the question asks for."""
        row = self.world.account_rows[account]
        return all(row.get(name) == value for name, value in self.world.where.items())

    def accounts(self) -> set[str]:
        """A: the accounts in scope at t."""
        world = self.world
        there = {
            account for account in world.account_rows if self.exists(account) and self.passes_where(account)
        }
        if world.cohort == "all":
            return there
        on_any = {row["account_id"] for row in self.members if self.holds(row)}
        if world.cohort == "non_abm":
            created = {a for a in there if world.known(world.account_rows[a]["created_at"])}
            return created - on_any
        listed = {row["account_id"] for row in self.members if self.holds(row) and self.in_lists(row)} & there
        return {account for account in listed if not world.tiers or self.tier(account) in world.tiers}

    def ever_listed(self) -> set[str]:
        """Accounts that were on a list of the scope at any instant before t; tiers do not apply."""
        if self.world.cohort == "all":
            return self.accounts()
        on = {row["account_id"] for row in self.members if self.begun(row) and self.in_lists(row)}
        return {account for account in on if self.passes_where(account)}
