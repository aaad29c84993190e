"""The header of delimited text: its delimiter and the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from abmetry.errors import LoadError
from abmetry.lang.message import message

DELIMITERS = (",", ";", "\t", "|")
RESERVED = ("_line", "file_row_number")
MOST_COLUMNS = 4_000
_SAMPLE_BYTES = 1_000_000
_SAMPLE_ROWS = 20


@dataclass(frozen=True)
class Header:
    """What the first line of delimited text says.

    Attributes:
        names: Names of the columns, stripped; one without a name is "column N".
        delimiter: What separates the cells.
        lines: Physical lines up to and with the header.
    """

    names: tuple[str, ...]
    delimiter: str
    lines: int


def read_header(path: Path, delimiter: str | None = None) -> Header:
    """Read the header of a UTF-8 file, and find its delimiter if it is not given.

    Raises:
        LoadError: The file is empty, its header is no text, or names a column twice.
    """
    with path.open("rb") as stream:
        raw = stream.read(_SAMPLE_BYTES)
    text = raw.decode("utf-8-sig", "replace")
    if not text.strip("\r\n\t \ufeff"):
        raise LoadError(message("The file is empty: it has not even a header."))
    lead = len(re.match(r"[ \t]*(\r?\n[ \t]*)*", text).group(0).split("\n")) - 1  # type: ignore[union-attr]
    lines = text.splitlines(keepends=True)[lead:] if lead else io.StringIO(text, newline="").readlines()
    if declared := re.match(r"sep=(.)\r?\n", lines[0]):
        delimiter, lead, lines = declared.group(1), lead + 1, lines[1:]
    delimiter = delimiter or _delimiter(lines)
    cells, height = _first_record(lines, delimiter)
    if any("\0" in cell for cell in cells):
        raise LoadError(message("The header holds NUL bytes, so the file is no text."))
    return Header(named(cells), delimiter, lead + height)


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Stripped, distinct column names of a header's cells.

    Raises:
        LoadError: A name occurs twice, whatever its case, or there are too many.
    """
    if len(cells) > MOST_COLUMNS:
        raise LoadError(message("It has more than {most_columns} columns.", most_columns=MOST_COLUMNS))
    names = [cell.strip().strip("\ufeff").strip() for cell in cells]
    names = [f"{name} (column)" if name.lower() in RESERVED else name for name in names]
    names = [name or f"column {i}" for i, name in enumerate(names, 1)]
    twice = [name for name, n in Counter(name.lower() for name in names).items() if n > 1]
    if twice:
        name = next(n for n in names if n.lower() == twice[0])
        raise LoadError(
            message('It names the column "{name}" twice.', name=name),
            message("Rename or remove one of the two."),
        )
    return tuple(names)


def _first_record(lines: list[str], delimiter: str) -> tuple[list[str], int]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        cells = next(reader)
    except (csv.Error, StopIteration) as error:
        raise LoadError(message("The header cannot be read: {error}.", error=error)) from error
    return cells, reader.line_num


def _delimiter(lines: list[str]) -> str:
    """The delimiter that cuts the header into most cells, preferring one that cuts the next rows alike."""

    def score(delimiter: str) -> tuple[float, int]:
        try:
            rows = [
                row
                for _, row in zip(range(_SAMPLE_ROWS), csv.reader(lines, delimiter=delimiter), strict=False)
            ]
        except csv.Error:
            return 0.0, 0
        width = len(rows[0]) if rows else 0
        if width < 2:
            return 0.0, 0
        alike = [len(row) == width for row in rows[1:-1] if row]
        return (sum(alike) / len(alike) if alike else 1.0), width

    return max(DELIMITERS, key=score)
