"""Files named after canonical tables: CSV, TSV, Parquet, workbooks, and folders of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from abmetry.errors import LoadError
from abmetry.sources.cell import origin_sql
from abmetry.sources.extract import Extract, Found, Ignored, RawFile, Refused
from abmetry.sources.files.by_map import extracts_by_map
from abmetry.sources.files.mapping import map_columns, nearest, table_of
from abmetry.sources.listing import entries, matches
from abmetry.sources.reader import WORKBOOKS, Reader, format_of, stem_of
from abmetry.sources.workbook import sheet_names
from abmetry.workspace.sources import FilesSource, Origin


def extracts(source: FilesSource, reader: Reader) -> Iterator[Found]:
    """The tables that a folder (or one file) of files holds.

    A file or folder is a table's if it is named after it, or named for it by `tables` of the settings; in a workbook
    that is named after no table, the sheets are. Other files are ignored, and said to be. Where `map` of the settings
    names a ready column map, every file is an export that it reads.

    Args:
        source: The source's settings.
        reader: Reads its files.

    Raises:
        LoadError: The source's path is not there or cannot be listed.
    """
    if source.map is not None:
        yield from extracts_by_map(source, source.map, reader)
        return
    yield from _named_by_settings(source, reader)
    taken = {path for table in source.tables for path in matches(reader.folder, source.tables[table])}
    for path in entries(reader.folder):
        if path in taken or any(path in other.parents for other in taken):
            continue
        table = table_of(path.name if path.is_dir() else stem_of(path), reader.tables)
        if path.is_dir():
            if table is None:
                yield Ignored(
                    reader.label(path),
                    f"The folder is named after no table{nearest(path.name, reader.tables)}",
                )
            elif table in source.tables:
                yield Ignored(reader.label(path), f"The settings name another file for {table}")
            else:
                yield from _folder(source, reader, table, path)
        elif format_of(path) is None:
            reason = "Its format is not known" if table else "It is not a file of a table"
            yield Ignored(reader.label(path), reason)
        elif table in source.tables:
            yield Ignored(reader.label(path), f"The settings name another file for {table}")
        elif table is not None:
            yield from _file(source, reader, table, path)
        elif format_of(path) in WORKBOOKS:
            yield from _workbook(source, reader, path)
        else:
            yield Ignored(
                reader.label(path), f"It is named after no table{nearest(stem_of(path), reader.tables)}"
            )


def _named_by_settings(source: FilesSource, reader: Reader) -> Iterator[Found]:
    for table, pattern in source.tables.items():
        if table not in reader.tables:
            yield Refused(
                pattern,
                f"The settings name it for {table}, which is no table{nearest(table, reader.tables)}.",
            )
            continue
        paths = matches(reader.folder, pattern)
        if not paths:
            yield Refused(pattern, f"The settings name it for {table}, and there is no such file.", table)
        for path in paths:
            yield from (_folder if path.is_dir() else _file)(source, reader, table, path)


def _folder(source: FilesSource, reader: Reader, table: str, folder: Path) -> Iterator[Found]:
    try:
        paths = entries(folder)
    except LoadError as error:
        yield Refused(reader.label(folder), error.message, table)
        return
    for path in paths:
        if format_of(path) is None or path.is_dir():
            yield Ignored(reader.label(path), "It is not a file of a table")
        else:
            yield from _file(source, reader, table, path)


def _file(source: FilesSource, reader: Reader, table: str, path: Path) -> Iterator[Found]:
    sheet = source.sheet
    if sheet is None and format_of(path) in WORKBOOKS:
        try:
            sheet = next((name for name in sheet_names(path) if table_of(name, [table])), None)
        except LoadError as error:
            yield Refused(reader.label(path), error.message, table)
            return
    yield _extract(source, reader, table, path, sheet)


def _workbook(source: FilesSource, reader: Reader, path: Path) -> Iterator[Found]:
    try:
        sheets = sheet_names(path)
    except LoadError as error:
        yield Refused(reader.label(path), error.message)
        return
    for sheet in sheets:
        table = table_of(sheet, reader.tables)
        if table is None:
            reason = f"The sheet is named after no table{nearest(sheet, reader.tables)}"
            yield Ignored(reader.label(path, sheet), reason)
        else:
            yield _extract(source, reader, table, path, sheet)


def _extract(
    source: FilesSource, reader: Reader, table: str, path: Path, sheet: str | None
) -> Extract | Refused:
    raw = reader.read(path, sheet=sheet, typed=True, encoding=source.encoding, delimiter=source.delimiter)
    if isinstance(raw, Refused):
        return Refused(raw.file, raw.reason, table)
    words = source.words.get(table, {})
    mapped = map_columns(raw, table, reader.tables[table], source.columns.get(table, {}), words)
    if isinstance(mapped, Refused):
        return mapped
    columns, attributes = mapped
    return _found(source, reader, table, raw, columns, attributes)


def _found(
    source: FilesSource,
    reader: Reader,
    table: str,
    raw: RawFile,
    columns: dict[str, Origin],
    attributes: tuple[str, ...],
) -> Extract:
    words = source.words.get(table, {})
    dialect = reader.engine.dialect
    return Extract(
        table,
        raw,
        columns={
            canonical: origin_sql(dialect, origin, words.get(canonical, {}))
            for canonical, origin in columns.items()
        },
        attributes=attributes,
        day_first=source.dates.day_first,
        decimal=source.numbers.decimal,
        zone=source.timezone,
    )
