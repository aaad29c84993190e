"""How far a trend looks back: as many pieces of time as tell something, the last of them the period asked for."""

from __future__ import annotations

from datetime import date, timedelta

QUARTERS, MONTHS, WEEKS = 8, 12, 12
_WEEK, _MONTH = 8, 32


def look_back(start: date, end: date) -> tuple[str, date, date]:
    """The grain of a trend, its first day, and the day after its last.

    Args:
        start: First day of the period asked for.
        end: The day after its last.
    """
    days = (end - start).days
    if days <= _WEEK:
        monday = end - timedelta(days=end.weekday())
        return "week", monday - timedelta(weeks=WEEKS), monday
    if days <= _MONTH:
        return "month", months_before(end, MONTHS), end
    return "quarter", months_before(end, 3 * QUARTERS), end


def months_before(day: date, months: int) -> date:
    """The same day so many months before; the last of that month where it has no such day."""
    place = 12 * day.year + day.month - 1 - months
    year, month = divmod(place, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
