"""What the engine counts for a funnel, per period and group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from abmetry.answers.funnel import STAGES, Movement, Times
from abmetry.answers.funnel_cohorts import Entries
from abmetry.answers.measured import Working
from abmetry.stats.quantiles import Histogram
from abmetry.stats.survival import kaplan_meier

Group = tuple[str | None, ...]


@dataclass
class Counted:
    """What is counted of one period and group.

    Attributes:
        standing: Accounts per stage.
        times: How long they stay per stage.
        movements: Moves within the period.
        entries: When they entered, and how far they got.
        without_begin: Stays whose beginning is not known.
    """

    standing: list[int] = field(default_factory=lambda: [0] * len(STAGES))
    times: list[Times] = field(default_factory=lambda: [Times()] * len(STAGES))
    movements: list[Movement] = field(default_factory=list)
    entries: Entries = field(default_factory=Entries)
    without_begin: int = 0


def count(working: Working, cohort: str, groups: int) -> dict[tuple[int, Group], Counted]:
    """Count the funnel of a cohort, per period and values of its groups.

    Args:
        working: The tables of the question; ``scope`` is among them.
        cohort: The cohort of the scope.
        groups: How many groups the scope has.
    """
    working.asof("funnel_stays")
    counting = _Counting(working, cohort, [f"g{i}" for i in range(groups)])
    for add in (
        counting.standing,
        counting.times,
        counting.stays_from_ever,
        counting.movements,
        counting.entries,
        counting.days_to_stage,
    ):
        add()
    return counting.found


class _Counting:
    def __init__(self, working: Working, cohort: str, groups: Sequence[str]) -> None:
        self._engine = working.engine
        self._groups = groups
        self._keys = ", ".join(["s.period", *(f"s.{group}" for group in groups)])
        own = ", ".join(["period", "account_id", *groups])
        self._scope = (
            f"(select distinct {own} from scope where cohort = {self._engine.dialect.text(cohort)}) s"
        )
        self.found: dict[tuple[int, Group], Counted] = {}

    def standing(self) -> None:
        rows = self._query(
            f"""
            select {self._keys}, coalesce(f.stage, 1) as stage, count(*) as n
            from {self._scope}
            left join asof_funnel_stays f on f.period = s.period and f.account_id = s.account_id and f.is_at_t
            group by {self._keys}, coalesce(f.stage, 1)
            """
        )
        for row in rows:
            self._at(row).standing[row["stage"] - 1] += row["n"]

    def times(self) -> None:
        """Lengths of stays, one list per stage of those that ended and one of those that last."""
        rows = self._query(
            f"""
            select {self._keys}, f.stage, f.is_at_t, {self._engine.dialect.list_of("f.days")} as days
            {self._stays()}
            where f.days is not null
            group by {self._keys}, f.stage, f.is_at_t
            """
        )
        stays: dict[tuple[int, Group, int], dict[bool, list[float]]] = {}
        for row in rows:
            where = (row["period"], self._group(row), row["stage"] - 1)
            stays.setdefault(where, {})[row["is_at_t"]] = row["days"]
        for (period, group, stage), listed in stays.items():
            self.found[period, group].times[stage] = _times(listed.get(False, []), listed.get(True, []))

    def stays_from_ever(self) -> None:
        rows = self._query(
            f"select {self._keys}, count(*) as n {self._stays()} where f.days is null group by {self._keys}"
        )
        for row in rows:
            self._at(row).without_begin += row["n"]

    def movements(self) -> None:
        rows = self._query(
            f"""
            select {self._keys}, f.stage_before, f.stage, count(*) as n, count(distinct s.account_id) as accounts
            {self._stays()}
            where f.is_movement
            group by {self._keys}, f.stage_before, f.stage
            order by f.stage_before, f.stage
            """
        )
        for row in rows:
            origin, stage = STAGES[row["stage_before"] - 1], STAGES[row["stage"] - 1]
            self._at(row).movements.append(Movement(origin, stage, row["n"], row["accounts"]))

    def entries(self) -> None:
        rows = self._query(
            f"""
            select {self._keys}, s.entered_year, s.entered_month, s.highest, count(*) as n
            from (
                select s.*, extract(year from entered_local) as entered_year,
                    extract(month from entered_local) as entered_month
                from ({self._accounts()}) s
            ) s
            group by {self._keys}, s.entered_year, s.entered_month, s.highest
            """
        )
        for row in rows:
            month = (
                None if row["entered_year"] is None else (int(row["entered_year"]), int(row["entered_month"]))
            )
            self._at(row).entries.highest[month, row["highest"]] = row["n"]

    def days_to_stage(self) -> None:
        dialect = self._engine.dialect
        stages = range(2, len(STAGES) + 1)
        queries = [
            f"select s.*, {stage} as stage, {dialect.days_between('s.entered_local', f's.at_{stage}')} as days"
            f" from ({self._accounts()}) s where s.at_{stage} is not null and s.entered_local is not null"
            for stage in stages
        ]
        rows = self._query(
            f"""
            select {self._keys}, s.stage, {dialect.list_of("s.days")} as days
            from ({" union all ".join(queries)}) s
            group by {self._keys}, s.stage
            """
        )
        for row in rows:
            self._at(row).entries.days[row["stage"]] = row["days"]

    def _stays(self) -> str:
        return (
            f"from {self._scope} join asof_funnel_stays f"
            " on f.period = s.period and f.account_id = s.account_id"
        )

    def _accounts(self) -> str:
        """One row per account: when it entered (null: from ever), how far it got, when it first got there."""
        firsts = ", ".join(
            f"min(case when f.stage >= {stage} then f.entered_local end) as at_{stage}"
            for stage in range(2, len(STAGES) + 1)
        )
        return f"""
            select {self._keys}, s.account_id, coalesce(max(f.stage), 1) as highest,
                case when sum(case when f.entered_at is null then 1 else 0 end) = 0
                    then min(f.entered_local) end as entered_local,
                {firsts}
            from {self._scope}
            left join asof_funnel_stays f on f.period = s.period and f.account_id = s.account_id
            group by {self._keys}, s.account_id
        """

    def _query(self, sql: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._engine.query(sql).to_pylist()
        return rows

    def _group(self, row: dict[str, Any]) -> Group:
        return tuple(row[group] for group in self._groups)

    def _at(self, row: dict[str, Any]) -> Counted:
        return self.found.setdefault((row["period"], self._group(row)), Counted())


def _times(ended: Sequence[float], running: Sequence[float]) -> Times:
    histogram = Histogram.of(ended) if ended else None
    p25, median, p75 = (histogram.quartiles() if histogram else None) or (None, None, None)
    curve = kaplan_meier([*ended, *running], [True] * len(ended) + [False] * len(running))
    censored = curve.median() if curve else None
    return Times(median, p25, p75, censored, len(ended), len(running))
