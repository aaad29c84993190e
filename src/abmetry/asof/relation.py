"""What an as-of relation is: what the facts say for one period of a question, and nothing that came after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from abmetry.engine.dialect import Dialect
from abmetry.model.column import Column
from abmetry.steps.fact import Step, steps_sql
from abmetry.workspace.settings import Settings


@dataclass(frozen=True)
class Frame:
    """The bounds of one period of a question: [start, t).

    Attributes:
        index: The number of the period in the question.
        start_utc: Start of the period, naive UTC.
        t_utc: The instant that nothing at or after may change, naive UTC.
        start_local: The start's wall-clock time.
        t_local: t's wall-clock time.
    """

    index: int
    start_utc: datetime
    t_utc: datetime
    start_local: datetime
    t_local: datetime


@dataclass(frozen=True)
class Bounds:
    """The bounds of a frame as SQL literals of a dialect.

    Attributes:
        start: Start, UTC.
        t: t, UTC.
        start_local: Start, wall clock.
        t_local: t, wall clock.
        last_day: The local day of the last instant before t.
        first_day: The local day of the last instant before the start.
        index: The number of the period in the question.
    """

    start: str
    t: str
    start_local: str
    t_local: str
    last_day: str
    first_day: str
    index: int

    @classmethod
    def of(cls, dialect: Dialect, frame: Frame) -> Bounds:
        """Write the bounds of a frame for a dialect."""
        return cls(
            start=dialect.timestamp(frame.start_utc.isoformat(sep=" ")),
            t=dialect.timestamp(frame.t_utc.isoformat(sep=" ")),
            start_local=dialect.timestamp(frame.start_local.isoformat(sep=" ")),
            t_local=dialect.timestamp(frame.t_local.isoformat(sep=" ")),
            last_day=dialect.date((frame.t_local - datetime.resolution).date().isoformat()),
            first_day=dialect.date((frame.start_local - datetime.resolution).date().isoformat()),
            index=frame.index,
        )

    def visible(self, alias: str = "") -> str:
        """Whether a row with known_from and known_to is known at t."""
        return self.holds_at(self.t, "known_from", "known_to", alias)

    def holds_at(self, instant: str, begin: str, end: str, alias: str = "") -> str:
        """Whether an interval [begin, end), null for unbounded, holds at the last instant before one."""
        dot = f"{alias}." if alias else ""
        return (
            f"(({dot}{begin} is null or {dot}{begin} < {instant})"
            f" and ({dot}{end} is null or {dot}{end} >= {instant}))"
        )

    def in_period(self, column: str) -> str:
        """Whether an instant lies in [start, t)."""
        return f"({column} >= {self.start} and {column} < {self.t})"


@dataclass(frozen=True)
class Caution:
    """A warning that KPIs on a relation carry when such rows are there.

    Attributes:
        where: Which rows.
        sentence: The warning, with ``{n}`` for their number and ``[one|several]`` for words that follow it.
        everyone: Count the rows of every account and of none, not only of accounts in scope.
        share: A column, 0 to 1, whose mean over these rows the sentence tells as ``{share}``.
        of: Values that it is about: a KPI carries it for the rows that it sums one of them over. Empty: for every row.
        of_rows: A KPI carries it only for such rows as it would count or sum, were they of its accounts.
    """

    where: str
    sentence: str
    everyone: bool = False
    share: str = ""
    of: tuple[str, ...] = ()
    of_rows: bool = False


@dataclass(frozen=True)
class AsOf:
    """One as-of relation.

    Attributes:
        name: Its name.
        doc: What one row is.
        columns: Its columns; ``account_id`` is among them, null for none.
        reads: Facts it reads.
        steps: Its steps.
        table: SQL of the canonical table's name that a row comes from, for evidence.
        key: SQL of the key of that row.
        located: A join, from the relation under alias ``r``, that finds ``table`` and ``key``; None: its own columns.
        shows: Columns that evidence shows where a measure names none.
        upon: Other as-of relations it reads, each as ``known_<name>``: its rows of the same frame.
        cautions: Warnings about its rows.
        stored: Worth storing for a question, because several KPIs read it or it is small.
        scoped: Reads the accounts of the question too, as ``known_scope``: its rows depend on who is asked about.
        derived: From the rows of its steps, few, to its own; for what SQL cannot say. None: they are its own.
        counted: Columns of its steps, where its own are derived from them.
        once: From the bounds of all periods in the order of t, steps that serve every period. Their rows are stored
            for a question as ``once_<name>``, and the steps of each period read them. They see what it is built upon
            as ``asof_<name>``, of every period.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    reads: tuple[str, ...]
    steps: Callable[[Dialect, Settings, Bounds], Sequence[Step]]
    table: str
    key: str
    located: Callable[[Settings], str] | None = None
    shows: tuple[str, ...] = ()
    upon: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    stored: bool = True
    scoped: bool = False
    derived: Callable[[pa.Table], pa.Table] | None = None
    counted: tuple[str, ...] = ()
    once: Callable[[Dialect, Settings, Sequence[Bounds]], Sequence[Step]] | None = None

    def once_sql(self, dialect: Dialect, settings: Settings, frames: Sequence[Frame]) -> str | None:
        """The rows that every frame reads, if there are such."""
        if self.once is None:
            return None
        periods = [Bounds.of(dialect, frame) for frame in sorted(frames, key=lambda frame: frame.t_utc)]
        return steps_sql(self.once(dialect, settings, periods))

    def sql(self, dialect: Dialect, settings: Settings, frames: Sequence[Frame]) -> str:
        """The rows of every frame, with the frame's index as ``period``.

        What it is built upon must be there as ``asof_<name>``, the accounts as ``scope``, and what is done once as
        ``once_<name>``.
        """
        names = self.counted or [c.name for c in self.columns]
        queries = []
        for frame in frames:
            given = [
                Step(f"known_{name}", f"select * from asof_{name} where period = {frame.index}")
                for name in self.upon
            ]
            if self.scoped:
                given.append(Step("known_scope", f"select * from scope where period = {frame.index}"))
            steps = [*given, *self.steps(dialect, settings, Bounds.of(dialect, frame))]
            queries.append(steps_sql(steps, [f"{frame.index} as period", *names]))
        return "\nunion all\n".join(f"select * from ({query}) frame_{i}" for i, query in enumerate(queries))
