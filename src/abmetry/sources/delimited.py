"""Delimited text (CSV, TSV, ``.gz`` of them) as rows of text, and the lines that are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from abmetry.engine.loading import BadLine, LoadingEngine
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.sources.header import Header, read_header
from abmetry.sources.inspection import REPLACEMENT, Measured, inspect, measure
from abmetry.sources.lines import (
    Numbers,
    blank_lines,
    bounds_of_line,
    copy_part,
    line_numbers,
    place_of_line,
    row_lines,
)
from abmetry.sources.rejects import Rejects

TAKEN_LINE_BYTES = 2_000_000
LONGEST_LINE_BYTES = 64_000_000
_CUT_TEXT = 10_000
_MOST_READINGS = 100

_TOO_LONG = "LINE SIZE OVER MAXIMUM"
_REASONS = {
    "TOO MANY COLUMNS": "the line has more cells than the header",
    "MISSING COLUMNS": "the line has fewer cells than the header",
    "UNQUOTED VALUE": "a quote stands where none may be",
    _TOO_LONG: "the line is too long",
    "INVALID ENCODING": "the line holds bytes that do not fit the file's encoding",
}
OPEN_QUOTE = "a quote opens on this line and is not closed where it should be"
DAMAGED = "the line holds bytes that do not fit the file's encoding"
NUL = "the line holds a NUL byte"


@dataclass(frozen=True)
class Staged:
    """Rows of delimited text as the engine can read them.

    Attributes:
        sql: A query of the columns and ``_line``.
        names: Names of the columns.
        rows: How many rows it gives.
        rejected: The lines that are no rows.
    """

    sql: str
    names: tuple[str, ...]
    rows: int
    rejected: Rejects


@dataclass(frozen=True)
class _Part:
    """Bytes of a file that are read in one go: `skip` lines of header, then rows from line `first` on."""

    path: Path
    measured: Measured
    skip: int
    first: int


def stage_delimited(
    engine: LoadingEngine,
    path: Path,
    folder: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Staged:
    """Bring a delimited file into the engine, losing no line of it.

    Every line after the header is part of a row or of a reject; where a quote that is never closed would swallow the
    lines after it, its own line is rejected and the next ones are read anew.

    Args:
        engine: Where to.
        path: The file.
        folder: A folder of this file's own for what is written on the way.
        encoding: The encoding; None: found out.
        delimiter: The delimiter; None: found out.

    Raises:
        LoadError: The file is no such text.
    """
    seen = inspect(path, folder / "text.csv", encoding)
    header = read_header(seen.path, delimiter)
    rejects = Rejects()
    queries: list[str] = []
    columns = [f"c{i}" for i in range(len(header.names))]
    numbers = count()
    parts = [_Part(seen.path, seen.measured, header.lines, header.lines + 1)]
    for attempt in count():
        while parts and parts[-1].measured.lines <= parts[-1].skip:
            parts.pop()
        if not parts:
            break
        if attempt > _MOST_READINGS:
            raise LoadError(
                message(
                    "Too many of its quotes are never closed, one of them near line {first}.",
                    first=str(parts[-1].first),
                )
            )
        reading = _Reading(engine, header, columns, folder, next(numbers))
        query, anew = reading.take(parts.pop(), rejects)
        queries.extend(query)
        parts.extend(reversed(anew))
    named = ", ".join(
        f"{column} as {engine.dialect.identifier(name)}"
        for column, name in zip(columns, header.names, strict=True)
    )
    empty = ", ".join(f"cast(null as varchar) as {column}" for column in columns)
    body = " union all ".join(queries) or f"select {empty}, cast(0 as bigint) as _line where 1 = 0"
    if seen.damaged or seen.measured.nuls:
        body = _without_damage(engine, body, columns, rejects, damaged=seen.damaged)
    sql = f"select {named}, _line from ({body}) as parts"
    rows = engine.value(f"select count(*) from ({sql}) as counted")
    return Staged(sql, header.names, rows, rejects)


@dataclass
class _Reading:
    """One attempt at a part of a file."""

    engine: LoadingEngine
    header: Header
    columns: Sequence[str]
    folder: Path
    number: int

    def take(self, part: _Part, rejects: Rejects) -> tuple[list[str], list[_Part]]:
        """Read a part; the query of its rows, or the parts before and after a quote that was left open."""
        target, rows, bad, taken = self._stage(part)
        if part.measured.quotes and any(line.kind == _TOO_LONG for line in bad):
            longer = self._stage(part, longest=LONGEST_LINE_BYTES)
            if _open_quote(longer[2]) is None and self._adds_up(part, longer[2], longer[3]):
                return [self._query(part, *longer, rejects)], []
            target, rows, bad, taken = self._stage(part)
        trouble = _open_quote(bad)
        if trouble is None and not self._adds_up(part, bad, taken):
            target, rows, bad, taken = self._stage(part, parallel=False)
            trouble = _open_quote(bad)
            if trouble is None and not self._adds_up(part, bad, taken):
                trouble = self._lost(part, target, rows, bad, taken)
        if trouble is None:
            return [self._query(part, target, rows, bad, taken, rejects)], []
        start, end = bounds_of_line(part.path, trouble)
        line = part.first - part.skip - 1 + int(line_numbers(part.path, [start])[0])
        if line < part.first:
            raise LoadError(
                message(
                    "Its lines cannot be told apart: {open_quote} (line {line}).",
                    open_quote=OPEN_QUOTE,
                    line=str(line),
                )
            )
        with part.path.open("rb") as stream:
            stream.seek(start)
            text = stream.read(min(end - start, 2_000)).decode("utf-8", "replace").rstrip("\r\n")
        rejects.add(line, text, OPEN_QUOTE)
        before = self._part(part, 0, start, part.skip, part.first, "before")
        return [], [before, self._part(part, end, None, 0, line + 1, "after")]

    def _lost(self, part: _Part, target: Path, rows: int, bad: list[BadLine], taken: int) -> int:
        """The byte after which lines were lost without a word."""
        cut = [line.byte for line in bad if len(line.text) >= _CUT_TEXT]
        if cut:
            return min(cut)
        lines = self._lines(part, target, rows, bad, taken, one_more=True)
        return place_of_line(part.path, int(lines[-1]) - (part.first - part.skip - 1))

    def _part(self, part: _Part, start: int, end: int | None, skip: int, first: int, name: str) -> _Part:
        path = copy_part(part.path, start, end, self.folder / f"{name}{self.number}.csv")
        return replace(part, path=path, measured=measure(path), skip=skip, first=first)

    def _stage(
        self, part: _Part, *, parallel: bool = True, longest: int = TAKEN_LINE_BYTES
    ) -> tuple[Path, int, list[BadLine], int]:
        longest = min(max(longest, part.measured.longest + 1_000), LONGEST_LINE_BYTES)
        target = self.folder / f"rows{self.number}.parquet"
        rows, bad = self.engine.stage_delimited(
            part.path, target, self.columns, self.header.delimiter, part.skip, longest, parallel=parallel
        )
        taken = rows
        if part.measured.quotes and rows + len(bad) + part.skip != part.measured.lines:
            taken += self.engine.value(
                f"select sum({self.engine.dialect.newlines(self.columns)})"
                f" from {self.engine.dialect.read_parquet([str(target)])}"
            )
        return target, rows, bad, taken

    def _adds_up(self, part: _Part, bad: list[BadLine], taken: int) -> bool:
        """Whether the lines of rows, of bad records, and the empty ones, are the lines of the file."""
        missing = part.measured.lines - part.skip - taken - sum(_height(line) for line in bad)
        return missing == 0 or 0 < missing <= part.measured.blank

    def _query(
        self, part: _Part, target: Path, rows: int, bad: list[BadLine], taken: int, rejects: Rejects
    ) -> str:
        """The query of the rows of a part with their lines; its bad lines are added to the rejects."""
        at = self._places(part, bad)
        for line, number in zip(bad, at.tolist(), strict=True):
            rejects.add(number, line.text.strip("\r\n"), _REASONS.get(line.kind, line.kind.lower()))
        dialect = self.engine.dialect
        source = dialect.read_numbered_parquet(str(target))
        if rows + part.skip == part.measured.lines:
            return f"select {', '.join(self.columns)}, file_row_number + {part.first} as _line from {source}"
        lines = target.with_suffix(".lines.parquet")
        pq.write_table(pa.table({"line": self._lines(part, target, rows, bad, taken)}), lines)
        return (
            f"select {', '.join(f'r.{column}' for column in self.columns)}, l.line as _line from {source} as r"
            f" join {dialect.read_numbered_parquet(str(lines))} as l on l.file_row_number = r.file_row_number"
        )

    def _places(self, part: _Part, bad: list[BadLine]) -> Numbers:
        """The lines of the file on which the bad records begin."""
        starts = [line.start + _lead(line.text) for line in bad]
        return part.first - part.skip - 1 + line_numbers(part.path, starts)

    def _lines(
        self, part: _Part, target: Path, rows: int, bad: list[BadLine], taken: int, *, one_more: bool = False
    ) -> Numbers:
        """The line of every row; `one_more` adds that of the row which would follow."""
        places = self._places(part, bad).tolist()
        occupied = [np.arange(n, n + _height(line)) for n, line in zip(places, bad, strict=True)]
        if part.measured.blank:
            blanks = part.first - part.skip - 1 + blank_lines(part.path)
            occupied.append(blanks[blanks >= part.first])
        spans = np.ones(rows + one_more, dtype=np.int64)
        if taken != rows:
            dialect = self.engine.dialect
            table = self.engine.query(
                f"select {dialect.newlines(self.columns)} as n"
                f" from {dialect.read_numbered_parquet(str(target))} order by file_row_number"
            )
            spans[:rows] += table.column(0).to_numpy()
        taken_lines = np.unique(np.concatenate(occupied)) if occupied else np.empty(0, dtype=np.int64)
        return row_lines(spans, part.first, taken_lines)


def _open_quote(bad: Sequence[BadLine]) -> int | None:
    """The first byte at which a quote opens that swallows further lines."""
    places = [line.byte for line in bad if line.kind == "UNQUOTED VALUE" and _height(line) > 1]
    return min(places, default=None)


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip("\r\n"))


def _height(line: BadLine) -> int:
    return line.text.strip("\r\n").count("\n") + 1


def _without_damage(
    engine: LoadingEngine, body: str, columns: Sequence[str], rejects: Rejects, *, damaged: bool
) -> str:
    """Leave out the rows with NUL bytes, and with U+FFFD where bytes did not fit the encoding."""
    row = " || chr(31) || ".join(f"coalesce({column}, '')" for column in columns)
    nul, misfit = f"contains({row}, chr(0))", f"contains({row}, '{REPLACEMENT}')"
    bad = f"({nul} or {misfit})" if damaged else nul
    found = engine.query(
        f"select _line, replace(substr({row}, 1, 200), chr(31), ' ') as text, {nul} as nul"
        f" from ({body}) as b where {bad}"
    )
    for line, text, is_nul in zip(*(column.to_pylist() for column in found.columns), strict=True):
        rejects.add(line, text, NUL if is_nul else DAMAGED)
    return f"select * from ({body}) as b where not {bad}"
