"""Random values for a company: times on and off the edges of days, months and summer time."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from recompute.company import COLUMNS, Row

MADRID = ZoneInfo("Europe/Madrid")
DAY_COLUMNS = {"valid_from", "valid_to", "live_from", "live_to"}
FIRST, LAST = date(2025, 1, 1), date(2026, 9, 30)
EDGES = [
    *(date(2025 + month // 12, month % 12 + 1, 1) for month in range(21)),
    date(2025, 3, 30), date(2025, 3, 31), date(2025, 10, 26), date(2025, 10, 27), date(2026, 3, 29), date(2026, 3, 30),
]  # fmt: skip
TURNS = [
    datetime(2025, 3, 30, 1, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
]


def midnight(day: date) -> datetime:
    """The start of a local day, in universal time."""
    return datetime.combine(day, time(0), MADRID).astimezone(UTC)


class Maker:
    """A seeded source of values, and the tables made so far."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.tables: dict[str, list[Row]] = {table: [] for table in COLUMNS}
        self.accounts: list[str] = []
        self.people: list[str] = []
        self.times: list[datetime] = []
        self.stages_configured = self.chance(0.85)
        self.focus = midnight(self.random.choice([date(2025, 9, 1), date(2025, 12, 1), date(2026, 5, 1)]))

    def add(self, table: str, **row: Any) -> Row:
        """Add a row to a table; what the model holds as a day is one."""
        row = {
            name: value.astimezone(MADRID).date()
            if name in DAY_COLUMNS and isinstance(value, datetime)
            else value
            for name, value in row.items()
        }
        self.tables[table].append(row)
        return row

    def pick(self, *choices: Any) -> Any:
        """One of the choices."""
        return self.random.choice(choices)

    def chance(self, probability: float) -> bool:
        """True that often."""
        return self.random.random() < probability

    def day(self) -> date:
        """A day, often one on an edge."""
        if self.chance(0.3):
            return self.random.choice(EDGES)
        return FIRST + timedelta(days=self.random.randrange((LAST - FIRST).days))

    def early(self) -> datetime:
        """A time in the first months."""
        return midnight(FIRST) + timedelta(minutes=self.random.randrange(150 * 24 * 60))

    def time(self) -> datetime:
        """A time: on an edge of a day, where the clock turns, one used before or near it, or anywhere."""
        shape = self.random.random()
        if shape < 0.12:
            at = midnight(self.day())
        elif shape < 0.2:
            at = self.random.choice(TURNS) + timedelta(
                minutes=self.random.choice([-90, -30, -1, 0, 1, 30, 60, 90])
            )
        elif shape < 0.45 and self.times:
            near = timedelta(
                minutes=self.random.choice([0, 1, 29, 30, 31, 240]),
                days=self.random.choice([0, 0, 1, 30, 89, 90]),
            )
            at = self.random.choice(self.times) + near
        elif shape < 0.8:
            at = self.focus + timedelta(minutes=self.random.randrange(100 * 24 * 60))
        else:
            at = midnight(FIRST) + timedelta(seconds=self.random.randrange((LAST - FIRST).days * 86400))
        at = min(at, midnight(LAST))
        self.times.append(at)
        return at

    def instant_in(self, start: date, end: date) -> datetime:
        """An instant from the period's second day to after its end, sometimes a midnight."""
        least, most = midnight(start), midnight(end) + timedelta(days=5)
        if self.chance(0.4):
            return midnight(start + timedelta(days=self.random.randrange(1, (end - start).days + 5)))
        return least + timedelta(seconds=self.random.randrange(60, int((most - least).total_seconds())))

    def increasing(self, number: int, since: datetime | None = None) -> list[datetime]:
        """Times that increase strictly, from a time on."""
        at = since or self.time()
        result = []
        for _ in range(number):
            result.append(at)
            at += timedelta(minutes=self.random.choice([1, 600, 1440, 20 * 1440, 45 * 1440, 100 * 1440]))
        return [at for at in result if at <= midnight(LAST)]
