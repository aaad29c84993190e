"""Which file is which table, and which column is which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

from abmetry.sources.cell import file_columns
from abmetry.sources.extract import RawFile, Refused
from abmetry.sources.reader import TableShape
from abmetry.workspace.sources import Origin

_MOST_NAMES = 40
_LONGEST_NAME = 60


def table_of(name: str, tables: Iterable[str]) -> str | None:
    """The table that a file, folder or sheet is named after: case, blanks and hyphens do not matter."""
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    return plain if plain in set(tables) else None


def nearest(name: str, names: Iterable[str]) -> str:
    """A half sentence with the nearest name, or nothing."""
    near = get_close_matches(name.strip().lower(), list(names), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def map_columns(
    file: RawFile,
    table: str,
    shape: TableShape,
    given: Mapping[str, Origin],
    translated: Collection[str] = (),
) -> tuple[dict[str, Origin], tuple[str, ...]] | Refused:
    """The file's column of each canonical column, and the columns left over.

    Args:
        file: The file.
        table: Its table.
        shape: The table's columns.
        given: Where canonical columns come from that have other names in the file.
        translated: Canonical columns of which the settings say what words mean.

    Returns:
        Both, or why the file is refused: a column that must be there, or that the settings name, is not. A column is
        left over too if a cell of it may not be what its canonical column holds.
    """
    found: dict[str, Origin] = {}
    for canonical in shape.columns:
        origin = given.get(canonical, Origin(columns=(canonical,)))
        columns = file_columns(file.columns, origin)
        if columns or origin.otherwise is not None:
            found[canonical] = Origin(columns=tuple(columns), otherwise=origin.otherwise)
        elif canonical in given:
            named = " or ".join(f'"{name}"' for name in origin.columns)
            reason = f"the settings say that {canonical} is its column {named}, which it has not"
            return Refused(file.label, _sentence(reason, file, origin.columns), table)
    unknown = sorted((set(given) | set(translated)) - set(shape.columns))
    if unknown:
        reason = f"the settings map {unknown[0]}, which {table} has not{nearest(unknown[0], shape.columns)}"
        return Refused(file.label, f"It cannot be used: {reason}.", table)
    missing = [name for name in shape.required if name not in found]
    for group in shape.any_of:
        if not any(name in found for name in group):
            missing.append(" or ".join(group))
    if missing:
        many = "columns" if len(missing) > 1 else "column"
        return Refused(
            file.label, _sentence(f"the {many} {', '.join(missing)} must be there", file, missing), table
        )
    used = {
        origin.columns[0].lower()
        for canonical, origin in found.items()
        if len(origin.columns) == 1 and canonical not in translated
    }
    return found, tuple(column for column in file.columns if column.lower() not in used)


def _sentence(reason: str, file: RawFile, wanted: Iterable[str]) -> str:
    lowered = {column.lower(): column for column in file.columns}
    near = [
        f"{name} may be {lowered[match[0]]}"
        for name in wanted
        if (match := get_close_matches(name.lower(), lowered, n=1, cutoff=0.5))
    ]
    hint = f" ({'; '.join(near)})" if near else ""
    return f"It cannot be used: {reason}; it has {_listed(file.columns)}{hint}."


def _listed(columns: Sequence[str]) -> str:
    """The names of columns in one line that can be read."""
    names = [" ".join(name.split()) for name in columns[:_MOST_NAMES]]
    names = [f"{name[:_LONGEST_NAME]}..." if len(name) > _LONGEST_NAME else name for name in names]
    more = len(columns) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
