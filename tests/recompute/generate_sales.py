"""Random opportunities with and without history, contracts with renewals and gaps, and survey answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from recompute.generate_moments import MADRID, Maker

PATHS = [
    ["Discovery"], ["Discovery", "Proposal"], ["Discovery", "Proposal", "Closed Won"], ["Discovery", "Closed Won"],
    ["Proposal", "Closed Lost"], ["Discovery", "Proposal", "Discovery", "Proposal", "Closed Won"],
    ["Discovery", "Closed Lost", "Proposal", "Closed Won"], ["Discovery", "Closed Won", "Proposal"],
    ["Discovery", "Discovery", "Proposal", "Closed Won", "Closed Won"], ["Closed Won"],
    ["Discovery", "Closed Lost", "Closed Won"],
]  # fmt: skip


def opportunities(make: Maker, number: int) -> None:
    """Deals: re-opened, stages re-entered and skipped, amounts that change, no account, two accounts with shares."""
    for place in range(number):
        key, created = f"o{place}", make.pick(make.time(), make.time(), make.day())
        path = make.pick(*PATHS)
        if not make.stages_configured and any(stage.startswith("Closed") for stage in path[:-1]):
            path = ["Discovery", "Proposal", "Closed Won"]
        row = make.add(
            "opportunities", opportunity_id=key, account_id=make.pick(None, *make.accounts, *make.accounts),
            type=make.pick(None, "new_business", "new_business", "renewal", "expansion"), created_at=created,
            amount=float(make.pick(1000, 5000, 20000)) if make.chance(0.9) else None,
            currency=make.pick(None, "EUR", "USD"), stage=path[-1], owner_id="u2",
            sourced_by_id=make.pick(None, "u1", "u2"),
            is_won=path[-1] == "Closed Won", is_closed=path[-1].startswith("Closed"), closed_at=None,
        )  # fmt: skip
        if make.chance(0.6):
            history(make, row, path)
        elif row["is_closed"]:
            row["closed_at"] = later(make, created)
        elif make.chance(0.3):
            row["closed_at"] = make.time()
        if make.chance(0.2):
            shares(make, row)


def start_of(created: datetime | date) -> datetime:
    """A created time as an instant."""
    if isinstance(created, datetime):
        return created
    return datetime(created.year, created.month, created.day, tzinfo=MADRID)


def later(make: Maker, created: datetime | date) -> datetime | date:
    """A close some time after the creation: an instant, or a bare date; rarely before it."""
    at = start_of(created) + timedelta(minutes=make.pick(0, 600, 9 * 1440, 40 * 1440 + 7, 120 * 1440, -1440))
    return at.astimezone(MADRID).date() if make.chance(0.4) else at


def history(make: Maker, row: dict[str, Any], path: list[str]) -> None:
    """Stage history; the row keeps the last state that the history reached."""
    first = start_of(row["created_at"]) + timedelta(minutes=make.pick(0, 0, 1, 3000))
    amount, as_dates = row["amount"], make.chance(0.2)
    days: set[date] = set()
    for stage, at in zip(path, make.increasing(len(path), first), strict=False):
        entered: datetime | date = at
        if as_dates:
            entered = at.astimezone(MADRID).date()
            if entered in days:
                continue
            days.add(entered)
        if amount is not None and make.chance(0.4):
            amount = amount + 500
        shown = amount if make.chance(0.7) else None
        make.add(
            "opportunity_stages",
            opportunity_id=row["opportunity_id"],
            stage=stage,
            entered_at=entered,
            amount=shown,
        )
        row["stage"], row["is_won"], row["is_closed"] = (
            stage,
            stage == "Closed Won",
            stage.startswith("Closed"),
        )
        row["closed_at"] = entered if row["is_closed"] else None


def shares(make: Maker, row: dict[str, Any]) -> None:
    """A second account on the deal, with shares for both, for it alone, or for none."""
    others = [account for account in make.accounts if account != row["account_id"]]
    if row["account_id"] is None:
        return
    mine, theirs = make.pick((0.6, 0.4), (None, 0.25), (None, None))
    if mine is not None:
        make.add(
            "opportunity_accounts",
            opportunity_id=row["opportunity_id"],
            account_id=row["account_id"],
            is_primary=True,
            share=mine,
        )
    make.add(
        "opportunity_accounts",
        opportunity_id=row["opportunity_id"],
        account_id=make.pick(*others),
        is_primary=False,
        share=theirs,
    )


def contracts(make: Maker) -> None:
    """Contracts: renewals on time and late, gaps, cancellations, backdated ones with an opportunity."""
    number = 0
    deals = [row for row in make.tables["opportunities"] if row["account_id"]]
    for account in make.accounts:
        if make.chance(0.55):
            continue
        starts, previous = make.day(), None
        mine = [row for row in deals if row["account_id"] == account and row["stage"] != "Closed Lost"]
        for _ in range(make.pick(1, 1, 2, 3)):
            key, length = f"k{number:02}", make.pick(89, 180, 364)
            ends = starts + timedelta(days=length)
            deal = make.pick(*mine) if mine and make.chance(0.4) else None
            make.add(
                "contracts", contract_id=key, account_id=account,
                opportunity_id=deal["opportunity_id"] if deal else None,
                starts_on=starts, ends_on=make.pick(ends, ends, ends, None), value=float(make.pick(1000, 3650)),
                annual_value=make.pick(None, 2000.0, 4000.0), currency=make.pick(None, "USD"),
                renews_contract_id=make.pick(None, previous),
                cancelled_on=make.pick(None, None, None, starts + timedelta(days=30)),
                gross_margin=make.pick(None, 0.7, 0.8),
            )  # fmt: skip
            number, previous = number + 1, key
            starts = ends + timedelta(days=make.pick(-10, 0, 1, 1, 30, 60, 61, 90))


def surveys(make: Maker) -> None:
    """Answers by people, by addresses and by nobody, one person several times."""
    used: set[datetime] = set()
    for place in range(make.random.randrange(8)):
        person, at = make.pick(None, *make.people[:3]), make.time()
        if at in used:
            continue
        used.add(at)
        mail = make.pick(None, "ana@acme.es", "someone@gmail.com") if person is None else None
        make.add(
            "surveys", response_id=f"r{place}", responded_at=at, score=make.pick(0, 6, 7, 8, 9, 10),
            person_id=person, email=mail,
            account_id=make.pick(*make.accounts) if make.chance(0.4) else None, kind="nps",
        )  # fmt: skip
