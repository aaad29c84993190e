"""Requests as rows: what was asked for, by whom, and whether it was a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from abmetry.engine.loading import LoadingEngine
from abmetry.engine.loading_dialect import LoadingDialect
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.sources.cell import NOTHING
from abmetry.sources.extract import RawFile
from abmetry.sources.rejects import VALUE_LENGTH, Rejects
from abmetry.sources.weblog.columns import EMPTY, REQUESTS
from abmetry.workspace.sources import WeblogSource

COLUMNS = (
    "id", "time", "what", "host", "login", "visitor", "url", "campaign", "referrer", "agent",
)  # fmt: skip
"""The columns of a request that is staged, beside ``_line``."""

SEEN = ("200", "304")
"""A page that was sent, and one that the browser still had."""

_FOR_MACHINES = r"/(robots|ads|app-ads|humans|security|llms)\.txt$"
_ENDING = r"\.([a-z0-9]{1,8})$"


@dataclass(frozen=True)
class Staging:
    """Where requests are staged, and how they are judged."""

    engine: LoadingEngine
    source: WeblogSource

    def stage(self, told_sql: str, target: Path, rejects: Rejects) -> str:
        """Write requests that a log tells to a Parquet file, once.

        Args:
            told_sql: A query of the parts of `weblog.lines`, ``line``, ``problem`` and ``_line``.
            target: The file.
            rejects: Where the lines with a problem go.

        Returns:
            A query of the rows.

        Raises:
            LoadError: No line of the log can be read.
        """
        engine, dialect = self.engine, self.engine.dialect
        rows = engine.write_parquet(self._judged_sql(told_sql), target)
        source = dialect.read_parquet([str(target)])
        bad = engine.query(
            f"select _line, line, problem from {source} where problem is not null order by _line"
        )
        if rows and rows == len(bad):
            raise LoadError(
                message("None of its lines can be read: {bad}.", bad=bad.column("problem")[0].as_py())
            )
        for line, text, problem in zip(*(column.to_pylist() for column in bad.columns), strict=True):
            rejects.add(line, text or "", problem)
        return f"select {', '.join(COLUMNS)}, _line from {source} where problem is null"

    def _judged_sql(self, told_sql: str) -> str:
        dialect = self.engine.dialect
        plain = {
            name: f"case when not {dialect.in_list(name, ('', *EMPTY))} then {name} end"
            for name in ("host", "login", "method", "url", "referrer", "agent", "cookie")
        }
        cleaned = ", ".join(f"{expression} as {name}" for name, expression in plain.items())
        whole = dialect.element(dialect.split("url", "?"), 1)
        path = f"lower({dialect.element(dialect.split(whole, '#'), 1)})"
        clean = (
            f"select _line, problem, case when problem is not null then substr(line, 1, {VALUE_LENGTH}) end as line,"
            f" {cleaned}, status, time from ({told_sql}) as told"
        )
        pathed = f"select *, {path} as path from ({clean}) as cleaned"
        judged = (
            f"select *, {self._what_sql()} as what, {self._visitor_sql()} as visitor, {self._content_sql()} as content"
            f" from ({pathed}) as pathed"
        )
        # Of several requests that are alike to the letter, within the same second, each is one.
        turn = "case when what is not null then row_number() over (partition by content order by _line) end"
        numbered = f"select *, {turn} as turn from ({judged}) as judged"
        campaign = dialect.regexp_part("url", r"[?&]utm_campaign=([^&#]+)", 1)
        campaign = (
            f"case when {dialect.contains('url', 'utm_campaign=')}"
            f" then {dialect.url_decoded(f'replace({campaign}, chr(43), chr(32))')} end"
        )
        return (
            "select _line, problem, line, time, what, host, login, visitor, url, referrer, agent,"
            f" {campaign} as campaign,"
            " case when turn = 1 then content when turn > 1 then content || '-' || cast(turn as varchar) "
            "end as id"
            f" from ({numbered}) as numbered"
        )

    def _what_sql(self) -> str:
        """page_view, download, or why the request is neither; null where the line has a problem."""
        dialect = self.engine.dialect
        ending = dialect.regexp_part("path", _ENDING, 1)
        for_machines = dialect.regexp_matches("path", _FOR_MACHINES)
        assets, downloads = (
            dialect.in_list(ending, [name.lower().lstrip(".") for name in names])
            for names in (self.source.assets, self.source.downloads)
        )
        return (
            "case when problem is not null then null"
            " when method is null or url is null then 'nothing'"
            " when upper(method) <> 'GET' then 'method'"
            " when status >= '400' then 'error'"
            f" when not {dialect.in_list('status', SEEN)} then 'elsewhere'"
            f" when {assets} or ({dialect.contains('path', '.txt')} and {for_machines}) then 'asset'"
            f" when {downloads} then 'download' else 'page_view' end"
        )

    def _visitor_sql(self) -> str:
        """The visitor's cookie, else the login, else a hash of host and agent."""
        dialect = self.engine.dialect
        hashed = dialect.hash_text("host || ' ' || coalesce(agent, '')")
        known = "login"
        if self.source.visitor_cookie:
            name = _escaped(self.source.visitor_cookie)
            cookie = dialect.regexp_part("cookie", rf"(?:^|[;\s]){name}=([^;\s]+)", 1)
            known = f"nullif({cookie}, ''), login"
        return f"coalesce({known}, 'log:' || substr({hashed}, 1, 16))"

    def _content_sql(self) -> str:
        dialect = self.engine.dialect
        parts = ("host", "login", "cast(time as varchar)", "method", "url", "status", "referrer", "agent")
        joined = " || chr(31) || ".join(f"coalesce({part}, '')" for part in parts)
        return dialect.hash_text(joined)


def table_sql(dialect: LoadingDialect, file: RawFile) -> str:
    """Requests of a table with a header as the parts of a log's lines; times without an offset stay text."""

    def first(part: str) -> str:
        column = next((c for name in REQUESTS[part] if (c := file.column(name)) is not None), None)
        return NOTHING if column is None else dialect.strip(dialect.identifier(column))

    told = {part: first(part) for part in REQUESTS if part not in ("time", "url", "query")}
    url = f"{first('url')} || coalesce('?' || {first('query')}, '')"
    line = " || ' ' || ".join(f"coalesce({first(part)}, '-')" for part in ("host", "time", "url"))
    columns = ", ".join(f"{expression} as {name}" for name, expression in told.items())
    return (
        f"select _line, {line} as line, {columns}, {url} as url, {moment_sql(dialect, first('time'))} as time,"
        f" cast(null as varchar) as problem from {dialect.identifier(file.relation)}"
    )


def moment_sql(dialect: LoadingDialect, text: str) -> str:
    """A time as text: seconds, milli- or microseconds since 1970 as ISO in UTC, others as they stand."""
    number = dialect.try_cast(text, "double")
    scale = f"case when {number} >= 1e14 then 1e6 when {number} >= 1e11 then 1e3 else 1.0 end"
    seconds = f"({number} / {scale})"
    epoch = dialect.regexp_matches(text, r"^\d{8,16}(\.\d+)?$")
    return f"case when {epoch} then cast({dialect.time_of_epoch(seconds)} as varchar) || 'Z' else {text} end"


def _escaped(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter == "_" else f"\\{letter}" for letter in name)
