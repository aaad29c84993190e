"""Logs and events as canonical tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Literal

from abmetry.engine.loading import LakeUnwritableError
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.sources.extract import Found, Ignored, RawFile, Refused
from abmetry.sources.inspection import chunks
from abmetry.sources.listing import entries
from abmetry.sources.mapped import mapped
from abmetry.sources.reader import DELIMITED, PARQUET, Reader, format_of
from abmetry.sources.text_lines import stage_lines
from abmetry.sources.weblog.columns import (
    EVENT_ID,
    EVENT_NAME,
    REQUESTS,
    SNOWPLOW_FIELDS,
    TRACKER,
)
from abmetry.sources.weblog.events import enriched_lines, event_file, has_any, json_lines, wanted_columns
from abmetry.sources.weblog.lines import COMBINED, combined_sql, w3c_sql
from abmetry.sources.weblog.mapping import MAPPING
from abmetry.sources.weblog.requests import COLUMNS, Staging, table_sql
from abmetry.workspace.sources import WeblogSource

Form = Literal["combined", "w3c", "json", "enriched", "table"]

_LOOKED_AT = 200
_NUMBERS = count(1)
_PACKED = (".zip", ".bz2", ".xz", ".zst", ".7z", ".rar")
_NOT_TOLD = message(
    "It is neither a request log (common, combined or W3C extended) nor a table of requests or events: its "
    "columns"
    " name no request (a time, an address and a status or method) and no event (an id, a time and a name)."
)


def extracts(source: WeblogSource, reader: Reader) -> Iterator[Found]:
    """The tables that a folder of logs and event exports holds.

    What a file is, its own lines tell; its name does not matter. Folders in the folder are looked through.

    Args:
        source: The source's settings.
        reader: Reads its files.

    Raises:
        LoadError: The source's path is not there or cannot be listed.
    """
    local: dict[str, list[RawFile]] = {}
    utc: dict[str, list[RawFile]] = {}
    for path in _files(reader.folder):
        if path.suffix.lower() in _PACKED:
            yield Ignored(reader.label(path), "It is packed in a format that is not read; .gz is")
            continue
        read = _read(source, reader, path)
        if isinstance(read, Refused):
            yield read
            continue
        name, file = read
        (utc if has_any(file.columns, TRACKER) else local).setdefault(name, []).append(file)
    told: set[Found] = set()
    for given, files in ((source, local), (_in_utc(source), utc)):
        if not files:
            continue
        dropped = {c for found in files.values() for file in found for c in file.columns} - set(source.keep)
        for found in mapped(given, reader, MAPPING, files, dropped=sorted(dropped)):
            if isinstance(found, Refused) and found.file == source.path:
                if found in told:
                    continue
                told.add(found)
            yield found


def _in_utc(source: WeblogSource) -> WeblogSource:
    return source if source.timezone else source.model_copy(update={"timezone": "UTC"})


def _files(folder: Path) -> Iterator[Path]:
    for path in entries(folder):
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _read(source: WeblogSource, reader: Reader, path: Path) -> tuple[str, RawFile] | Refused:
    """A file as requests or events, or why it is neither."""
    try:
        form = form_of(path)
        if form == "table":
            return _table(source, reader, path)
        return _by_line(source, reader, path, form)
    except LakeUnwritableError:
        raise
    except LoadError as error:
        return Refused(reader.label(path), str(error), "touches")
    except OSError as error:
        return Refused(reader.label(path), f"It cannot be read: {error.strerror or error}.", "touches")


def form_of(path: Path) -> Form:
    """What a file is, by its first lines.

    Raises:
        LoadError: It is empty.
    """
    if format_of(path) in PARQUET:
        return "table"
    lines = list(islice(_first_lines(path), _LOOKED_AT))
    if not lines:
        raise LoadError(message("The file is empty."))
    if any(line.startswith("#Fields:") for line in lines):
        return "w3c"
    if lines[0].startswith("{"):
        return "json"
    if lines[0].count("\t") == SNOWPLOW_FIELDS - 1 and "event_id" not in lines[0].split("\t"):
        return "enriched"
    logged = re.compile(COMBINED)
    return "combined" if any(logged.match(line) for line in lines) else "table"


def _first_lines(path: Path) -> Iterator[str]:
    head = next(chunks(path), b"")[:1_000_000]
    yield from (line for line in head.decode("utf-8-sig", "replace").split("\n") if line.strip())


def _by_line(source: WeblogSource, reader: Reader, path: Path, form: Form) -> tuple[str, RawFile]:
    number = next(_NUMBERS)
    folder = reader.staging / f"weblog{number}"
    folder.mkdir(parents=True, exist_ok=True)
    engine, target = reader.engine, folder / "rows.parquet"
    lines_sql, rejects = stage_lines(engine, path, folder, encoding=source.encoding)
    columns: tuple[str, ...] = COLUMNS
    if form == "combined":
        query = Staging(engine, source).stage(combined_sql(engine.dialect, lines_sql), target, rejects)
    elif form == "w3c":
        told = w3c_sql(engine, lines_sql, source.timezone or "UTC")
        query = Staging(engine, source).stage(told, target, rejects)
    elif form == "json":
        query, columns = json_lines(engine, lines_sql, wanted_columns(source), target, rejects)
    else:
        query, columns = enriched_lines(engine, lines_sql, target, rejects)
    relation = f"weblog_{number}"
    engine.create_view(relation, query)
    rows = engine.value(f"select count(*) from {relation}")
    file = RawFile(path, reader.label(path), relation, columns, rows, rejects)
    if form in ("combined", "w3c"):
        return "requests", file
    if not (has_any(columns, EVENT_NAME) and has_any(columns, EVENT_ID)):
        raise LoadError(
            message(
                "{not_told} It has {columns}.",
                not_told=_NOT_TOLD,
                columns=", ".join(columns) or message("none that is known"),
            )
        )
    return "events", event_file(engine, file, columns)


def _table(source: WeblogSource, reader: Reader, path: Path) -> tuple[str, RawFile] | Refused:
    if format_of(path) not in (*DELIMITED, *PARQUET):
        raise LoadError(_NOT_TOLD)
    file = reader.read(path, encoding=source.encoding)
    if isinstance(file, Refused):
        return Refused(file.file, file.reason, "touches")
    if has_any(file.columns, EVENT_NAME) and has_any(file.columns, EVENT_ID):
        return "events", event_file(reader.engine, file, wanted_columns(source))
    told = has_any(file.columns, REQUESTS["time"]) and has_any(file.columns, REQUESTS["url"])
    if not (told and has_any(file.columns, (*REQUESTS["status"], *REQUESTS["method"]))):
        raise LoadError(
            message("{not_told} It has {columns}.", not_told=_NOT_TOLD, columns=", ".join(file.columns[:40]))
        )
    number = next(_NUMBERS)
    target = reader.staging / f"weblog{number}" / "rows.parquet"
    query = Staging(reader.engine, source).stage(
        table_sql(reader.engine.dialect, file), target, file.rejected
    )
    relation = f"weblog_{number}"
    reader.engine.create_view(relation, query)
    rows = reader.engine.value(f"select count(*) from {relation}")
    return "requests", RawFile(path, file.label, relation, COLUMNS, rows, file.rejected)
