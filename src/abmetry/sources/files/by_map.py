"""Exports that a ready column map reads: every file of the source is one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from abmetry.engine.loading import LakeUnwritableError
from abmetry.errors import LoadError
from abmetry.sources.extract import Found, Ignored, RawFile, Refused
from abmetry.sources.files.maps.column_map import EXPORT, ColumnMap
from abmetry.sources.files.maps.registry import MAPS
from abmetry.sources.header import DELIMITERS
from abmetry.sources.inspection import inspect
from abmetry.sources.lines import copy_part, place_of_line
from abmetry.sources.listing import entries
from abmetry.sources.mapped import mapped
from abmetry.sources.reader import DELIMITED, Reader, format_of
from abmetry.workspace.sources import FilesSource

_MOST_TITLES = 30


def extracts_by_map(source: FilesSource, name: str, reader: Reader) -> Iterator[Found]:
    """The tables that a folder (or one file) of exports of one kind holds.

    Args:
        source: The source's settings.
        name: The map.
        reader: Reads its files.

    Raises:
        LoadError: The source's path is not there or cannot be listed.
    """
    chosen = MAPS[name]
    files: list[RawFile] = []
    for path in entries(reader.folder):
        if path.is_dir() or format_of(path) is None:
            yield Ignored(reader.label(path), "It is not a file of a known format")
            continue
        read = _read(source, chosen, reader, path)
        if isinstance(read, Refused):
            yield read
        else:
            files.append(read)
    yield from mapped(source, reader, chosen.mapping, {EXPORT: files}, left_out=chosen.left_out)


def _read(source: FilesSource, chosen: ColumnMap, reader: Reader, path: Path) -> RawFile | Refused:
    """A file without the lines of titles that stand before its header."""
    try:
        begun, titles = _without_titles(source, chosen, reader, path)
    except LakeUnwritableError:
        raise
    except LoadError as error:
        return Refused(reader.label(path), str(error))
    raw = reader.read(begun, sheet=source.sheet, encoding=source.encoding, delimiter=source.delimiter)
    if isinstance(raw, Refused):
        return Refused(reader.label(path), raw.reason)
    if begun == path:
        return raw
    dialect, relation = reader.engine.dialect, f"{raw.relation}_titled"
    columns = ", ".join(dialect.identifier(column) for column in raw.columns)
    reader.engine.create_view(
        relation, f"select {columns}, _line + {titles} as _line from {dialect.identifier(raw.relation)}"
    )
    rejected = replace(raw.rejected, lines=[line + titles for line in raw.rejected.lines])
    return replace(raw, path=path, label=reader.label(path), relation=relation, rejected=rejected)


def _without_titles(source: FilesSource, chosen: ColumnMap, reader: Reader, path: Path) -> tuple[Path, int]:
    if format_of(path) not in DELIMITED:
        return path, 0
    folder = reader.staging / f"titles-{path.name}"
    folder.mkdir(parents=True, exist_ok=True)
    seen = inspect(path, folder / "text.csv", source.encoding)
    with seen.path.open(encoding="utf-8-sig", errors="replace") as file:
        head = [file.readline() for _ in range(_MOST_TITLES)]
    titles = next((number for number, line in enumerate(head) if _is_header(line, chosen)), 0)
    if not titles:
        return path, 0
    return copy_part(seen.path, place_of_line(seen.path, titles + 1), None, folder / "begun.csv"), titles


def _is_header(line: str, chosen: ColumnMap) -> bool:
    for delimiter in DELIMITERS:
        cells = {cell.strip().lower() for cell in next(csv.reader([line], delimiter=delimiter), [])}
        groups = [(group,) if isinstance(group, str) else group for group in chosen.header]
        if all(any(name.lower() in cells for name in group) for group in groups):
            return True
    return False
