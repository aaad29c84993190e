"""Rows of an extract as rows of a canonical table, each with the reason if it cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.model.cells import REASONS, Cell, Cells, is_written
from abmetry.model.column import Column, Table, Type
from abmetry.model.evidence import Form, settle
from abmetry.model.kinds import TOUCH_KINDS
from abmetry.model.stored import companion, content_hash_sql
from abmetry.sources.extract import Extract
from abmetry.sources.rejects import VALUE_LENGTH

YEARS = ("0001-01-02", "9999-12-30")
_PREFIX = "r_"
_MANY_ATTRIBUTES = 100


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be used: the column (or columns) and what is wrong with it."""

    column: str
    reason: str


@dataclass(frozen=True)
class Conformed:
    """An extract as a query.

    Attributes:
        sql: Columns ``_line``, ``_problem`` (number in `problems`, null: the row is good), ``_value`` (text of the cell
            that is wrong), the canonical columns and their companions, ``attributes`` and ``content_hash``.
        problems: What ``_problem`` means.
    """

    sql: str
    problems: tuple[Problem, ...]


def conform(
    engine: LoadingEngine, table: Table, extract: Extract, *, zone: str, kinds: Mapping[str, str]
) -> Conformed:
    """Read an extract's cells as the canonical types.

    Args:
        engine: Where the extract's file is.
        table: The canonical table.
        extract: Where each column comes from.
        zone: Time zone of the workspace.
        kinds: A source's own words for touch kinds.

    Raises:
        LoadError: A column's dates or numbers can be read in two ways.
    """
    mapped = [column for column in table.columns if column.name in extract.columns]
    unknown = set(extract.columns) - {column.name for column in mapped}
    if unknown:
        raise LoadError(
            message("The table {table} has no column {unknown}.", table=table.name, unknown=min(unknown))
        )
    dialect = engine.dialect
    cells = Cells(dialect, extract.zone or zone)
    source = f"from {dialect.identifier(extract.file.relation)} as raw {extract.joins}"
    source += f" where {extract.where}" if extract.where else ""
    plain = ", ".join(
        [f"({extract.columns[c.name]}) as {_raw(c)}" for c in mapped]
        + [
            f"raw.{dialect.identifier(name)} as {dialect.identifier('a_' + name)}"
            for name in extract.attributes
        ]
    )
    kept = f", {plain}" if plain else ""
    given = engine.columns(f"select raw._line as _line{kept} {source}")
    types = {c.name: given[f"{_PREFIX}{c.name}"] for c in mapped}
    bases = [f"{cells.base(_raw(c), types[c.name])} as {_raw(c)}" for c in mapped]
    wide = len(extract.attributes) > _MANY_ATTRIBUTES
    attributes = {
        name: cells.base(dialect.identifier("a_" + name), given["a_" + name], short=wide)
        for name in extract.attributes
    }
    document = dialect.json_object(attributes) if attributes else "cast(null as varchar)"
    base_sql = (
        f"select {', '.join(['_line', *bases, f'{document} as attributes'])}"
        f" from (select raw._line as _line{kept} {source}) as taken"
    )
    texts = {c.name: (_raw(c), c.type) for c in mapped if is_written(types[c.name])}
    forms = settle(engine, base_sql, texts, day_first=extract.day_first, decimal=extract.decimal)
    made: dict[str, Cell] = {}
    for column in mapped:
        words = dict(kinds) if column.values == tuple(TOUCH_KINDS) else {}
        form = forms.get(column.name, Form())
        made[column.name] = cells.cell(column, _raw(column), types[column.name], form, words)
    typed_sql = (
        f"select _line, attributes, {', '.join([*(_raw(c) for c in mapped), *_typed(table, made)])}"
        f" from ({base_sql}) as based"
    )
    problems, conditions = _problems(table, mapped)
    found = "".join(f" when {condition} then {i}" for i, condition in enumerate(conditions))
    problem = f"case{found} end" if found else "cast(null as integer)"
    checked_sql = f"select *, {problem} as _problem from ({typed_sql}) as typed"
    shown = "".join(
        f" when _problem = {i} then substr(cast({_PREFIX}{p.column} as varchar), 1, {VALUE_LENGTH})"
        for i, p in enumerate(problems)
        if p.column in made
    )
    value = f"case{shown} end" if shown else "cast(null as varchar)"
    names = [*(c.name for c in table.columns), *(companion(name) for name in table.timestamps)]
    sql = (
        f"select _line, cast(_problem as integer) as _problem, {value} as _value,"
        f" {', '.join(names)}, attributes, {content_hash_sql(dialect, table)} as content_hash"
        f" from ({checked_sql}) as checked"
    )
    return Conformed(sql, problems)


def _raw(column: Column) -> str:
    return f"{_PREFIX}{column.name}"


def _typed(table: Table, made: Mapping[str, Cell]) -> list[str]:
    parts = []
    for column in table.columns:
        cell = made.get(column.name)
        value = f"cast({cell.value if cell else 'null'} as {column.type.sql})"
        if cell and column.type in (Type.DATE, Type.TIMESTAMP):
            first, last = (f"cast('{day}' as {column.type.sql})" for day in YEARS)
            value = f"case when {value} between {first} and {last} then {value} end"
        parts.append(f"{value} as {column.name}")
        if column.type is Type.TIMESTAMP:
            is_date = cell.is_date if cell and cell.is_date else "null"
            parts.append(f"cast({is_date} as boolean) as {companion(column.name)}")
    return parts


def _problems(table: Table, mapped: list[Column]) -> tuple[tuple[Problem, ...], list[str]]:
    problems: list[Problem] = []
    conditions: list[str] = []
    names = {column.name for column in mapped}
    for column in table.columns:
        if column.required:
            problems.append(Problem(column.name, "is empty"))
            conditions.append(f"{_raw(column)} is null" if column.name in names else "1 = 1")
        if column.name in names and (column.type is not Type.TEXT or column.values):
            problems.append(Problem(column.name, _reason(column)))
            conditions.append(f"{_raw(column)} is not null and {column.name} is null")
    for group in table.any_of:
        problems.append(Problem(" or ".join(group), "is empty"))
        conditions.append(" and ".join(f"{name} is null" for name in group))
    return tuple(problems), conditions


def _reason(column: Column) -> str:
    if column.values == tuple(TOUCH_KINDS):
        return "is no touch kind; `kinds` in abmetry.toml can map it to one"
    if column.values:
        return f"is not one of {', '.join(column.values)}"
    return REASONS[column.type]
