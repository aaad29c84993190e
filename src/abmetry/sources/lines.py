"""Physical lines of a text file: where a byte is, which are empty, and where each row begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abmetry.sources.inspection import chunks

Numbers = NDArray[np.int64]


def line_numbers(path: Path, places: Sequence[int]) -> Numbers:
    """The lines (from 1 on) of bytes of a file; `places` ascend."""
    wanted = np.asarray(places, dtype=np.int64)
    found = np.ones(len(wanted), dtype=np.int64)
    offset = before = 0
    for chunk in chunks(path):
        inside = (wanted >= offset) & (wanted < offset + len(chunk))
        ends = _ends(chunk)
        found[inside] = 1 + before + np.searchsorted(ends, wanted[inside] - offset, side="left")
        offset += len(chunk)
        before += len(ends)
        if len(wanted) == 0 or wanted[-1] < offset:
            break
    return found


def blank_lines(path: Path) -> Numbers:
    """The empty lines (from 1 on) outside quotes."""
    found: list[Numbers] = []
    line, quotes, open_bytes = 1, 0, 0
    for chunk in chunks(path):
        data = np.frombuffer(chunk, dtype=np.uint8)
        ends = _ends(chunk)
        if len(ends):
            starts = np.concatenate(([-open_bytes], ends[:-1] + 1))
            lengths = ends - starts - ((ends > 0) & (data[np.maximum(ends - 1, 0)] == 13))
            parity = (quotes + np.cumsum(data == 34)[ends]) % 2
            found.append(line + np.flatnonzero((lengths <= 0) & (parity == 0)))
            line += len(ends)
            open_bytes = len(chunk) - int(ends[-1]) - 1
        else:
            open_bytes += len(chunk)
        quotes += int((data == 34).sum())
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def row_lines(spans: NDArray[Any], first: int, occupied: Numbers) -> Numbers:
    """The line on which each row begins.

    Args:
        spans: Lines that each row takes, in order.
        first: The line after the header.
        occupied: Sorted lines after the header that belong to no row: empty ones, and those of bad lines.

    Returns:
        One line per row. Rows fill the free lines in order: the i-th free line is moved on by as many occupied lines
        as lie before it.
    """
    free = first + np.cumsum(spans, dtype=np.int64) - spans
    moved = occupied - np.arange(len(occupied))
    return np.asarray(free + np.searchsorted(moved, free, side="right"), dtype=np.int64)


def place_of_line(path: Path, line: int) -> int:
    """The first byte of a line (from 1 on); the last byte of the file if it has fewer lines."""
    offset, left = 0, line - 1
    for chunk in chunks(path):
        ends = _ends(chunk)
        if left <= len(ends):
            return offset + (int(ends[left - 1]) + 1 if left else 0)
        left -= len(ends)
        offset += len(chunk)
    return max(offset - 1, 0)


def bounds_of_line(path: Path, place: int) -> tuple[int, int]:
    """First byte of the line that holds a byte, and the first byte after it."""
    with path.open("rb") as stream:
        start, step = place, 65_536
        while start > 0:
            begin = max(0, start - step)
            stream.seek(begin)
            cut = stream.read(start - begin).rfind(b"\n")
            if cut >= 0:
                start = begin + cut + 1
                break
            start = begin
        stream.seek(place)
        end = place
        while block := stream.read(step):
            cut = block.find(b"\n")
            if cut >= 0:
                return start, end + cut + 1
            end += len(block)
    return start, end


def copy_part(path: Path, start: int, end: int | None, target: Path) -> Path:
    """Copy the bytes from `start` up to `end` (None: the end) to another file."""
    with path.open("rb") as stream, target.open("wb") as out:
        stream.seek(start)
        left = end - start if end is not None else None
        while left != 0:
            block = stream.read(min(4_000_000, left) if left is not None else 4_000_000)
            if not block:
                break
            out.write(block)
            left = left - len(block) if left is not None else None
    return target


def _ends(chunk: bytes) -> Numbers:
    return np.flatnonzero(np.frombuffer(chunk, dtype=np.uint8) == 10)
