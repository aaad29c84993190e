"""On which of the days with touches of ours reps work: `[calendar]`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.steps.renewal import Renewal, by
from abmetry.workspace.settings import Settings

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _table(engine: Engine, settings: Settings) -> pa.Table:
    found = engine.query(
        "select distinct occurred_on as day from touches where user_id is not null order by day"
    ).to_pylist()
    days = [row["day"] for row in found]
    working = settings.calendar.working_days
    free = holidays_of(settings.calendar.holidays, days)
    return pa.table(
        {
            "day": pa.array(days, pa.date32()),
            "is_holiday": pa.array([day in free for day in days], pa.bool_()),
            "is_working_day": pa.array(
                [WEEKDAYS[day.weekday()] in working and day not in free for day in days], pa.bool_()
            ),
        }
    )


def holidays_of(said: str | Sequence[date], days: Sequence[date]) -> Collection[date]:
    """The holidays that `calendar.holidays` means, in the years of some days.

    Args:
        said: A country or a country and its region (``ES-CT``), or the holidays themselves.
        days: Days whose years matter.
    """
    if not isinstance(said, str):
        return frozenset(said)
    # Only here, since it takes longer to import than all else that a build needs.
    from holidays import country_holidays

    country, _, region = said.partition("-")
    years = {day.year for day in days}
    return frozenset(country_holidays(country, subdiv=region or None, years=years)) if years else frozenset()


FACT = LookupFact(
    name="working_days",
    doc="A local day on which one of our users touched anyone.",
    columns=fact_columns(
        "day date: The local day.",
        "is_holiday boolean: It is one of `calendar.holidays`.",
        "is_working_day boolean: It is a working weekday and no holiday.",
    ),
    reads=("touches",),
    table=_table,
    renewal=Renewal(
        key=by("day"), touched={"touches": by("occurred_on")}, within={"touches": by("occurred_on")}
    ),
)
