"""The log of who asked and exported what."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from abmetry.access.caller import Caller
from abmetry.access.store import Store, moment
from abmetry.lang.message import message

ACTIONS = {
    "ask": message("asked"),
    "evidence": message("looked at rows"),
    "explain": message("looked at a definition"),
    "export": message("took a file"),
    "sign in": message("signed in"),
    "sign in failed": message("failed to sign in"),
    "sign out": message("signed out"),
    "administer": message("changed users or tokens"),
}
"""What is written down, and how it is told."""


@dataclass(frozen=True)
class Entry:
    """Something that was asked.

    Attributes:
        at: When, ISO 8601 UTC.
        user: Who.
        via: How they were known: local, session or token.
        address: Where from.
        action: What they did: one of ``ACTIONS``.
        question: What they asked.
        rows: How many rows they got.
    """

    at: str
    user: str
    via: str
    address: str | None
    action: str
    question: dict[str, Any]
    rows: int | None

    def to_dict(self) -> dict[str, Any]:
        """The entry as it stands in JSON."""
        return asdict(self)


class Audit:
    """The log of a store: it is added to and read, never changed."""

    def __init__(self, store: Store) -> None:
        """Of a store."""
        self._store = store

    def record(
        self,
        caller: Caller,
        action: str,
        asked: Any = None,
        rows: int | None = None,
        now: datetime | None = None,
        **more: Any,
    ) -> None:
        """Write down what somebody did; what is asked locally only once there were users.

        Args:
            caller: Who.
            action: What they did: one of ``ACTIONS``.
            asked: What they asked: a question, or a mapping.
            rows: How many rows they got.
            now: The present; None for the clock's.
            more: What else belongs to the question, such as the part of evidence or the shape of a file.
        """
        if caller.via == "local" and action != "administer" and not self._store.exists:
            return
        told = {**as_mapping(asked), **{name: value for name, value in more.items() if value is not None}}
        text = json.dumps(told, ensure_ascii=False, default=str)
        values = (moment(now), caller.name, caller.via, caller.address, action, text, rows)
        with self._store.writing() as db:
            db.execute(
                "insert into audit (at, user, via, address, action, question, rows) values (?, ?, ?, ?, ?, ?, ?)",
                values,
            )

    def list(
        self,
        *,
        user: str | None = None,
        action: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> tuple[Entry, ...]:
        """Entries, the newest first.

        Args:
            user: Only of this user.
            action: Only of this kind.
            since: Only at or after this instant, ISO 8601 UTC, or the first of a day.
            until: Only before it.
            limit: The most; None: all.
        """
        if not self._store.exists:
            return ()
        asked = {"user = ?": user, "action = ?": action, "at >= ?": since, "at < ?": until}
        given = {condition: value for condition, value in asked.items() if value is not None}
        where = f"where {' and '.join(given)}" if given else ""
        cut = "" if limit is None else f"limit {int(limit)}"
        with self._store.reading() as db:
            rows = db.execute(f"select * from audit {where} order by id desc {cut}", tuple(given.values()))
            return tuple(map(_entry, rows))


def entries_table(entries: tuple[Entry, ...]) -> pa.Table:
    """Entries as a table: the question as JSON text."""
    columns: dict[str, list[Any]] = {
        name: [getattr(entry, name) for entry in entries]
        for name in ("at", "user", "via", "address", "action")
    }
    return pa.table(
        {
            **{name: pa.array(values, pa.string()) for name, values in columns.items()},
            "question": pa.array(
                [json.dumps(entry.question, ensure_ascii=False) for entry in entries], pa.string()
            ),
            "rows": pa.array([entry.rows for entry in entries], pa.int64()),
        }
    )


def as_mapping(asked: Any) -> dict[str, Any]:
    """What was asked, without what was left open."""
    if asked is None:
        return {}
    told: Mapping[str, Any] = (
        asdict(asked) if is_dataclass(asked) and not isinstance(asked, type) else dict(asked)
    )
    return {name: value for name, value in told.items() if value not in (None, (), [], "")}


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        row["at"],
        row["user"],
        row["via"],
        row["address"],
        row["action"],
        json.loads(row["question"]),
        row["rows"],
    )
