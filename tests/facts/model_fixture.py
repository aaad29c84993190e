"""Tiny models for tests: canonical tables drawn as text, and facts built from them in the order they need.

    model = tiny_model(
        accounts='''
            account_id | name | domain   | created_at
            a1         | Acme | acme.com | 2026-01-05
        ''',
        touches=[{"touch_id": "t1", "occurred_at": "2026-01-05 10:00", "kind": "page_view"}],
    )
    model.build("touches")
    model.rows("select touch_id, account_id from touches")    # list of dicts

An empty cell is null. Instants are UTC; a bare date in a timestamp column is the workspace's local midnight
with ``<column>_is_date``. Columns that are not canonical become `attributes`. Missing columns and tables are
filled.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.model.column import Table, Type
from abmetry.model.tables import TABLES
from abmetry.steps.fact import AnyFact, Fact
from abmetry.workspace.settings import Settings

Rows = str | Sequence[Mapping[str, Any]]
LOADED_AT = datetime(2027, 1, 1)
_ARROW = {
    Type.TEXT: pa.string(),
    Type.LIST: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.TIMESTAMP: pa.timestamp("us"),
}


@dataclass
class TinyModel:
    """A model in an engine of its own, on which facts can be built by name."""

    engine: DuckDBEngine
    settings: Settings
    built: list[str] = field(default_factory=list)

    def build(self, *names: str) -> TinyModel:
        """Build the named facts, and before each what it reads."""
        for name in names:
            self._build(name, ())
        return self

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a query."""
        result: list[dict[str, Any]] = self.engine.query(sql).to_pylist()
        return result

    def fact(self, name: str, columns: str = "*", order: str = "1") -> list[tuple[Any, ...]]:
        """Rows of a fact as tuples; built, if it is not yet."""
        self.build(name)
        return [tuple(row.values()) for row in self.rows(f"select {columns} from {name} order by {order}")]

    def _build(self, name: str, asking: tuple[str, ...]) -> None:
        if name in self.built or name.startswith(("model_", "versions_")):
            return
        assert name not in asking, f"facts read each other: {' -> '.join((*asking, name))}"
        assert name in all_facts(), f"no fact {name}; modules that cannot be imported: {BROKEN}"
        fact = all_facts()[name]
        for read in fact.reads:
            self._build(read, (*asking, name))
        if isinstance(fact, Fact):
            self.engine.create_table(name, fact.sql(self.engine.dialect, self.settings))
        else:
            self.engine.register(name, fact.table(self.engine, self.settings))
        self.built.append(name)


def tiny_model(
    settings: Mapping[str, Any] | None = None,
    versions: Mapping[str, Rows] | None = None,
    **tables: Rows,
) -> TinyModel:
    """Register ``model_*``, ``versions_*`` and ``model_loaded`` from rows.

    Args:
        settings: What abmetry.toml would hold, as a dict.
        versions: Versions of tables whose history matters, with a `version` column (1 = oldest) and
            `loaded_at`; by default every row of a table is its own only version. A table named only here has
            its newest versions as its rows.
        tables: Rows per canonical table.
    """
    parsed = Settings.model_validate(dict(settings or {}))
    engine = DuckDBEngine(threads=1)
    zone = ZoneInfo(parsed.workspace.timezone)
    given = {**(versions or {}), **tables}
    assert set(given) <= set(TABLES), f"no canonical tables: {sorted(set(given) - set(TABLES))}"
    for name, table in TABLES.items():
        history = (versions or {}).get(name, tables.get(name, ()))
        engine.register(f"versions_{name}", _arrow(table, _rows(history), zone, versioned=True))
        if name in tables:
            engine.register(f"model_{name}", _arrow(table, _rows(tables[name]), zone, versioned=False))
        else:
            engine.create_view(f"model_{name}", _newest_sql(table))
    loaded = pa.table({"table_name": pa.array(sorted(given), pa.string())})
    engine.register("model_loaded", loaded)
    return TinyModel(engine, parsed)


def all_facts() -> dict[str, AnyFact]:
    """Every fact of the packages `identity`, `scores` and `facts`, by name."""
    if not _FOUND:
        for package in ("abmetry.identity", "abmetry.scores", "abmetry.facts"):
            module = importlib.import_module(package)
            for info in pkgutil.iter_modules(module.__path__, f"{package}."):
                try:
                    found = importlib.import_module(info.name)
                except ImportError as error:
                    BROKEN[info.name] = error
                    continue
                for fact in (*getattr(found, "FACTS", ()), *filter(None, (getattr(found, "FACT", None),))):
                    assert _FOUND.setdefault(fact.name, fact) is fact, f"two facts named {fact.name}"
    return _FOUND


_FOUND: dict[str, AnyFact] = {}
BROKEN: dict[str, ImportError] = {}


def _rows(rows: Rows) -> list[dict[str, Any]]:
    if not isinstance(rows, str):
        return [dict(row) for row in rows]
    lines = [line.split("|") for line in rows.strip().splitlines() if line.strip()]
    head = [cell.strip() for cell in lines[0]]
    assert all(len(line) == len(head) for line in lines), f"a row has not {len(head)} cells: {rows}"
    return [dict(zip(head, (cell.strip() or None for cell in line), strict=True)) for line in lines[1:]]


def _arrow(table: Table, rows: list[dict[str, Any]], zone: ZoneInfo, *, versioned: bool) -> pa.Table:
    canonical = {column.name: column.type for column in table.columns}
    own = {"source", "loaded_at", "content_hash", "attributes", "version"}
    columns: dict[str, pa.Array] = {}
    for name, kind in canonical.items():
        cells = [_cell(row.get(name), kind, zone) for row in rows]
        columns[name] = pa.array([value for value, _ in cells], _ARROW[kind])
        if kind is Type.TIMESTAMP:
            columns[f"{name}_is_date"] = pa.array([is_date for _, is_date in cells], pa.bool_())
    extra = [
        {k: v for k, v in row.items() if k not in canonical and k not in own and v is not None}
        for row in rows
    ]
    attributes = [row.get("attributes") or json.dumps(more) for row, more in zip(rows, extra, strict=True)]
    loaded = [_cell(row.get("loaded_at"), Type.TIMESTAMP, zone)[0] or LOADED_AT for row in rows]
    columns["source"] = pa.array([row.get("source") or "tiny" for row in rows], pa.string())
    columns["loaded_at"] = pa.array(loaded, pa.timestamp("us"))
    columns["content_hash"] = pa.array([str(number) for number in range(len(rows))], pa.string())
    columns["attributes"] = pa.array(attributes, pa.string())
    if versioned:
        columns["version"] = pa.array([int(row.get("version") or 1) for row in rows], pa.int64())
    return pa.table(columns)


def _cell(value: Any, kind: Type, zone: ZoneInfo) -> tuple[Any, bool]:
    if value is None or value == "":
        return None, False
    if kind is Type.TIMESTAMP:
        return _instant(value, zone)
    if kind is Type.DATE:
        return (date.fromisoformat(value) if isinstance(value, str) else value), False
    if kind is Type.BOOLEAN:
        return value in (True, "true", "yes", "1", 1), False
    if kind is Type.INTEGER:
        return int(value), False
    if kind is Type.NUMBER:
        return float(value), False
    if kind is Type.LIST:
        return (value if isinstance(value, str) else json.dumps(list(value))), False
    return str(value), False


def _instant(value: Any, zone: ZoneInfo) -> tuple[datetime, bool]:
    if isinstance(value, datetime):
        return value, False
    text = value.isoformat() if isinstance(value, date) else value
    moment = datetime.fromisoformat(text)
    if len(text) == len("2026-01-05"):
        return moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None), True
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment, False


def _newest_sql(table: Table) -> str:
    if not table.key:
        return f"select * from versions_{table.name}"
    key = ", ".join(table.key)
    return (
        f"select * from (select *, row_number() over (partition by {key} order by version desc) as newest"
        f" from versions_{table.name}) as numbered where newest = 1"
    )
