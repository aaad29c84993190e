"""Events of a tracker as rows, whether they came as a table, as JSON lines or as Snowplow's enriched lines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from abmetry.engine.loading import LoadingEngine
from abmetry.engine.loading_dialect import LoadingDialect
from abmetry.sources.extract import RawFile
from abmetry.sources.rejects import VALUE_LENGTH, Rejects
from abmetry.sources.weblog.columns import EMPTY, EVENT_TIME, EVENTS, SNOWPLOW_FIELDS, SNOWPLOW_PLACES
from abmetry.sources.weblog.requests import moment_sql
from abmetry.workspace.sources import WeblogSource

NO_JSON = "it is no JSON object"
OTHER_FIELDS = f"it has not the {SNOWPLOW_FIELDS} fields of Snowplow's enriched events"


def wanted_columns(source: WeblogSource) -> tuple[str, ...]:
    """The columns of events that are read: those that are known, those that the settings name, those to keep."""
    named = [
        name for given in source.columns.values() for origin in given.values() for name in origin.columns
    ]
    return tuple(dict.fromkeys([*EVENTS, *named, *source.keep]))


def json_lines(
    engine: LoadingEngine, lines_sql: str, wanted: Sequence[str], target: Path, rejects: Rejects
) -> tuple[str, tuple[str, ...]]:
    """Write JSON lines to a Parquet file, once.

    Args:
        engine: Where the lines are.
        lines_sql: They.
        wanted: Names, or paths with dots, of what is read of each object.
        target: The file.
        rejects: Where lines that are no object go.

    Returns:
        A query of the rows, and the columns that some row fills.
    """
    dialect = engine.dialect
    paths = [f"$.{'.'.join(_quoted(part) for part in name.split('.'))}" for name in wanted]
    parsed = (
        f"select _line, line, {dialect.is_json('line')} as is_right, case when {dialect.is_json('line')}"
        f" then {dialect.json_texts('line', paths)} end as cells from ({lines_sql}) as l"
    )
    return _cells(engine, parsed, wanted, range(1, len(wanted) + 1), target, rejects, NO_JSON)


def enriched_lines(
    engine: LoadingEngine, lines_sql: str, target: Path, rejects: Rejects
) -> tuple[str, tuple[str, ...]]:
    """Write the lines of Snowplow's enriched events, which name no columns, to a Parquet file; as `json_lines`."""
    dialect = engine.dialect
    cut = f"select _line, line, {dialect.split('line', chr(9))} as cells from ({lines_sql}) as l"
    # Editors take off the tabs at a line's end, where its last fields are empty.
    size = dialect.size("cells")
    right = f"{size} between {max(SNOWPLOW_PLACES.values())} and {SNOWPLOW_FIELDS}"
    checked = f"select *, {right} as is_right from ({cut}) as c"
    return _cells(
        engine, checked, tuple(SNOWPLOW_PLACES), SNOWPLOW_PLACES.values(), target, rejects, OTHER_FIELDS
    )


def _cells(
    engine: LoadingEngine,
    lists_sql: str,
    names: Sequence[str],
    places: Collection[int],
    target: Path,
    rejects: Rejects,
    reason: str,
) -> tuple[str, tuple[str, ...]]:
    dialect = engine.dialect
    cells = ", ".join(
        f"{dialect.element('cells', place)} as {dialect.identifier(name)}"
        for name, place in zip(names, places, strict=True)
    )
    shown = f"case when not is_right then substr(line, 1, {VALUE_LENGTH}) end as _text"
    engine.write_parquet(
        f"select _line, is_right as _right, {shown}, {cells} from ({lists_sql}) as lists", target
    )
    source = dialect.read_parquet([str(target)])
    bad = engine.query(f"select _line, _text from {source} where not _right order by _line")
    for line, text in zip(*(column.to_pylist() for column in bad.columns), strict=True):
        rejects.add(line, text or "", reason)
    counts = ", ".join(f"count({dialect.identifier(name)})" for name in names)
    filled = engine.query(f"select {counts} from {source}").to_pylist()[0].values()
    used = tuple(name for name, count in zip(names, filled, strict=True) if count)
    listed = "".join(f"{dialect.identifier(name)}, " for name in used)
    return f"select {listed}_line from {source} where _right", used


def event_file(engine: LoadingEngine, file: RawFile, wanted: Sequence[str]) -> RawFile:
    """A file of events with the wanted columns only, without the words that stand for nothing, times as ISO text."""
    dialect = engine.dialect
    columns = tuple(dict.fromkeys(c for name in wanted if (c := file.column(name)) is not None))
    times = {column for name in EVENT_TIME if (column := file.column(name)) is not None}
    chosen = [
        f"{_filled(dialect, column, is_time=column in times)} as {dialect.identifier(column)}"
        for column in columns
    ]
    relation = f"{file.relation}_events"
    source = dialect.identifier(file.relation)
    engine.create_view(relation, f"select {', '.join(chosen)}, _line from {source}")
    return replace(file, relation=relation, columns=columns)


def _filled(dialect: LoadingDialect, column: str, *, is_time: bool) -> str:
    text = dialect.strip(f"cast({dialect.identifier(column)} as varchar)")
    known = f"case when not {dialect.in_list(text, EMPTY)} then {text} end"
    return moment_sql(dialect, f"({known})") if is_time else known


def _quoted(part: str) -> str:
    escaped = part.replace('"', '\\"')
    return f'"{escaped}"'


def has_any(columns: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a file has one of some columns, whatever their case."""
    lowered = {column.lower() for column in columns}
    return any(name.lower() in lowered for name in names)
