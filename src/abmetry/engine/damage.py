"""Files that the engine finds damaged, or that could not grow: their names, and what helps."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import duckdb

from abmetry.errors import AbmetryError
from abmetry.lang.message import message

_SAID_OF_DAMAGE = re.compile(
    r"corrupt|checksum|not a valid DuckDB database|could not read enough bytes|failed to deserialize"
    r"|failed to read file|parquet|magic bytes|TProtocolException|no files found|cannot open file .* no such file"
    r"|trying to read a database file with version|file is encrypted|database has been invalidated",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = re.compile(r"""["']([^"'\n]+\.(?:parquet|duckdb|wal))["']""")

_HELP = message(
    "`abmetry build --full` makes a build anew; a file of the model has to come back from a copy."
)


class DamagedFileError(AbmetryError):
    """A file that was written by a load or a build is not there, or cannot be read as what it is."""


def damage(error: BaseException, path: Path | None) -> DamagedFileError | None:
    """The damage that an error of DuckDB tells of; None: it tells of something else.

    Args:
        error: The error.
        path: The database file, for errors that name none.
    """
    ours = isinstance(error, duckdb.IOException | duckdb.InvalidInputException | duckdb.FatalException)
    general = type(error) in (duckdb.Error, duckdb.SerializationException, duckdb.InternalException)
    said = str(error)
    if no_room(error):
        return None
    if not (ours or general) or not _SAID_OF_DAMAGE.search(said):
        return None
    named = _NAMED.search(said)
    file = named[1] if named else str(path) if path else None
    if file is None:
        return DamagedFileError(
            message("A file is damaged: {error}.", error=said.splitlines()[0].rstrip(".")), _HELP
        )
    return damaged_file(Path(file))


def no_room(error: BaseException) -> str | None:
    """What the system said, if a file could not grow; None: it is another error."""
    reasons = (os.strerror(number) for number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT))
    return next((reason for reason in reasons if reason in str(error)), None)


def damaged_file(path: Path) -> DamagedFileError:
    """The error that tells of a damaged file."""
    return DamagedFileError(message("The file {path} is damaged or not there any more.", path=path), _HELP)
