"""Rows of companies small enough to draw in a docstring."""

from datetime import UTC, date, datetime

from recompute.company import Company

Q1 = {"start": date(2026, 1, 1), "end": date(2026, 4, 1)}
LISTS = {"named": {"members": "from list_members", "tiers": ["1", "2"]}}
STAGES = {"Closed Won": {"won": True}, "Closed Lost": {"lost": True}, "Discovery": {"order": 1}}


def at(month: int, day: int, hour: int = 12, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def company(accounts: str = "a b", **tables) -> Company:
    """Accounts of the given ids, all of them on the list `named`."""
    rows = [{"account_id": name, "name": name, "domain": f"{name}-corp.es"} for name in accounts.split()]
    members = [{"list_id": "named", "account_id": name} for name in accounts.split()]
    settings = tables.pop("settings", {})
    given = {"accounts": rows, "list_members": members, **tables}
    return Company(given, {"lists": LISTS, "stages": STAGES, **settings})


def touch(key: str, when, kind: str, **row) -> dict:
    return {"touch_id": key, "occurred_at": when, "kind": kind, **row}


def deal(key: str, account: str, created, **row) -> dict:
    return {"opportunity_id": key, "account_id": account, "stage": "Discovery", "created_at": created, **row}
