"""Which files of a folder hold which objects of a known export."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from abmetry.sources.extract import Ignored, RawFile, Refused
from abmetry.sources.listing import entries, matches
from abmetry.sources.reader import Reader, format_of, stem_of

Named = Callable[[str], str | None]


@dataclass
class ObjectFiles:
    """The files of an export.

    Attributes:
        files: Object to its files, in the order of their names.
        found: What could not be used, and what belongs to no object.
    """

    files: dict[str, list[RawFile]] = field(default_factory=dict)
    found: list[Refused | Ignored] = field(default_factory=list)


def object_files(
    reader: Reader, objects: Collection[str], given: Mapping[str, str], named: Named
) -> ObjectFiles:
    """Read every file of an export.

    Args:
        reader: Reads the files.
        objects: The objects that are known.
        given: Object to the file, folder or glob that the settings name for it.
        named: The object that a file or folder is named after; None: none.

    Raises:
        LoadError: The source's path is not there or cannot be listed.
    """
    result = ObjectFiles()
    lowered = {name.lower(): name for name in objects}
    taken: set[Path] = set()
    for name, pattern in given.items():
        if name.lower() not in lowered:
            near = get_close_matches(name.lower(), lowered, n=1)
            hint = f"; did you mean {lowered[near[0]]}?" if near else f"; known are {', '.join(objects)}."
            result.found.append(
                Refused(pattern, f"The settings name it for {name}, which is no object{hint}")
            )
            continue
        paths = matches(reader.folder, pattern)
        if not paths:
            reason = f"The settings name it for {name}, and there is no such file."
            result.found.append(Refused(pattern, reason))
        for path in paths:
            taken.add(path)
            _read(reader, lowered[name.lower()], path, result)
    for path in entries(reader.folder):
        if path in taken or any(path in other.parents for other in taken):
            continue
        found = named(path.name if path.is_dir() else stem_of(path))
        if found is None or (not path.is_dir() and format_of(path) is None):
            what = "The folder" if path.is_dir() else "The file"
            result.found.append(Ignored(reader.label(path), f"{what} is named after no object that is read"))
        else:
            _read(reader, found, path, result)
    return result


def _read(reader: Reader, name: str, path: Path, result: ObjectFiles) -> None:
    for file in _within(reader, path, result):
        raw = reader.read(file, typed=False)
        if isinstance(raw, Refused):
            result.found.append(raw)
        else:
            result.files.setdefault(name, []).append(raw)


def _within(reader: Reader, path: Path, result: ObjectFiles) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for inner in entries(path):
        if inner.is_dir() or format_of(inner) is None:
            result.found.append(Ignored(reader.label(inner), "It is not a file of an object"))
        else:
            yield inner
