"""Whether the files of the model are as they were written: a flipped bit may read as another value, without error."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path

from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.model.records import LoadRecord, records_folder
from abmetry.workspace.places import Places

_PIECE = 1 << 20


class DamagedModelError(LoadError):
    """A file of the model is not as it was written."""


def mark_of(path: Path) -> str:
    """A file's size in bytes and the CRC-32 of its content, such as ``8290-1a2b3c4d``."""
    size = checksum = 0
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
    return f"{size}-{checksum:08x}"


def check_files(places: Places, records: Iterable[LoadRecord], *, whole: bool) -> None:
    """See that the files that loads have stored are as they were written.

    Args:
        places: The workspace's folders.
        records: The loads.
        whole: Read every file; else its size is enough, which takes no time.

    Raises:
        DamagedModelError: One is not there, or not as it was.
    """
    # Loads of earlier versions left no marks.
    files = [
        (record, name, mark)
        for record in records
        for counts in record.tables
        for name, mark in zip_longest(counts.stored, counts.marks)
    ]
    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda file: _check(places, file[0], file[1], file[2], whole), files))


def _check(places: Places, record: LoadRecord, name: str, mark: str | None, whole: bool) -> None:
    path = places.model / name
    help = message(
        "Put it back from a copy; without one, remove {record} and run `abmetry load`, which loads what that load"
        " brought once more. Until then the last build answers.",
        record=records_folder(places) / f"{record.load_id}.json",
    )
    try:
        size = path.stat().st_size
        intact = mark is None or (mark_of(path) == mark if whole else str(size) == mark.partition("-")[0])
    except FileNotFoundError:
        raise DamagedModelError(
            message("The file {path} of the model is not there any more.", path=path), help
        ) from None
    except OSError as error:
        raise DamagedModelError(
            message("{path} cannot be read: {error}.", path=path, error=error.strerror or error)
        ) from error
    if not intact or not size:
        raise DamagedModelError(message("The file {path} of the model is damaged.", path=path), help)
