"""How users write periods and instants."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from abmetry.answers.calendar import GRAINS, Calendar, Grain
from abmetry.answers.period import Period, now_utc
from abmetry.errors import UsageError
from abmetry.lang.message import message

PERIOD_HELP = message(
    "Write 2026, 2026-Q3, 2026-09, 2026-W36, 2026-09-14, last-quarter, this-month, or two dates: "
    "--from 2026-07-01 --to 2026-10-01 (the end is exclusive)."
)
INSTANT_HELP = message("Write 2026-09-14, 2026-09-14T17:30, 2026-09-14T17:30:00+02:00 or now.")
FIRST_YEAR, LAST_YEAR = 1900, 2999

_UNITS = re.compile(
    r"(?P<year>\d{4})(?:-(?:q(?P<quarter>\d)|w(?P<week>\d{2})|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?",
    re.ASCII,
)
_RELATIVE = re.compile(rf"(?P<which>last|this)[-_ ](?P<grain>{'|'.join(GRAINS)})")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}([T ].+)?", re.IGNORECASE | re.ASCII)


def choose_period(
    period: str | None,
    start: str | date | None,
    end: str | date | None,
    calendar: Calendar,
    now: datetime | None = None,
) -> Period:
    """The period of a question from its options.

    Args:
        period: `--period`, or None.
        start: `--from`: a date or an instant, or None.
        end: `--to`: a date or an instant, not included, or None.
        calendar: The workspace's zone and fiscal year.
        now: The present, naive UTC; None for the clock's. Relative periods and the default, the last complete
            quarter, count from here.

    Raises:
        UsageError: The options contradict each other or make no sense.
    """
    if start is None and end is None:
        return parse_period(period or "last-quarter", calendar, now)
    if period is not None:
        raise UsageError(message("Give either --period or --from and --to, not both."), help=PERIOD_HELP)
    if start is None or end is None:
        missing = "--from" if start is None else "--to"
        raise UsageError(
            message("A period of two dates needs {missing} too.", missing=missing), help=PERIOD_HELP
        )
    first, after = (calendar.to_local(parse_instant(edge, calendar, now)) for edge in (start, end))
    return Period(first, after, calendar)


def parse_period(text: str, calendar: Calendar, now: datetime | None = None) -> Period:
    """A period from its text.

    Args:
        text: `2026`, `2026-Q3`, `2026-09`, `2026-W36`, `2026-09-14`, `last-quarter`, `this-month`, or two
            dates or instants with a slash between, as in a label. Quarters and years are fiscal, weeks ISO.
        calendar: The workspace's zone and fiscal year.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: The text is not a period, or names one that does not exist.
    """
    wanted = text.strip().lower()
    if wanted.count("/") == 1:
        start, end = text.strip().split("/")
        return choose_period(None, start, end, calendar, now)
    if match := _RELATIVE.fullmatch(wanted):
        grain: Grain = match["grain"]  # type: ignore[assignment]
        present = Period.unit(calendar.to_local(now or now_utc()).date(), grain, calendar)
        return present.previous() if match["which"] == "last" else present
    match = _UNITS.fullmatch(wanted)
    if match is None:
        raise UsageError(message("'{text}' is not a period.", text=text), help=PERIOD_HELP)
    _check_year(int(match["year"]), text)
    try:
        return _unit(match, calendar)
    except ValueError:
        raise UsageError(message("There is no period '{text}'.", text=text), help=PERIOD_HELP) from None


def _unit(match: re.Match[str], calendar: Calendar) -> Period:
    year = int(match["year"])
    if match["day"]:
        return Period.unit(date(year, int(match["month"]), int(match["day"])), "day", calendar)
    if match["month"]:
        return Period.unit(date(year, int(match["month"]), 1), "month", calendar)
    if match["week"]:
        return Period.unit(date.fromisocalendar(year, int(match["week"]), 1), "week", calendar)
    begins = calendar.year_begins(year)
    if not match["quarter"]:
        return Period.unit(begins, "year", calendar)
    quarter = int(match["quarter"])
    if not 1 <= quarter <= 4:
        raise ValueError(quarter)
    return Period.unit(calendar.step(begins, "quarter", quarter - 1), "quarter", calendar)


def parse_instant(value: str | date | datetime, calendar: Calendar, now: datetime | None = None) -> datetime:
    """An instant (naive UTC) from what a user wrote.

    Args:
        value: A date (the start of that local day), a date and time with an offset, one without (local
            wall-clock time), or `now`; as text or as Python objects.
        calendar: The workspace's zone.
        now: The present, naive UTC; None for the clock's.

    Raises:
        UsageError: The value is not an instant.
    """
    if isinstance(value, datetime):
        return calendar.to_utc(value) if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, date):
        return calendar.midnight(value)
    text = value.strip()
    if text.lower() == "now":
        return now or now_utc()
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError(text)
        parsed = datetime.fromisoformat(text.upper())
    except ValueError:
        raise UsageError(
            message("'{value}' is not a date or an instant.", value=value), help=INSTANT_HELP
        ) from None
    _check_year(parsed.year, value)
    return parse_instant(parsed, calendar)


def _check_year(year: int, text: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(
            message(
                "'{text}' lies outside the years {first_year} to {last_year}.",
                text=text,
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
            )
        )
