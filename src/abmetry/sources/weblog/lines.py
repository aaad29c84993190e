"""Lines of request logs as columns: Apache's common and combined format, and the W3C's extended one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from abmetry.engine.loading import LoadingEngine
from abmetry.engine.loading_dialect import LoadingDialect
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.sources.weblog.columns import REQUESTS

PARTS = ("host", "login", "time", "method", "url", "status", "referrer", "agent", "cookie")
"""What the query of a log gives of each line, as text, beside ``_line`` and ``problem``."""

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_TIME = r"\d{1,2}/[A-Z][a-z]{2}/\d{4}(?::\d{2}){3} [+-]\d{4}"
# A name of the site before the host is Apache's `vhost_combined`.
COMBINED = (
    rf"^(?:\S+:\d+ )?(\S+) \S+ (.+?) \[({_TIME})\] {_QUOTED} (\d{{3}}) \S+"
    rf"(?: {_QUOTED} {_QUOTED})?(?: {_QUOTED})?"
)
_COMBINED_TIME = "%d/%b/%Y:%H:%M:%S %z"
NO_LINE = "it is no line of the common or combined log format"
NO_TIME = "its time is none"
OTHER_CELLS = "it has another number of cells than #Fields names"
_UNNAMED = "no #Fields before it says what its cells are"
_MOST_DIRECTIVES = 10_000


def combined_sql(dialect: LoadingDialect, lines_sql: str) -> str:
    """Lines of the common or combined log format as columns."""
    names = ("host", "login", "time", "request", "status", "referrer", "agent", "cookie")
    cut = f"select _line, line, {dialect.regexp_groups('line', COMBINED, names)} as p from ({lines_sql}) as l"
    request = "^([^ ]+) +(.*?)(?: HTTP/[0-9.]+)?$"
    asked = (
        f"select *, {dialect.regexp_groups('p.request', request, ('method', 'url'))} as q from ({cut}) as c"
    )
    quoted = {name: f"replace(p.{name}, '\\\"', '\"')" for name in ("referrer", "agent", "cookie")}
    columns = {
        "host": "p.host",
        "login": "p.login",
        "method": "q.method",
        "url": "q.url",
        "status": "p.status",
        **quoted,
    }
    time = dialect.parsed_time("p.time", _COMBINED_TIME)
    problem = f"case when p.host = '' then {dialect.text(NO_LINE)} when time is null then {dialect.text(NO_TIME)} end"
    told = ", ".join(f"{expression} as {name}" for name, expression in columns.items())
    timed = f"select *, {time} as time from ({asked}) as a"
    return f"select _line, line, {told}, time, {problem} as problem from ({timed}) as t"


@dataclass(frozen=True)
class _Part:
    """Lines of a W3C log after a directive: their numbers, and the fields that it names."""

    first: int
    last: int
    fields: tuple[str, ...]
    day: str | None


def w3c_sql(engine: LoadingEngine, lines_sql: str, zone: str) -> str:
    """Lines of a W3C extended log as columns, by the ``#Fields`` in force.

    Args:
        engine: Where the lines are.
        lines_sql: They.
        zone: Time zone of its dates and times; the format's is UTC.

    Raises:
        LoadError: The log names no fields, or too often.
    """
    dialect = engine.dialect
    parts = _parts(engine, lines_sql)
    bodies = [_w3c_part_sql(dialect, lines_sql, part, zone) for part in parts]
    first = parts[0].first
    unnamed = (
        f"select _line, line, {', '.join(f'cast(null as varchar) as {name}' for name in PARTS if name != 'time')},"
        f" cast(null as timestamptz) as time, {dialect.text(_UNNAMED)} as problem"
        f" from ({lines_sql}) as l where _line < {first} and line not like '#%'"
    )
    return " union all ".join([*bodies, unnamed])


def _parts(engine: LoadingEngine, lines_sql: str) -> list[_Part]:
    rows = engine.query(
        f"select _line, line from ({lines_sql}) as l where line like '#Fields:%' or line like '#Date:%' order by _line"
    ).to_pylist()
    if len(rows) > _MOST_DIRECTIVES:
        raise LoadError(message("It has {n} lines of #Fields and #Date, which are too many.", n=len(rows)))
    parts: list[_Part] = []
    fields: tuple[str, ...] = ()
    day = None
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        word, _, said = row["line"].partition(":")
        if word == "#Fields":
            fields = tuple(said.lower().split())
        elif found := re.match(r"\s*(\d{4}-\d{2}-\d{2})", said):
            day = found.group(1)
        if fields:
            used = None if "date" in fields else day
            last = after["_line"] - 1 if after else 2**62
            if parts and (parts[-1].fields, parts[-1].day) == (fields, used):
                parts[-1] = _Part(parts[-1].first, last, fields, used)
            else:
                parts.append(_Part(row["_line"], last, fields, used))
    if not parts:
        raise LoadError(
            message("It names no fields: a log of the W3C's format has a line that begins with #Fields.")
        )
    return parts


def _w3c_part_sql(dialect: LoadingDialect, lines_sql: str, part: _Part, zone: str) -> str:
    # A cell that holds blanks is in quotes; a log with tabs has none.
    cells = (
        f"case when {dialect.contains('line', chr(9))} then {dialect.split('line', chr(9))}"
        f" when {dialect.contains('line', chr(34))} then {dialect.regexp_parts('line', _CELL)}"
        f" else {dialect.split('line', ' ')} end"
    )
    cut = (
        f"select _line, line, {cells} as cells from ({lines_sql}) as l"
        f" where _line between {part.first} and {part.last} and line not like '#%'"
    )
    cell = _cells(dialect, part.fields)
    decoded = {name: _decoded(dialect, cell[name]) for name in ("referrer", "agent", "cookie")}
    url = cell["url"]
    if "cs-uri" not in part.fields and "cs-uri-query" in part.fields:
        url = f"{url} || coalesce('?' || {cell['query']}, '')"
    day = cell["date"] if part.day is None else dialect.text(part.day)
    local = dialect.try_cast(f"{day} || ' ' || {cell['time']}", "timestamp")
    right = f"{dialect.size('cells')} = {len(part.fields)}"
    other, no_time = dialect.text(OTHER_CELLS), dialect.text(NO_TIME)
    problem = f"case when not {right} then {other} when time is null then {no_time} end"
    told = {name: cell[name] for name in ("host", "login", "method", "status")} | {"url": url} | decoded
    columns = ", ".join(f"{told[name]} as {name}" for name in PARTS if name != "time")
    zoned = f"select _line, line, cells, {dialect.zoned(local, zone)} as time from ({cut}) as c"
    return f"select _line, line, {columns}, time, {problem} as problem from ({zoned}) as t"


_CELL = r'"(?:[^"]|"")*"|[^ ]+'


def _cells(dialect: LoadingDialect, fields: Sequence[str]) -> Mapping[str, str]:
    """What a line's list of cells says of a request; null where its fields do not tell."""
    nothing = "cast(null as varchar)"

    def first(names: Sequence[str]) -> str:
        place = next((fields.index(name) + 1 for name in names if name in fields), None)
        if place is None:
            return nothing
        element = dialect.element("cells", place)
        return f"nullif(trim({element}, '\"'), '-')"

    return {**{name: first(names) for name, names in REQUESTS.items()}, "date": first(["date"])}


def _decoded(dialect: LoadingDialect, cell: str) -> str:
    """A cell whose blanks are written as plus signs, or as percent escapes."""
    plain = f"case when {dialect.contains(cell, ' ')} then {cell} else replace({cell}, '+', ' ') end"
    return f"case when {dialect.contains(cell, '%')} then {dialect.url_decoded(plain)} else {plain} end"
