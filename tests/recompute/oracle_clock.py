"""Instants, bare dates and the workspace's wall clock (KPIS.md, rules 1, 2 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Moment:
    """An instant, whether the source gave it as a bare date, and the naive wall-clock time of the workspace."""

    at: datetime
    is_date: bool
    local: datetime

    @property
    def day(self) -> date:
        """The local day."""
        return self.local.date()


class Clock:
    """Turns source values into moments of one time zone."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)

    def moment(self, value: datetime | date | None) -> Moment | None:
        """A timestamp as it is, a bare date as the start of its local day, nothing as nothing."""
        if value is None:
            return None
        if isinstance(value, datetime):
            at = value.astimezone(UTC)
            return Moment(at, False, at.astimezone(self.zone).replace(tzinfo=None))
        at = datetime.combine(value, time(0), self.zone).astimezone(UTC)
        return Moment(at, True, datetime.combine(value, time(0)))

    def certain(self, value: datetime | date) -> Moment:
        """The moment of a value that is there."""
        moment = self.moment(value)
        assert moment is not None
        return moment


def last_day_before(moment: Moment, clock: Clock) -> date:
    """The local day of the last instant before a moment."""
    return clock.certain(moment.at - timedelta(microseconds=1)).day


def days(first: Moment, last: Moment) -> float:
    """Elapsed days between two wall-clock times; whole days between dates if either is a bare date."""
    if first.is_date or last.is_date:
        return float((last.day - first.day).days)
    return (last.local - first.local) / timedelta(days=1)


def within_days_before(moment: Moment, x: Moment, number: int) -> bool:
    """At or after the local wall-clock time of x, that many dates earlier, and before x."""
    return moment.local >= x.local - timedelta(days=number) and moment.at < x.at


def before_close(moment: Moment, close: Moment) -> bool:
    """Before a close; a touch on the day of a date-only close counts as before it."""
    return moment.at < close.at or (close.is_date and moment.day == close.day)
