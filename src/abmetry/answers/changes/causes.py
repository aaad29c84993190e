"""Which rows count otherwise than before, and for what reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from abmetry.answers.changes.change import Cause
from abmetry.engine.engine import Engine
from abmetry.model.tables import TABLES

LINKED = {"touches": "touch_id", "people": "person_id", "opportunities": "opportunity_id"}
"""Facts of which identity finds the account, and their key."""

_SAME = 1e-9

Row = dict[str, Any]
Accounts = Mapping[tuple[str, str], str | None]


@dataclass(frozen=True)
class Changed:
    """A row of one part that counts otherwise.

    Attributes:
        part: The number of the part.
        table: Its canonical table.
        key: Its key.
        account_before: The account it counted for; None: for none.
        account_after: The account it counts for.
        amount: How much more it counts.
    """

    part: int
    table: str
    key: str
    account_before: str | None
    account_after: str | None
    amount: float


def changed_rows(engine: Engine, part: int, before: pa.Table, after: pa.Table) -> list[Changed]:
    """The rows of a part that count otherwise.

    Args:
        engine: Where they are compared.
        part: The number of the part.
        before: Its rows before, as part_rows gives them.
        after: Its rows after.
    """
    engine.register("rows_before", before)
    engine.register("rows_after", after)
    once = """
        select account_id, unit, min(table_name) as table_name, min(key) as key, sum(amount) as amount
        from {} group by account_id, unit
    """
    rows = engine.query(
        f"""
        select coalesce(a.table_name, b.table_name) as table_name, coalesce(a.key, b.key) as key,
            b.account_id as account_before, a.account_id as account_after,
            coalesce(a.amount, 0) - coalesce(b.amount, 0) as amount
        from ({once.format("rows_before")}) b
        full join ({once.format("rows_after")}) a
            on a.unit is not distinct from b.unit and a.account_id is not distinct from b.account_id
        where abs(coalesce(a.amount, 0) - coalesce(b.amount, 0)) > {_SAME}
        """
    ).to_pylist()
    return [
        Changed(
            part,
            row["table_name"],
            row["key"],
            row["account_before"],
            row["account_after"],
            float(row["amount"]),
        )
        for row in rows
    ]


class Reasons:
    """Tells for what reason rows count otherwise."""

    def __init__(self, model: Engine, since: datetime, before: Accounts, after: Accounts) -> None:
        """Prepare.

        Args:
            model: Where ``versions_<table>`` are, as known after.
            since: What was known before was loaded no later, naive UTC.
            before: The accounts that identity gave, by table and key.
            after: The accounts that it gives.
        """
        self._model = model
        self._since = since
        self._before = before
        self._after = after
        self._loaded: dict[tuple[str, str], tuple[datetime, datetime]] = {}
        self._touched: dict[str, list[str]] = {}

    def learn(self, rows: Sequence[Changed]) -> None:
        """Find out when the rows were loaded, and which tables brought something about their accounts since."""
        self._learn_rows(rows)
        self._learn_accounts(rows)

    def through(self, row: Changed) -> tuple[str, ...]:
        """The tables that brought something about the row's account since."""
        accounts = dict.fromkeys(name for name in (row.account_before, row.account_after) if name)
        return tuple(dict.fromkeys(table for name in accounts for table in self._touched.get(name, ())))

    def _learn_accounts(self, rows: Sequence[Changed]) -> None:
        accounts = sorted({name for row in rows for name in (row.account_before, row.account_after) if name})
        self._model.register("wanted_keys", pa.table({"wanted": pa.array(accounts, pa.string())}))
        since = self._model.dialect.timestamp(self._since.isoformat(sep=" "))
        for name, table in TABLES.items():
            if any(column.name == "account_id" for column in table.columns):
                found = self._model.query(
                    f"select distinct account_id from versions_{name} join wanted_keys on wanted = account_id"
                    f" where loaded_at > {since}"
                )
                for account in found["account_id"].to_pylist():
                    self._touched.setdefault(account, []).append(name)

    def _learn_rows(self, rows: Sequence[Changed]) -> None:
        for table in sorted({row.table for row in rows}):
            key = _name_of_row(table)
            if key is None:
                continue
            wanted = sorted({name for row in rows if row.table == table and (name := _named(row))})
            self._model.register("wanted_keys", pa.table({"wanted": pa.array(wanted, pa.string())}))
            found = self._model.query(
                f"""
                select {key} as key, min(loaded_at) as first_loaded, max(loaded_at) as last_loaded
                from versions_{table} join wanted_keys on wanted = {key}
                group by {key}
                """
            )
            for row in found.to_pylist():
                self._loaded[table, row["key"]] = (row["first_loaded"], row["last_loaded"])

    def of(self, row: Changed) -> Cause:
        """The reason why a row counts otherwise."""
        loaded = self._loaded.get((row.table, _named(row) or ""))
        if loaded is not None and loaded[0] > self._since:
            return Cause.NEW_ROWS
        if loaded is not None and loaded[1] > self._since:
            return Cause.CHANGED_ROWS
        place = (row.table, row.key)
        if self._before.get(place) != self._after.get(place):
            return Cause.CHANGED_LINKS
        return Cause.OTHER_ROWS


def _name_of_row(table: str) -> str | None:
    """The column that names a row of a table; where that takes several, the one of its account."""
    known = TABLES.get(table)
    if known is None:
        return None
    if len(known.key) == 1:
        return known.key[0]
    return "account_id" if any(column.name == "account_id" for column in known.columns) else None


def _named(row: Changed) -> str | None:
    if _name_of_row(row.table) == "account_id" and row.table != "accounts":
        return row.account_after or row.account_before
    return row.key


def accounts_given(engine: Engine, rows: Sequence[Changed], visible: str) -> Accounts:
    """The accounts that identity gives to rows, by table and key.

    Args:
        engine: A session with the facts of a build.
        rows: The rows.
        visible: SQL of what was known at the instant asked for, over ``known_from`` and ``known_to``.
    """
    given: dict[tuple[str, str], str | None] = {}
    for table, key in LINKED.items():
        wanted = sorted({row.key for row in rows if row.table == table})
        if not wanted:
            continue
        engine.register("wanted_keys", pa.table({"wanted": pa.array(wanted, pa.string())}))
        known = "" if table == "opportunities" else f"where {visible}"
        found = engine.query(
            f"select {key} as key, max(account_id) as account_id from {table}"
            f" join wanted_keys on wanted = {key} {known} group by {key}"
        )
        given.update({(table, row["key"]): row["account_id"] for row in found.to_pylist()})
    return given
