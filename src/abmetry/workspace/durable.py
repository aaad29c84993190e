"""Writing what has to survive a power cut: on the disk before anything relies on it, and whole or not at all."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

_AT_ONCE = 8
_MARK = "crc32"


def write_durably(path: Path, text: str) -> None:
    """Write a text file in one step: whoever reads it sees what was there before or all of the new text.

    Raises:
        OSError: It cannot be written; what was there before still is.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def marked(content: dict[str, Any]) -> str:
    """A record as JSON with a checksum of what it says, so that a flipped bit in it does not go unseen."""
    return json.dumps({**content, _MARK: _checksum(content)}, indent=1, ensure_ascii=False)


def unmarked(text: str) -> dict[str, Any]:
    """What a record says; those of earlier versions have no checksum.

    Raises:
        ValueError: It is not what was written.
    """
    content = json.loads(text)
    if not isinstance(content, dict):
        raise ValueError("a record is an object")
    mark = content.pop(_MARK, None)
    if mark is not None and mark != _checksum(content):
        raise ValueError("its checksum is another")
    return content


def _checksum(content: dict[str, Any]) -> str:
    return f"{zlib.crc32(json.dumps(content, sort_keys=True).encode()):08x}"


def sync_files(paths: Iterable[Path]) -> None:
    """Have the disk keep the content of files before this returns.

    Raises:
        OSError: The disk did not take it.
    """
    # Side by side, because a disk takes many such wishes in one go.
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(_sync, paths))


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names of a folder's files; where a file system does not offer that, nothing happens."""
    with suppress(OSError):
        _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
