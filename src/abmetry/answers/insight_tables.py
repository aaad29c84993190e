"""Cases of insights with what was known of them at their landmarks, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from abmetry.answers.calendar import Calendar, add_months
from abmetry.answers.lift_accounts import log_size
from abmetry.answers.measured import Working
from abmetry.asof.relation import Bounds, Frame
from abmetry.influence.insights.declared import Cases, Factor, Given, Span, Window
from abmetry.influence.insights.mining import CaseTable, Floats
from abmetry.influence.insights.sources import SOURCES
from abmetry.influence.insights.windows import values_sql
from abmetry.steps.fact import Step, steps_sql

MOST_KINDS = 30


@dataclass
class InsightTables:
    """The tables of one question for insights.

    Attributes:
        working: Where they are made; its only frame is the time that is looked at.
        calendar: The workspace's zone.
    """

    working: Working
    calendar: Calendar

    @property
    def frame(self) -> Frame:
        """The time that is looked at."""
        return self.working.frames[0]

    def given(self) -> Given:
        """What of the data decides which factors and outcomes there are; the most frequent of each kind."""
        self.working.asof("stage_stays")
        return Given(
            self.working.settings,
            self.working.engine.dialect,
            self._kinds("channel", "touches", "account_id is not null"),
            self._kinds("persona", "people", "account_id is not null"),
            self._kinds("industry", "accounts", "1 = 1"),
            self._kinds("stage", "asof_stage_stays", "type = 'new_business'"),
        )

    def accounts(self) -> int:
        """How many accounts are in scope."""
        found = self.working.engine.query("select count(distinct account_id) as n from scope")
        return int(found["n"].to_pylist()[0])

    def cases(self, cases: Cases, factors: Sequence[Factor]) -> CaseTable:
        """The cases, with the value of every factor of theirs."""
        working = self.working
        for name in cases.upon:
            working.asof(name)
        working.store(cases.table, self._cases_sql(cases))
        rows = working.engine.query(f"select * from {cases.table} order by case_id")
        place = {case: i for i, case in enumerate(rows["case_id"].to_pylist())}
        own = [factor for factor in factors if cases.name in factor.of]
        values: dict[str, Floats] = {}
        windows: dict[tuple[str, Window], list[Factor]] = {}
        for factor in own:
            windows.setdefault((factor.source, factor.window), []).append(factor)
        for (source, window), alike in windows.items():
            values |= self._values(cases, source, window, alike, place)
        return self._table(rows, values)

    def _kinds(self, column: str, relation: str, where: str) -> tuple[str, ...]:
        rows = self.working.engine.query(
            f"""
            select {column} as kind from {relation} where {column} is not null and {where}
            group by {column} order by count(*) desc, {column} limit {MOST_KINDS}
            """
        )
        return tuple(sorted(rows["kind"].to_pylist()))

    def _cases_sql(self, cases: Cases) -> str:
        dialect, settings = self.working.engine.dialect, self.working.settings
        steps = cases.steps(dialect, settings, self.span)
        stands = (
            "(l.valid_from is null or l.valid_from < c.before_to)"
            " and (l.valid_to is null or l.valid_to >= c.before_to)"
        )
        lookback = dialect.add_days("c.before_to", -settings.insights.lookback_days)
        return steps_sql(
            [
                *steps,
                Step("in_scope", "select distinct account_id from scope"),
                Step(
                    "listed",
                    f"""
                    select distinct c.case_id
                    from {steps[-1].name} c
                    join list_stays l on l.account_id = c.account_id and {stands}
                    """,
                ),
                Step(
                    "cases",
                    f"""
                    select c.*, {lookback} as before_from, l.case_id is not null as on_list, a.industry, a.employees,
                        a.annual_revenue, a.currency as account_currency
                    from {steps[-1].name} c
                    join in_scope s on s.account_id = c.account_id
                    join accounts a on a.account_id = c.account_id
                    left join listed l on l.case_id = c.case_id
                    """,
                ),
            ]
        )

    @cached_property
    def span(self) -> Span:
        """The time that is looked at, with its whole months."""
        dialect, calendar, frame = self.working.engine.dialect, self.calendar, self.frame
        bounds = Bounds.of(dialect, frame)
        first = calendar.floor(frame.start_local.date(), "month")
        if calendar.midnight(first) < frame.start_utc:
            first = add_months(first, 1)
        months = []
        while calendar.midnight(add_months(first, 1)) <= frame.t_utc:
            edges = (calendar.midnight(day).isoformat(sep=" ") for day in (first, add_months(first, 1)))
            begin, end = (dialect.timestamp(edge) for edge in edges)
            months.append((f"{first:%Y-%m}", begin, end))
            first = add_months(first, 1)
        return Span(bounds.start, bounds.t, tuple(months))

    def _values(
        self, cases: Cases, source: str, window: Window, factors: Sequence[Factor], place: dict[str, int]
    ) -> dict[str, Floats]:
        sql = values_sql(
            self.working.engine.dialect,
            self.working.settings,
            cases,
            SOURCES[source],
            window,
            [factor.value for factor in factors],
        )
        self.working.made.append((f"{cases.table}_{source}_{window}", sql))
        found = self.working.engine.query(sql)
        at = np.array([place[case] for case in found["case_id"].to_pylist()], dtype=np.int64)
        values = {}
        for i, factor in enumerate(factors):
            column = np.full(len(place), np.nan if factor.absent is None else factor.absent)
            column[at] = found[f"f{i}"].cast(pa.float64()).to_numpy()
            values[factor.name] = column
        return values

    def _table(self, rows: pa.Table, values: dict[str, Floats]) -> CaseTable:
        def floats(name: str) -> Floats:
            return np.asarray(rows[name].cast(pa.float64()).to_numpy(), dtype=np.float64)

        columns = {
            name: floats(name)
            if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
            else np.array(rows[name].to_pylist(), dtype=object)
            for name, kind in zip(rows.column_names, rows.schema.types, strict=True)
        }
        at = rows["happened_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() / 1e6
        landmark = self.working.settings.insights.landmark_days
        early = columns["days"] > landmark if "days" in columns else np.zeros(len(at), dtype=np.bool_)
        currency = np.asarray(columns["account_currency"], dtype=object)
        return CaseTable(
            columns,
            np.asarray(at, dtype=np.float64),
            log_size(columns["employees"], columns["annual_revenue"], currency),
            np.asarray(columns["on_list"], dtype=np.bool_),
            np.asarray(early, dtype=np.bool_),
            values,
        )
