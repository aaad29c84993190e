"""The workspace's calendar: local days as instants, and where weeks, months, quarters and years begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from abmetry.errors import UsageError
from abmetry.lang.message import message

Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)
MONTHS_OF: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
DAYS_OF: dict[Grain, int] = {"day": 1, "week": 7}


@dataclass(frozen=True)
class Calendar:
    """A time zone and a fiscal year.

    Instants are naive UTC datetimes, local times are naive wall-clock datetimes of the zone. A midnight that
    a clock change skips stands for the instant of the change; a time that occurs twice for the first of the
    two, unless its `fold` is 1.

    Args:
        timezone: An IANA zone name such as `Europe/Madrid`.
        fiscal_year_starts: The month, 1 to 12, in which quarters and years begin. A fiscal year is named by
            the calendar year in which it ends.

    Raises:
        UsageError: The zone or the month does not exist.
    """

    timezone: str = "UTC"
    fiscal_year_starts: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.fiscal_year_starts <= 12:
            raise UsageError(
                message(
                    "A fiscal year starts in a month from 1 to 12, not {fiscal_year_starts}.",
                    fiscal_year_starts=self.fiscal_year_starts,
                )
            )
        try:
            ZoneInfo(self.timezone)
        except (OSError, ValueError, KeyError):
            raise UsageError(
                message("There is no time zone '{timezone}'.", timezone=self.timezone),
                help=message("Use an IANA name, for example Europe/Madrid."),
            ) from None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.timezone)

    def to_utc(self, local: datetime) -> datetime:
        """The instant (naive UTC) of a naive local time."""
        instant = local.replace(tzinfo=self.zone).astimezone(UTC)
        return instant.replace(tzinfo=None)

    def to_local(self, instant: datetime) -> datetime:
        """The naive local time of an instant (naive UTC)."""
        return self.with_offset(instant).replace(tzinfo=None)

    def with_offset(self, instant: datetime) -> datetime:
        """An instant (naive UTC) as an aware datetime in the zone, for showing."""
        return instant.replace(tzinfo=UTC).astimezone(self.zone)

    def midnight(self, day: date) -> datetime:
        """The instant (naive UTC) at which a local day begins."""
        return self.to_utc(datetime.combine(day, time()))

    def floor(self, day: date, grain: Grain) -> date:
        """The first day of the day, ISO week, month, fiscal quarter or fiscal year that `day` lies in."""
        if grain == "day":
            return day
        if grain == "week":
            return day - timedelta(days=day.weekday())
        months_in = (day.month - self.fiscal_year_starts) % 12 % MONTHS_OF[grain]
        return add_months(day.replace(day=1), -months_in)

    def step(self, first: date, grain: Grain, units: int = 1) -> date:
        """The first day of the unit that lies `units` units after the one that begins on `first`."""
        if grain in DAYS_OF:
            return first + timedelta(days=units * DAYS_OF[grain])
        return add_months(first, units * MONTHS_OF[grain])

    def fiscal_year(self, day: date) -> int:
        """The name of the fiscal year that `day` lies in."""
        return self.step(self.floor(day, "year"), "year").year - (self.fiscal_year_starts == 1)

    def year_begins(self, year: int) -> date:
        """The first day of the fiscal year named `year`."""
        return date(year - (self.fiscal_year_starts > 1), self.fiscal_year_starts, 1)

    def label(self, first: date, grain: Grain) -> str:
        """How a user writes the unit that begins on `first`: `2026-09-14`, `2026-W38`, `2026-Q3`, `2026`."""
        if grain == "day":
            return first.isoformat()
        if grain == "week":
            year, week, _ = first.isocalendar()
            return f"{year:04d}-W{week:02d}"
        if grain == "month":
            return f"{first.year:04d}-{first.month:02d}"
        year = self.fiscal_year(first)
        if grain == "year":
            return f"{year:04d}"
        return f"{year:04d}-Q{(first.month - self.fiscal_year_starts) % 12 // 3 + 1}"


def add_months(first: date, months: int) -> date:
    """The first of the month that lies `months` months after the first of a month."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
