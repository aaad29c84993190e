"""Text of which every line is a record of its own (logs, JSON lines) as rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from abmetry.engine.loading import LoadingEngine, unwritable
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.sources.inspection import chunks, inspect
from abmetry.sources.rejects import Rejects

LONGEST_LINE_BYTES = 2_000_000
TOO_LONG = "the line is too long"


def stage_lines(
    engine: LoadingEngine, path: Path, folder: Path, *, encoding: str | None = None
) -> tuple[str, Rejects]:
    """Bring the lines of a text file into the engine, a chunk of it at a time.

    Args:
        engine: Where to.
        path: The file; one that ends in ``.gz`` is decompressed.
        folder: A folder of this file's own for what is written on the way.
        encoding: The encoding; None: found out.

    Returns:
        A query of ``line`` (text without its end; empty lines are left out) and ``_line`` (from 1 on), and the lines
        that are too long to be taken.

    Raises:
        LoadError: The file is no text.
    """
    seen = inspect(path, folder / "text.log", encoding)
    target, rejects = folder / "lines.parquet", Rejects()
    schema = pa.schema({"line": pa.large_string()})
    try:
        with pq.ParquetWriter(target, schema, compression="none", use_dictionary=False) as out:
            for lines in _whole_lines(seen.path, rejects):
                out.write_table(pa.table({"line": lines}, schema))
    except OSError as error:
        raise unwritable(error) or LoadError(
            message("It cannot be read: {error}.", error=error.strerror or error)
        ) from error
    source = engine.dialect.read_numbered_parquet(str(target))
    return f"select line, file_row_number + 1 as _line from {source} where line <> ''", rejects


def _whole_lines(path: Path, rejects: Rejects) -> Iterator[pa.LargeStringArray]:
    """The lines of a UTF-8 file, chunk by chunk; one that is too long stays empty, and is rejected."""
    rest, number, skipping = b"", 0, False
    for chunk in chunks(path):
        end = -1
        if skipping:
            end = chunk.find(b"\n")
            if end < 0:
                continue
            rest, skipping = b"\n", False
        text = rest + (chunk[end + 1 :] if end >= 0 else chunk)
        cut = text.rfind(b"\n") + 1
        if cut:
            lines = _array(text[:cut])
            number += len(lines)
            yield lines
        rest = text[cut:]
        if len(rest) > LONGEST_LINE_BYTES:
            rejects.add(number + 1, rest[:2_000].decode("utf-8", "replace"), TOO_LONG)
            rest, skipping = b"", True
    if rest:
        yield _array(rest)


def _array(text: bytes) -> pa.LargeStringArray:
    data = np.frombuffer(text, dtype=np.uint8)
    if b"\r" in text:
        data = data[data != 13]
    feeds = np.flatnonzero(data == 10)
    ends = feeds if len(feeds) and feeds[-1] == len(data) - 1 else np.append(feeds, len(data))
    offsets = np.concatenate(([0], ends - np.arange(len(ends)))).astype(np.int64)
    return pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data[data != 10]))
