"""What a question's scope can be made of in a build: lists, tiers, owners, values of attributes, the time there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from abmetry.answers.analysis import Analysis
from abmetry.answers.question import Question
from abmetry.engine.engine import Engine

SEGMENTS = ("industry", "country", "region", "segment")
MOST = 60


@dataclass(frozen=True)
class Choices:
    """What can be chosen.

    Attributes:
        lists: Target lists.
        tiers: Tiers, the highest first.
        owners: Ids of owners of accounts and their names, by name.
        segments: Attributes of accounts and their values, the most frequent first; of each at most `MOST`.
        first_day: The local day of the first touch that is known; None: there is none.
        last_day: The local day of the last one.
    """

    lists: tuple[str, ...]
    tiers: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]
    segments: Mapping[str, tuple[str, ...]]
    first_day: date | None
    last_day: date | None


def choices(analysis: Analysis) -> Choices:
    """What there is to choose in a build."""
    record = analysis.record
    with analysis.session(Question()) as engine:
        first, last = _days(analysis, engine) if "touches" in record.loaded else (None, None)
        return Choices(
            record.lists,
            record.tiers,
            _owners(engine),
            {s: _values(engine, s) for s in SEGMENTS},
            first,
            last,
        )


def _owners(engine: Engine) -> tuple[tuple[str, str], ...]:
    rows = engine.query(
        """
        select a.owner_id, max(u.name) as name
        from accounts a left join users u on u.user_id = a.owner_id
        where a.owner_id is not null group by a.owner_id
        """
    ).to_pylist()
    named = ((row["owner_id"], row["name"] or row["owner_id"]) for row in rows)
    return tuple(sorted(named, key=lambda owner: (owner[1].casefold(), owner[0])))


def _values(engine: Engine, attribute: str) -> tuple[str, ...]:
    rows = engine.query(
        f"""
        select {attribute} as value, count(*) as n from accounts
        where {attribute} is not null group by {attribute} order by n desc, {attribute} limit {MOST}
        """
    ).to_pylist()
    return tuple(row["value"] for row in rows)


def _days(analysis: Analysis, engine: Engine) -> tuple[date | None, date | None]:
    (row,) = engine.query(
        "select min(occurred_at) as first_at, max(occurred_at) as last_at from touches"
    ).to_pylist()
    if row["first_at"] is None:
        return None, None

    def day(instant: datetime) -> date:
        return analysis.calendar.to_local(instant.replace(tzinfo=None)).date()

    return day(row["first_at"]), day(row["last_at"])
