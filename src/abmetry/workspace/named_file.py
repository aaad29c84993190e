"""The small CSV files that abmetry.toml names: accounts of a list, exchange rates."""

import csv
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from abmetry.errors import SettingsError


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
        raise SettingsError(f"{key}: {path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{key}: {path} is not UTF-8 text.") from error
    lines = text.splitlines()
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.reader(lines, delimiter=delimiter)
    columns = [name.strip().lower() for name in next(reader, [])]
    for group in any_of:
        if not set(group) & set(columns):
            near = get_close_matches(group[0], columns, n=1)
            hint = f" The nearest is {near[0]!r}." if near else ""
            raise SettingsError(
                f"{key}: {path.name} has no column {' or '.join(group)}.",
                help=f"Its columns are {', '.join(columns) or 'none'}.{hint}",
            )
    return [
        {name: cell.strip() or None for name, cell in zip(columns, cells, strict=False)}
        for cells in reader
        if any(cell.strip() for cell in cells)
    ]
