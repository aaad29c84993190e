"""The small CSV files that abmetry.toml names: accounts of a list, exchange rates."""

import csv
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from abmetry.errors import SettingsError
from abmetry.lang.message import message, one_of


def named_file_rows(path: Path, key: str, any_of: Sequence[Sequence[str]]) -> list[dict[str, str | None]]:
    """Rows of a CSV file, keyed by its column names in lower case; empty cells are None.

    Args:
        path: The file.
        key: The setting that names it, for the errors.
        any_of: Groups of columns; the file must have at least one of each.

    Raises:
        SettingsError: The file cannot be read, or lacks a column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsError(
            message(
                "{key}: {path} cannot be read: {error}.", key=key, path=path, error=error.strerror or error
            )
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(message("{key}: {path} is not UTF-8 text.", key=key, path=path)) from error
    lines = text.splitlines()
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.reader(lines, delimiter=delimiter)
    columns = [name.strip().lower() for name in next(reader, [])]
    for group in any_of:
        if not set(group) & set(columns):
            near = get_close_matches(group[0], columns, n=1)
            hint = message(" The nearest is {near}.", near=repr(near[0])) if near else ""
            raise SettingsError(
                message("{key}: {path} has no column {group}.", key=key, path=path.name, group=one_of(group)),
                help=message(
                    "Its columns are {columns}.{hint}", columns=", ".join(columns) or "none", hint=hint
                ),
            )
    return [
        {name: cell.strip() or None for name, cell in zip(columns, cells, strict=False)}
        for cells in reader
        if any(cell.strip() for cell in cells)
    ]
