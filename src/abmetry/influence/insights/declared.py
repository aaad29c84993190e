"""What an insight is made of: cases with a landmark, a factor that was known at it, an outcome that came after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from abmetry.engine.dialect import Dialect
from abmetry.influence.insights.measures import Measured
from abmetry.steps.fact import Step
from abmetry.workspace.settings import Settings

Columns = Mapping[str, NDArray[Any]]
Bools = NDArray[np.bool_]
Window = Literal["before", "early", "at"]
Split = Literal["has", "quarters"]


@dataclass(frozen=True)
class Span:
    """The time whose cases are looked at, [start, t), as SQL literals of a dialect.

    Attributes:
        start: UTC.
        t: UTC; nothing at or after it is seen.
        months: Local month by month of the span: its name, its first instant and the next month's, UTC.
    """

    start: str
    t: str
    months: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Cases:
    """Things that an outcome is told of, each of one account.

    Attributes:
        name: Its name; its table is ``insight_<name>``.
        subject: What a sentence begins with, before what the account did.
        before: How a sentence tells the days before the landmark, with ``{days}``.
        early: How it tells the first days, with ``{days}``; empty: there is no later landmark.
        many: What several are called.
        upon: As-of relations it reads, as ``asof_<name>``.
        steps: Its steps; the last has ``case_id``, ``account_id``, ``happened_at`` (by which time is divided),
            ``before_to`` (the landmark: what is done before it is a factor), and what the outcomes need.
    """

    name: str
    subject: str
    before: str
    early: str
    many: str
    upon: tuple[str, ...]
    steps: Callable[[Dialect, Settings, Span], Sequence[Step]]

    @property
    def table(self) -> str:
        """The table of the cases."""
        return f"insight_{self.name}"


@dataclass(frozen=True)
class Outcome:
    """What came of cases.

    Attributes:
        name: Its name.
        title: Its name for people.
        family: Its family.
        cases: What it is told of.
        measured: How two groups are compared by it.
        told_of: From the cases to those that it can be told of.
        more: What a sentence says of an effect above nothing, with ``{x}``.
        less: The same of one below.
        times: Of one that at least doubles it, with ``{x}`` for how many times; empty: as above.
    """

    name: str
    title: str
    family: str
    cases: Cases
    measured: Measured
    told_of: Callable[[Columns], Bools]
    more: str
    less: str
    times: str = ""


@dataclass(frozen=True)
class Factor:
    """What was done to or by an account before a landmark, or what it was at it.

    Attributes:
        name: Its name.
        family: Its family.
        clause: What a sentence says of the cases that have it; ``{when}`` for the window, for quarters ``{high}`` and
            ``{low}``.
        source: Name of the rows that it is an aggregate of.
        value: The SQL aggregate.
        window: In which days: before the landmark, in the first days after it (with the landmark at their end), or as
            it was at the landmark.
        of: Names of the cases that it is tried on.
        split: ``has``: 1 against 0, neither where null; ``quarters``: the top quarter against the bottom one.
        absent: Its value for a case without rows; None: it is in neither group.
        within_lists: Compare only accounts on a list with such, and those on none with such.
    """

    name: str
    family: str
    clause: str
    source: str
    value: str
    window: Window
    of: frozenset[str]
    split: Split = "has"
    absent: float | None = 0.0
    within_lists: bool = True


@dataclass(frozen=True)
class Given:
    """What of a workspace decides which factors and outcomes there are.

    Attributes:
        settings: The definitions.
        dialect: The engine's dialect.
        channels: Channels of touches.
        personas: Personas of people.
        industries: Industries of accounts.
        stages: Open stages of deals.
    """

    settings: Settings
    dialect: Dialect
    channels: tuple[str, ...]
    personas: tuple[str, ...]
    industries: tuple[str, ...]
    stages: tuple[str, ...]
