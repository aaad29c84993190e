"""What is asked of the sample company: size, months, seed, and the end of its data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DEFAULT_TOUCHES = 85
"""Touches per account in 30 months, on average, where nothing else is asked."""

NATURAL_TOUCHES = 113
"""Touches per account in 30 months that the rates of the story come to (measured)."""

FIXED_TOUCHES = 26
"""Of these, those that come with the story whatever is asked."""


def months_before(day: date, months: int) -> date:
    """The first day of the month `months` before the month of `day`."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class Plan:
    """Arguments of one sample company; equal plans give equal companies.

    Attributes:
        accounts: companies in the CRM, 300 to 500,000.
        months: whole months of history.
        seed: of every random draw.
        touches: mean touches per account over the whole history.
        until: exclusive end (local midnight, Europe/Madrid): nothing happened on this day or later.
    """

    accounts: int
    months: int
    seed: int
    touches: int
    until: date

    @property
    def start(self) -> date:
        """First day of the history (the first of a month if `until` is)."""
        return months_before(self.until, self.months)

    @property
    def days(self) -> int:
        """Days of the history."""
        return (self.until - self.start).days

    @property
    def quarters(self) -> int:
        """Quarters of the history, counted from its start in threes of months, the last perhaps unfinished."""
        return -(-self.months // 3)

    def month_starts(self) -> list[int]:
        """Day number (0 = `start`) at which each month begins, and the end: months + 1 numbers."""
        firsts = [months_before(self.until, m) for m in range(self.months, 0, -1)]
        return [(first - self.start).days for first in firsts] + [self.days]

    @property
    def span(self) -> float:
        """Length of the history over the 30 months that rates per account are given for."""
        return self.months / 30.0

    @property
    def scale(self) -> float:
        """How much busier than natural: 1 at NATURAL_TOUCHES in 30 months."""
        return max(0.1, (self.touches / self.span - FIXED_TOUCHES) / (NATURAL_TOUCHES - FIXED_TOUCHES))
