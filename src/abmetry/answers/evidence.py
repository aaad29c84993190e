"""The rows behind a number: counting or summing them again gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from abmetry.answers.batch import cohort_of
from abmetry.answers.described import measured
from abmetry.answers.flat import flatten
from abmetry.answers.measured import Working
from abmetry.answers.plain import plain
from abmetry.answers.plan import Plan
from abmetry.asof.relations import RELATIONS
from abmetry.engine.dialect import Dialect
from abmetry.errors import Unanswerable, UsageError
from abmetry.kpis.kpi import Kpi
from abmetry.kpis.measure import ACCOUNTS, SCOPE, Measure
from abmetry.lang.message import message

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


def find_evidence(
    working: Working,
    plan: Plan,
    kpi: Kpi,
    part: Part,
    limit: int | None,
    skip: int = 0,
    only: Mapping[str, str | None] | None = None,
) -> Evidence:
    """List the rows behind a KPI, over the asked periods and the asked cohort; way by way, if it is asked in several.

    Args:
        working: The tables of the question; ``scope`` is among them.
        plan: The question.
        kpi: The KPI.
        part: numerator or denominator.
        limit: The most rows shown; None: all.
        skip: Rows that are not shown before the first that is.
        only: Values of a group of the answer, whose rows alone are wanted; None: those of all groups.

    Raises:
        UsageError: The KPI has no denominator, the limit or what is skipped is negative, or the question is not split
            by what the group names.
        Unanswerable: It is a table of other KPIs, or found by trying.
    """
    if kpi.is_mined:
        raise Unanswerable(
            message("{kpi} counts comparisons, and has no rows of its own.", kpi=kpi.id),
            help=message("`abmetry insights ID` lists the cases of both groups of one."),
        )
    if kpi.of_kpis:
        raise Unanswerable(
            message("{kpi} is a table of other KPIs, and has no rows of its own.", kpi=kpi.id),
            help=message(
                "`abmetry lift ID --accounts` lists the accounts of a comparison, each with its "
                "weight; `abmetry evidence ID` the rows behind either value."
            ),
        )
    only = dict(only or {})
    _check(plan, kpi, only)
    ways = [way for way in plan.kpis if way.id == kpi.id] or [kpi]
    ways = [way for way in ways if all(only.get(name, value) == value for name, value in way.variant.items())]
    rows: list[dict[str, Any]] = []
    total = 0
    for way in ways:
        left = limit if limit is None or limit < 0 else max(0, limit - len(rows))
        found = _rows_of(working, plan, way, part, left, skip if skip < 0 else max(0, skip - total), only)
        rows.extend({**row, **way.variant} for row in found.rows)
        total += found.total
    return Evidence(kpi.id, part, tuple(rows), total)


def _check(plan: Plan, kpi: Kpi, only: Mapping[str, str | None]) -> None:
    for name in only:
        if name not in plan.question.by:
            raise UsageError(message("{kpi} is not split by {name} in this question.", kpi=kpi.id, name=name))


def _rows_of(
    working: Working,
    plan: Plan,
    kpi: Kpi,
    part: Part,
    limit: int | None,
    skip: int,
    only: Mapping[str, str | None],
) -> Evidence:
    shape = kpi.shape
    if part == "denominator" and shape.denominator is None:
        raise UsageError(
            message("{kpi} is a count or a sum and has no denominator; ask for the numerator.", kpi=kpi.id)
        )
    if limit is not None and limit < 0:
        raise UsageError(message("A limit is 0 or more rows."))
    if skip < 0:
        raise UsageError(message("0 or more rows are skipped."))
    wanted = shape.numerator_parts if part == "numerator" else shape.denominator_parts
    within = [one for one in plan.asked if all(only.get(by, value) == value for by, value in one.group)]
    frames = sorted({asked.frame for asked in within if asked.frame is not None})
    rows: list[dict[str, Any]] = []
    total = 0
    for index in wanted:
        measure = shape.parts[index]
        cohort = cohort_of(kpi.population, plan.cohort)
        groups = Groups.of(plan, kpi, measure, only)
        sql = measure_rows_sql(working, measure, kpi, cohort, frames, groups)
        shown = shown_of(measure)
        if shape.is_complement and part == "numerator":
            everyone = measure_rows_sql(working, ACCOUNTS, kpi, cohort, frames, groups)
            apart = [working.engine.dialect.identifier(name) for name in groups.of_accounts]
            sql = _others_sql(sql, everyone, apart)
            shown = shown_of(ACCOUNTS)
        over = max(0, skip - total)
        total += working.engine.query(f"select count(*) as n from ({sql}) evidence").to_pylist()[0]["n"]
        cut = f" limit {limit - len(rows)}" if limit is not None else ""
        cut += f" offset {over}" if over else ""
        split = groups.columns(working.engine.dialect, shown, not measure.everyone)
        named = ("account_id", "key", *shown, *map(working.engine.dialect.identifier, split))
        order = ", ".join(f"{name} nulls last" for name in named)
        found = working.engine.query(f"select * from ({sql}) evidence order by {order}{cut}").to_pylist()
        if len(wanted) > 1:
            found = [{"part": measured(measure), **row} for row in found]
        rows.extend(found)
    return Evidence(kpi.id, part, tuple(rows), total)


@dataclass(frozen=True)
class Groups:
    """What an answer is split by, as columns of its evidence.

    Attributes:
        periods: Start of each period by its number, where there are several.
        of_scope: Names of the groups of accounts, in the order of the scope's columns.
        of_relation: Names and columns of the groups of the relation itself.
        only: Values of those whose rows alone are wanted.
    """

    periods: dict[int, str]
    of_scope: tuple[str, ...]
    of_relation: dict[str, str]
    only: Mapping[str, str | None]

    @classmethod
    def of(
        cls, plan: Plan, kpi: Kpi, measure: Measure, only: Mapping[str, str | None] | None = None
    ) -> Groups:
        """What a measure's rows are split by in an answer."""
        asked = {
            one.frame: one.moment.period.bounds()["start"] for one in plan.asked if one.frame is not None
        }
        own = kpi.shape.parts[0].relation == measure.relation
        by = {name: kpi.by[name] for name in plan.by_kpi if name in kpi.by} if own else {}
        return cls(asked if len(asked) > 1 else {}, plan.by_account, by, only or {})

    @property
    def of_accounts(self) -> tuple[str, ...]:
        """Names of the groups that accounts have whatever their rows."""
        return (*(["period"] if self.periods else []), *self.of_scope)

    def columns(self, dialect: Dialect, shown: Sequence[str], scoped: bool) -> dict[str, str]:
        """Names of the columns that are not shown anyway, and their SQL; the scope is ``s``, the relation ``r``."""
        found = {}
        if self.periods and scoped:
            cases = " ".join(f"when {i} then {dialect.text(start)}" for i, start in self.periods.items())
            found["period"] = f"case s.of_period {cases} end"
        if scoped:
            found.update({name: f"s.of_g{i}" for i, name in enumerate(self.of_scope)})
        found.update({name: f"cast(r.{column} as string)" for name, column in self.of_relation.items()})
        return {name: sql for name, sql in found.items() if name not in shown}

    def kept(self, dialect: Dialect, *, scoped: bool, related: bool) -> str:
        """The condition under which a row is of the wanted group; it is true where all are wanted."""
        columns = {name: f"s.of_g{i}" for i, name in enumerate(self.of_scope)} if scoped else {}
        if related:
            columns.update({name: f"r.{column}" for name, column in self.of_relation.items()})
        tests = ["true"]
        for name, value in self.only.items():
            if name in columns:
                told = "null" if value is None else dialect.text(value)
                tests.append(f"cast({columns[name]} as string) is not distinct from {told}")
        return " and ".join(tests)


def measure_rows_sql(
    working: Working, measure: Measure, kpi: Kpi, cohort: str, frames: Sequence[int], groups: Groups
) -> str:
    """The query of the rows that a measure counts or sums over the accounts of a cohort."""
    dialect = working.engine.dialect
    periods = ", ".join(str(frame) for frame in frames) or "-1"
    target = " and s.is_target" if kpi.population == "T" else ""
    scope = f"s.cohort = {dialect.text(cohort)} and s.period in ({periods}){target}"
    shown = shown_of(measure)
    split = groups.columns(dialect, shown, not measure.everyone)
    named = [f"{sql} as {dialect.identifier(name)}" for name, sql in split.items()]
    if measure.relation == SCOPE:
        return f"""
            select 'accounts' as "table", s.of_account as key, s.of_account as account_id, a.name as account,
                s.of_tier as tier {"".join(f", {column}" for column in named)}
            from ({_scope_sql(scope, groups)}) s
            join accounts a on a.account_id = s.of_account
            where {groups.kept(dialect, scoped=True, related=False)}
        """
    relation = working.asof(measure.relation)
    columns = ["r.account_id", "a.account"]
    if measure.aggregate in ("sum", "distinct"):
        columns.append(f"{measure.value} as value")
    columns.extend(f"r.{name}" for name in shown)
    columns.extend(named)
    joined = f"r.period in ({periods})"
    in_scope = ""
    if not measure.everyone:
        in_scope = (
            f"join ({_scope_sql(scope, groups)}) s on s.of_period = r.period and s.of_account = r.account_id"
        )
    useful = f" and {measure.value} is not null" if measure.aggregate in ("sum", "distinct") else ""
    if measure.of_each:
        useful += f" and r.{measure.of_each} is not null"
    rows = f"""
        select {relation.table} as "table", {relation.key} as key, {", ".join(columns)}
            {_rank_sql(measure, relation.key, split.values())}
        from asof_{measure.relation} r
        {relation.located(working.settings) if relation.located else ""}
        left join (select account_id as id_of_account, name as account from accounts) a
            on a.id_of_account = r.account_id
        {in_scope}
        where {joined} and ({measure.where}){useful}
            and {groups.kept(dialect, scoped=not measure.everyone, related=True)}
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
    names.extend([*shown, *(dialect.identifier(name) for name in split)])
    return f"select {', '.join(names)} from ({rows}) ranked where place = 1"


def shown_of(measure: Measure) -> list[str]:
    """The columns that are shown beside the key, the account and the value."""
    if measure.relation == SCOPE:
        return ["tier"]
    relation = RELATIONS[measure.relation]
    shown = measure.shows or relation.shows or tuple(c.name for c in relation.columns)
    return [name for name in shown if name not in ("account_id", "value")]


def _others_sql(having_sql: str, accounts_sql: str, groups: Sequence[str]) -> str:
    """The accounts that have no such rows, in each group."""
    keys = ["account_id", *groups]
    same = " and ".join(f"having_some.{key} is not distinct from everyone.{key}" for key in keys)
    return f"""
        select everyone.* from ({accounts_sql}) everyone
        left join (select distinct {", ".join(keys)} from ({having_sql}) having_it) having_some on {same}
        where having_some.account_id is null
    """


def _scope_sql(condition: str, groups: Groups) -> str:
    """The accounts in scope, under names that no relation has."""
    split = "".join(f", s.g{i} as of_g{i}" for i in range(len(groups.of_scope)))
    return f"""
        select s.period as of_period, s.account_id as of_account, s.tier as of_tier {split}
        from scope s where {condition}
    """


def _rank_sql(measure: Measure, key: str, groups: Iterable[str]) -> str:
    """The column that tells the first row of each account, or of what takes its place (and value, and group), where
    only one counts.
    """
    if measure.aggregate in ("count", "sum"):
        return ""
    apart = [
        "r.period",
        f"r.{measure.of_each or 'account_id'}",
        *([measure.value] if measure.aggregate == "distinct" else []),
        *groups,
    ]
    order = f"{measure.order}, " if measure.order else ""
    return f", row_number() over (partition by {', '.join(apart)} order by {order}{key}) as place"
