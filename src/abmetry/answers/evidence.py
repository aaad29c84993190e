"""The rows behind a number: counting or summing them again gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from abmetry.answers.batch import cohort_of
from abmetry.answers.flat import flatten
from abmetry.answers.measured import Working
from abmetry.answers.plain import plain
from abmetry.answers.plan import Plan
from abmetry.asof.relations import RELATIONS
from abmetry.errors import UsageError
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import ACCOUNTS, SCOPE, Measure

Part = Literal["numerator", "denominator"]


@dataclass(frozen=True)
class Evidence:
    """The rows behind the numerator or the denominator of a KPI.

    Attributes:
        kpi: Id of the KPI.
        part: numerator or denominator.
        rows: Each with ``table``, ``key``, ``account_id``, ``value`` where values are summed, and what decided.
        total: How many rows there are, shown or not.
    """

    kpi: str
    part: Part
    rows: tuple[dict[str, Any], ...]
    total: int

    def to_list(self) -> list[dict[str, Any]]:
        """The rows as they stand in JSON."""
        return [{name: plain(value) for name, value in row.items()} for row in self.rows]

    def to_arrow(self) -> pa.Table:
        """The rows as a table."""
        return flatten(self.to_list())


def find_evidence(working: Working, plan: Plan, kpi: Kpi, part: Part, limit: int | None) -> Evidence:
    """List the rows behind a KPI, over the asked periods and the asked cohort.

    Args:
        working: The tables of the question; ``scope`` is among them.
        plan: The question.
        kpi: The KPI.
        part: numerator or denominator.
        limit: The most rows shown; None: all.

    Raises:
        UsageError: The KPI has no denominator, or the limit is negative.
    """
    shape = kpi.shape
    if part == "denominator" and shape.denominator is None:
        raise UsageError(f"{kpi.id} is a count or a sum and has no denominator; ask for the numerator.")
    if limit is not None and limit < 0:
        raise UsageError("A limit is 0 or more rows.")
    wanted = shape.numerator_parts if part == "numerator" else shape.denominator_parts
    frames = sorted({asked.frame for asked in plan.asked if asked.frame is not None})
    rows: list[dict[str, Any]] = []
    total = 0
    for index in wanted:
        measure = shape.parts[index]
        cohort = cohort_of(kpi.population, plan.cohort)
        sql = measure_rows_sql(working, measure, kpi, cohort, frames)
        shown = _shown(measure)
        if shape.is_complement and part == "numerator":
            sql = _others_sql(sql, measure_rows_sql(working, ACCOUNTS, kpi, cohort, frames))
            shown = _shown(ACCOUNTS)
        total += working.engine.query(f"select count(*) as n from ({sql}) evidence").to_pylist()[0]["n"]
        cut = f" limit {limit - len(rows)}" if limit is not None else ""
        order = ", ".join(f"{name} nulls last" for name in ("account_id", "key", *shown))
        rows.extend(working.engine.query(f"select * from ({sql}) evidence order by {order}{cut}").to_pylist())
    return Evidence(kpi.id, part, tuple(rows), total)


def measure_rows_sql(working: Working, measure: Measure, kpi: Kpi, cohort: str, frames: Sequence[int]) -> str:
    """The query of the rows that a measure counts or sums over the accounts of a cohort."""
    dialect = working.engine.dialect
    periods = ", ".join(str(frame) for frame in frames) or "-1"
    target = " and s.is_target" if kpi.population == "T" else ""
    scope = f"s.cohort = {dialect.text(cohort)} and s.period in ({periods}){target}"
    if measure.relation == SCOPE:
        return f"""
            select 'accounts' as "table", s.account_id as key, s.account_id, a.name as account, s.tier
            from (select distinct period, account_id, tier from scope s where {scope}) s
            join accounts a on a.account_id = s.account_id
        """
    relation = working.asof(measure.relation)
    shown = _shown(measure)
    columns = ["r.account_id", "a.account"]
    if measure.aggregate in ("sum", "distinct"):
        columns.append(f"{measure.value} as value")
    columns.extend(f"r.{name}" for name in shown)
    joined = (
        f"r.period in ({periods})"
        if measure.everyone
        else f"exists (select 1 from scope s where {scope} and s.period = r.period and s.account_id = r.account_id)"
    )
    useful = f" and {measure.value} is not null" if measure.aggregate in ("sum", "distinct") else ""
    rows = f"""
        select {relation.table} as "table", {relation.key} as key, {", ".join(columns)}
            {_rank_sql(measure, relation.key)}
        from asof_{measure.relation} r
        {relation.located(working.settings) if relation.located else ""}
        left join (select account_id as id_of_account, name as account from accounts) a
            on a.id_of_account = r.account_id
        where {joined} and ({measure.where}){useful}
    """
    if measure.aggregate in ("count", "sum"):
        return rows
    names = [
        '"table"',
        "key",
        "account_id",
        "account",
        *(["value"] if measure.aggregate == "distinct" else []),
    ]
    names.extend(shown)
    return f"select {', '.join(names)} from ({rows}) ranked where place = 1"


def _shown(measure: Measure) -> list[str]:
    """The columns that are shown beside the key, the account and the value."""
    if measure.relation == SCOPE:
        return ["tier"]
    relation = RELATIONS[measure.relation]
    shown = measure.shows or relation.shows or tuple(c.name for c in relation.columns)
    return [name for name in shown if name not in ("account_id", "value")]


def _others_sql(having_sql: str, accounts_sql: str) -> str:
    """The accounts that have no such rows."""
    return f"""
        select everyone.* from ({accounts_sql}) everyone
        left join (select distinct account_id from ({having_sql}) having_it) having_some
            on having_some.account_id = everyone.account_id
        where having_some.account_id is null
    """


def _rank_sql(measure: Measure, key: str) -> str:
    """The column that tells the first row of each account (and value), where only one counts."""
    if measure.aggregate in ("count", "sum"):
        return ""
    value = f", {measure.value}" if measure.aggregate == "distinct" else ""
    order = f"{measure.order}, " if measure.order else ""
    return f", row_number() over (partition by r.period, r.account_id{value} order by {order}{key}) as place"
