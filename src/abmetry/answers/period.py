"""The period of a question, and the moment up to which it is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from abmetry.answers.calendar import Calendar, Grain
from abmetry.errors import UsageError
from abmetry.lang.message import Message, message

MIDNIGHT = time()


@dataclass(frozen=True)
class Period:
    """The time from a start to an end, the end not included.

    Args:
        start_local: Local wall-clock time at which the period begins.
        end_local: Local wall-clock time at which it is over.
        calendar: The time zone and the fiscal year.
        grain: What kind of unit it is; None for two free dates or instants, and for a unit that was cut.
        name: The label, where it is not the one that follows from the dates.

    Raises:
        UsageError: The end is not after the start.
    """

    start_local: datetime
    end_local: datetime
    calendar: Calendar
    grain: Grain | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.start_utc >= self.end_utc:
            raise UsageError(
                message(
                    "A period must end after it starts: {start_local} to {end_local}.",
                    start_local=_show(self.start_local),
                    end_local=_show(self.end_local),
                ),
                help=message("The end is exclusive: --from 2026-07-01 --to 2026-08-01 is July."),
            )

    @classmethod
    def unit(cls, day: date, grain: Grain, calendar: Calendar) -> Self:
        """The day, week, month, quarter or year that a local day lies in."""
        first = calendar.floor(day, grain)
        return cls._of_days(first, calendar.step(first, grain), calendar, grain)

    @classmethod
    def _of_days(cls, first: date, after: date, calendar: Calendar, grain: Grain | None) -> Self:
        return cls(datetime.combine(first, MIDNIGHT), datetime.combine(after, MIDNIGHT), calendar, grain)

    @property
    def start_utc(self) -> datetime:
        """The instant (naive UTC) at which the period begins."""
        return self.calendar.to_utc(self.start_local)

    @property
    def end_utc(self) -> datetime:
        """The instant (naive UTC) at which the period is over."""
        return self.calendar.to_utc(self.end_local)

    @property
    def start_date(self) -> date:
        """The local day of the start."""
        return self.start_local.date()

    @property
    def end_date(self) -> date:
        """The local day after the last one that the period touches."""
        last = self.end_local.date()
        return last if self.end_local.time() == MIDNIGHT else last + timedelta(days=1)

    @property
    def label(self) -> str:
        """How a user writes the period: `2026-Q3`, or `2026-07-01/2026-07-15`."""
        if self.name is not None:
            return self.name
        if self.grain is not None:
            return self.calendar.label(self.start_date, self.grain)
        return f"{_show(self.start_local)}/{_show(self.end_local)}"

    def bounds(self) -> dict[str, str]:
        """Start and end as text: dates where both are local midnights, else instants with their offset."""
        if self.start_local.time() == MIDNIGHT == self.end_local.time():
            return {"start": self.start_date.isoformat(), "end": self.end_date.isoformat()}
        start, end = self.calendar.with_offset(self.start_utc), self.calendar.with_offset(self.end_utc)
        return {"start": start.isoformat(), "end": end.isoformat()}

    def previous(self) -> Period:
        """The unit before this one; for free dates, as many days just before."""
        if self.grain is not None:
            first = self.calendar.step(self.start_date, self.grain, -1)
            return Period._of_days(first, self.start_date, self.calendar, self.grain)
        length = self.end_local - self.start_local
        return Period(self.start_local - length, self.start_local, self.calendar)

    def split(self, grain: Grain) -> tuple[Period, ...]:
        """The units of a grain that the period touches, in order.

        The first and the last are cut at the period's ends. A cut unit keeps its label, and has no grain.
        """
        pieces = []
        first = self.calendar.floor(self.start_date, grain)
        while first < self.end_date:
            unit = Period.unit(first, grain, self.calendar)
            pieces.append(self._cut(unit))
            first = unit.end_date
        return tuple(pieces)

    def _cut(self, unit: Period) -> Period:
        if self.start_utc <= unit.start_utc and unit.end_utc <= self.end_utc:
            return unit
        start = self.start_local if self.start_utc > unit.start_utc else unit.start_local
        end = self.end_local if self.end_utc < unit.end_utc else unit.end_local
        return Period(start, end, self.calendar, None, unit.label)


@dataclass(frozen=True)
class Moment:
    """A period as seen at `t`, the earliest of its end, the as-of instant and now.

    Nothing at or after `t` counts. Build one with `Moment.of`.

    Args:
        period: The period asked for.
        start_utc: Its start, naive UTC.
        t_utc: The instant `t`, naive UTC.
        start_local: Its start as local wall-clock time.
        t_local: `t` as local wall-clock time.
    """

    period: Period
    start_utc: datetime
    t_utc: datetime
    start_local: datetime
    t_local: datetime

    @classmethod
    def of(cls, period: Period, *, as_of: datetime | None = None, now: datetime | None = None) -> Self:
        """The moment of a period.

        Args:
            period: The period asked for.
            as_of: An instant (naive UTC) after which nothing counts; None where none was asked.
            now: The present (naive UTC); None for the clock's.
        """
        instants = [period.end_utc, now or now_utc(), *([as_of] if as_of else [])]
        t = min(instants)
        return cls(period, period.start_utc, t, period.start_local, period.calendar.to_local(t))

    @property
    def not_begun(self) -> bool:
        """Whether the period had not begun at `t`, so that nothing can be said."""
        return self.t_utc <= self.start_utc

    @property
    def running(self) -> Message | None:
        """That the period is not over at `t`, with how many of its days are; None where it is over."""
        if self.t_utc >= self.period.end_utc:
            return None
        first, after = self.period.start_date, self.period.end_date
        over = (self.t_local.date() - first).days
        return message("the period is still running: {over} of {n} days", over=over, n=(after - first).days)

    @property
    def last_on(self) -> date:
        """The local day of the last instant before `t`."""
        return self.period.calendar.to_local(self.t_utc - timedelta(microseconds=1)).date()

    @property
    def as_of(self) -> str:
        """`t` in ISO 8601 with the zone's offset."""
        return self.period.calendar.with_offset(self.t_utc).isoformat()


def now_utc() -> datetime:
    """The present as a naive UTC datetime."""
    return datetime.now(UTC).replace(tzinfo=None)


def _show(local: datetime) -> str:
    return local.date().isoformat() if local.time() == MIDNIGHT else local.isoformat()
