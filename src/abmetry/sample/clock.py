"""The company's clock: Madrid's local time, working hours, weekends, August and Christmas."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from abmetry.sample.draws import Floats, Ints, pick
from abmetry.sample.plan import Plan

ZONE = "Europe/Madrid"
_BEFORE, _AFTER = 1500, 900
_OFFICE = {8: 3, 9: 9, 10: 12, 11: 12, 12: 11, 13: 7, 14: 3, 15: 6, 16: 11, 17: 10, 18: 6, 19: 2}
_WEB = {
    7: 2,
    8: 4,
    9: 8,
    10: 10,
    11: 10,
    12: 9,
    13: 6,
    14: 4,
    15: 6,
    16: 9,
    17: 9,
    18: 7,
    19: 4,
    20: 3,
    21: 3,
    22: 2,
}


class Clock:
    """Day numbers (0 = the plan's start, negative before it) and seconds of the local day, and their UTC instants."""

    def __init__(self, plan: Plan) -> None:
        """Prepare offsets from UTC for every hour, and the weights of the days."""
        self.days = plan.days
        first = datetime(plan.start.year, plan.start.month, plan.start.day) - timedelta(days=_BEFORE)
        self._origin = int(
            (datetime(plan.start.year, plan.start.month, plan.start.day) - datetime(1970, 1, 1)).days
        )
        zone = ZoneInfo(ZONE)
        hours = (plan.days + _BEFORE + _AFTER) * 24
        offsets = [(first + timedelta(hours=h)).replace(tzinfo=zone).utcoffset() for h in range(hours)]
        self._offset = np.array([int(o.total_seconds()) if o else 0 for o in offsets], dtype=np.int64)
        dates = [plan.start + timedelta(days=d) for d in range(plan.days)]
        season = np.array([_season(d.month, d.day) for d in dates])
        growth = 1.0 + 0.25 * np.arange(plan.days) / plan.days
        weekend = np.array([d.weekday() >= 5 for d in dates])
        self._any = np.concatenate([[0.0], np.cumsum(season * growth * np.where(weekend, 0.07, 1.0))])
        self._working = np.concatenate([[0.0], np.cumsum(season * np.where(weekend, 0.0, 1.0))])

    def utc(self, day: Ints, second: Ints) -> Ints:
        """UTC seconds since 1970 of a local wall-clock time; `second` may run past midnight."""
        hour = np.clip((day + _BEFORE) * 24 + second // 3600, 0, len(self._offset) - 1)
        return np.asarray((day + self._origin) * 86400 + second - self._offset[hour], dtype=np.int64)

    def day_number(self, day: Ints) -> Ints:
        """Days since 1970-01-01 of a day number."""
        return day + self._origin

    def draw_days(self, rng: np.random.Generator, low: Ints, high: Ints, working: bool = False) -> Ints:
        """One day in [low, high) each, by season and weekday; cut to the history; `low` where the span is empty."""
        low = np.clip(low, 0, self.days - 1)
        high = np.clip(high, low + 1, self.days)
        edges: Floats = self._working if working else self._any
        target = edges[low] + rng.random(len(low)) * (edges[high] - edges[low])
        found = np.searchsorted(edges, target, side="right") - 1
        return np.clip(found, low, high - 1).astype(np.int64)

    def office(self, rng: np.random.Generator, count: int) -> Ints:
        """Seconds of the day within office hours, with a lunch."""
        return _seconds(rng, _OFFICE, count)

    def web(self, rng: np.random.Generator, count: int) -> Ints:
        """Seconds of the day at which sites are visited."""
        return _seconds(rng, _WEB, count)


def _season(month: int, day: int) -> float:
    if month == 8:
        return 0.45
    if (month == 12 and day >= 20) or (month == 1 and day <= 6):
        return 0.3
    return {7: 0.85, 9: 1.1, 10: 1.15, 11: 1.1, 12: 0.85}.get(month, 1.0)


def _seconds(rng: np.random.Generator, hours: dict[int, int], count: int) -> Ints:
    hour = np.array(list(hours), dtype=np.int64)[pick(rng, list(hours.values()), count)]
    return hour * 3600 + rng.integers(0, 3600, count)
