"""What a text file is made of: encoding, line ends, and a clean UTF-8 copy where the engine needs one."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from abmetry.engine.loading import unwritable
from abmetry.errors import LoadError
from abmetry.lang.message import message

CHUNK = 4_000_000
REPLACEMENT = "\ufffd"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass
class Measured:
    """What was counted in a text: lines, empty ones among them, the longest in bytes, quotes, NULs and line ends."""

    lines: int = 0
    blank: int = 0
    longest: int = 0
    quotes: int = 0
    nuls: int = 0
    line_feeds: int = 0
    returns: int = 0
    pairs: int = 0

    @property
    def uniform(self) -> bool:
        """All lines end alike, with LF or with CR LF."""
        return self.returns == self.pairs and self.pairs in (0, self.line_feeds)


@dataclass(frozen=True)
class Inspected:
    """A text file that the engine can read.

    Attributes:
        path: The file itself, or its clean UTF-8 copy.
        encoding: What it was written in.
        measured: Counts of `path`.
        damaged: Some bytes did not fit the encoding; each is U+FFFD in the copy.
    """

    path: Path
    encoding: str
    measured: Measured
    damaged: bool


def inspect(path: Path, copy: Path, encoding: str | None = None) -> Inspected:
    """Find out what a text file is written in, reading it in chunks, and copy it as UTF-8 if it is anything else.

    Args:
        path: The file; one that ends in ``.gz`` is decompressed.
        copy: Where a clean copy goes, if one is needed.
        encoding: The encoding, if it is known.

    Raises:
        LoadError: The file cannot be read, or is no text in that encoding.
    """
    try:
        found, damaged, measured = _encoding(path, encoding)
        plain = found in ("utf-8", "utf-8-sig") and not damaged and measured.uniform
        if plain and path.suffix.lower() != ".gz":
            return Inspected(path, found, measured, damaged)
        with copy.open("wb") as out:
            for text in _decoded(path, found):
                out.write(text.encode("utf-8", "replace"))
        return Inspected(copy, found, measure(copy), damaged)
    except LookupError as error:
        raise LoadError(message('There is no encoding named "{encoding}".', encoding=encoding)) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise LoadError(message("The compressed file is damaged or cut off.")) from error
    except OSError as error:
        raise unwritable(error) or LoadError(
            message("It cannot be read: {error}.", error=error.strerror or error)
        ) from error


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, decompressed if its name ends in ``.gz``."""
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with cast(BinaryIO, opener(path, "rb")) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def measure(path: Path) -> Measured:
    """Count the lines and what else matters of a file."""
    meter = _Meter()
    for chunk in chunks(path):
        meter.take(chunk)
    return meter.finish()


class _Meter:
    """Counts over chunks; a line that crosses chunks is one line."""

    def __init__(self) -> None:
        self.measured = Measured()
        self.open_bytes = 0
        self.last = b""

    def take(self, chunk: bytes) -> None:
        counted = self.measured
        ends = np.flatnonzero(np.frombuffer(chunk, dtype=np.uint8) == 10)
        counted.quotes += chunk.count(b'"')
        counted.nuls += chunk.count(b"\0")
        counted.returns += chunk.count(b"\r")
        counted.pairs += chunk.count(b"\r\n") + (self.last == b"\r" and chunk[:1] == b"\n")
        counted.line_feeds += len(ends)
        if len(ends):
            lengths = np.diff(ends) - 1
            first = self.open_bytes + int(ends[0])
            counted.longest = max(counted.longest, first, int(lengths.max(initial=0)))
            before = np.frombuffer(chunk, dtype=np.uint8)[ends[1:] - 1] == 13
            counted.blank += int(((lengths == 0) | ((lengths == 1) & before)).sum())
            counted.blank += first == 0 or (first == 1 and chunk[: int(ends[0])][-1:] in (b"\r", b""))
            self.open_bytes = len(chunk) - int(ends[-1]) - 1
        else:
            self.open_bytes += len(chunk)
        self.last = chunk[-1:]

    def finish(self) -> Measured:
        counted = self.measured
        counted.longest = max(counted.longest, self.open_bytes)
        counted.lines = counted.line_feeds + (self.open_bytes > 0)
        return counted


def _encoding(path: Path, given: str | None) -> tuple[str, bool, Measured]:
    """The encoding of a file, whether bytes of it do not fit, and counts of its bytes."""
    meter, head = _Meter(), b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    fits = True
    for chunk in chunks(path):
        head = head or chunk[:4096]
        meter.take(chunk)
        if fits:
            fits = _feeds(decoder, chunk)
    fits = fits and _feeds(decoder, b"", final=True)
    measured = meter.finish()
    marked = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    if given is not None and codecs.lookup(given).name != "utf-8":
        return given, not _fits(path, given), measured
    if marked == "utf-16" or (marked is None and (marked := _utf16_without_mark(head))):
        return marked, not _fits(path, marked), measured
    if fits or marked or given:
        return marked or "utf-8", not fits, measured
    return _eight_bit(path), _is_mostly_utf8(path), measured


def _feeds(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    return all(_feeds(decoder, chunk) for chunk in chunks(path)) and _feeds(decoder, b"", final=True)


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 by the zero bytes that it gives to Latin letters."""
    if len(head) < 4 or head.count(b"\0") * 3 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(b"\0") > head[::2].count(b"\0") else "utf-16-be"


def _is_mostly_utf8(path: Path) -> bool:
    """Whether at least as many letters beyond ASCII are right UTF-8 as bytes are wrong."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    right = wrong = 0
    for chunk in chunks(path):
        text = decoder.decode(chunk)
        bad = text.count(REPLACEMENT)
        wrong += bad
        right += len(text) - len(text.encode("ascii", "ignore")) - bad
    return right > 0 and right >= wrong


def _eight_bit(path: Path) -> str:
    if _is_mostly_utf8(path):
        return "utf-8"
    return "cp1252" if _fits(path, "cp1252") else "latin-1"


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    """The text of a file in chunks, with every line end as LF, and U+FFFD for what does not fit."""
    inner = codecs.getincrementaldecoder(encoding)("replace")
    decoder = io.IncrementalNewlineDecoder(inner, translate=True)
    for chunk in chunks(path):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
