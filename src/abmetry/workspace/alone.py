"""One at a time: a lock that the system gives back when the process that holds it ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from abmetry.errors import AbmetryError


@contextmanager
def alone(path: Path, taken: AbmetryError) -> Iterator[None]:
    """Hold a lock file, which stays where it is; it holds the id of the process that took it last.

    Args:
        path: The file.
        taken: What to raise if somebody else holds it.

    Raises:
        OSError: The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise taken from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
