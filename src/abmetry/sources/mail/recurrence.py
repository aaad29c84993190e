"""When a series of meetings takes place (RFC 5545, 3.3.10), on the clock of its first one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import takewhile

from abmetry.sources.mail.moments import Moment, Zones

MOST_TIMES = 20_000
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


def times(first: Moment, rule: str, zones: Zones, until: datetime) -> Iterator[datetime]:
    """The times of a series, on the clock of its first one.

    Args:
        first: The first time.
        rule: The value of an RRULE.
        zones: Time zones, for the rule's own end.
        until: The last time that is asked for, in UTC.

    Raises:
        ValueError: The rule cannot be read, or gives too many times.
    """
    from dateutil.rrule import rrulestr

    parts = dict(_part(part) for part in rule.strip().split(";") if part.strip())
    if parts.get("FREQ") not in _FREQUENCIES or parts.get("INTERVAL", "1").strip("0") == "":
        raise ValueError("a rule of recurrence that is no meeting's")
    end = parts.pop("UNTIL", None)
    last = Moment(until, UTC).on_clock_of(first)
    if end is not None:
        last = min(last, zones.moment(end, {}).on_clock_of(first))
    try:
        made = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=first.local)
    # dateutil tells a rule that is none in many ways.
    except Exception as error:
        raise ValueError("a rule of recurrence that cannot be read") from error
    for number, moment in enumerate(takewhile(lambda moment: moment <= last, made)):
        if number >= MOST_TIMES:
            raise ValueError(f"a rule of recurrence that gives more than {MOST_TIMES:,} times")
        yield moment


def _part(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().upper(), value.strip().upper()
