"""Elapsed days between two instants of which either may be a bare date (KPIS.md, rule 8)."""

from __future__ import annotations

from abmetry.asof.relation import Bounds
from abmetry.engine.dialect import Dialect


def elapsed_days_sql(
    dialect: Dialect,
    start_local: str,
    end_local: str,
    start_is_date: str = "false",
    end_is_date: str = "false",
) -> str:
    """Days between two local wall-clock times; whole days between local dates if either is a bare date.

    Args:
        dialect: The engine's dialect.
        start_local: Wall-clock time it began.
        end_local: Wall-clock time it ended.
        start_is_date: Whether the source gave the start as a bare date.
        end_is_date: Whether the source gave the end as a bare date.

    Returns:
        A number of days; negative where the end is before the start, null where either is missing.
    """
    whole = dialect.dates_between(dialect.local_date(start_local), dialect.local_date(end_local))
    return (
        f"(case when coalesce({start_is_date}, false) or coalesce({end_is_date}, false)"
        f" then cast({whole} as double)"
        f" else {dialect.days_between(start_local, end_local)} end)"
    )


def counted_days_sql(days: str) -> str:
    """The days where they are not negative, else null: negative ones are left out and flagged."""
    return f"(case when {days} >= 0 then {days} end)"


def days_until_sql(dialect: Dialect, bounds: Bounds, start_local: str, start_is_date: str = "false") -> str:
    """Days from a local wall-clock time to t; from a bare date, to the local day of the last instant before t."""
    whole = dialect.dates_between(dialect.local_date(start_local), bounds.last_day)
    return (
        f"(case when coalesce({start_is_date}, false) then cast({whole} as double)"
        f" else {dialect.days_between(start_local, bounds.t_local)} end)"
    )
