"""One load at a time."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from abmetry.errors import LoadError
from abmetry.lang.message import message

_held: set[Path] = set()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file; one that a dead process of this machine left behind is taken over.

    Raises:
        LoadError: Another load holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path = path.resolve()
    for _ in range(3):
        if _took(path):
            break
        holder = _holder(path)
        if holder is None:
            continue
        host, process = holder
        ours = process == os.getpid() and host == socket.gethostname()
        if path in _held or not (ours or (host == socket.gethostname() and not _alive(process))):
            raise LoadError(
                message(
                    "Another load is running (process {process} on {host}).", process=str(process), host=host
                ),
                message("If it is not, remove {path}.", path=path),
            )
        path.unlink(missing_ok=True)
    else:
        raise LoadError(message("Another load is starting."))
    _held.add(path)
    try:
        yield
    finally:
        _held.discard(path)
        path.unlink(missing_ok=True)


def _took(path: Path) -> bool:
    """Make the lock file, whole from its first moment; False if there is one."""
    mine = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    content = json.dumps({"host": socket.gethostname(), "process": os.getpid()})
    mine.write_text(content, encoding="utf-8")
    try:
        os.link(mine, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        return _took_without_link(path, content)
    finally:
        mine.unlink(missing_ok=True)
    return True


def _took_without_link(path: Path, content: str) -> bool:
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(content)
    except FileExistsError:
        return False
    return True


def _holder(path: Path) -> tuple[str, int] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return str(content["host"]), int(content["process"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return "an unknown machine", 0


def _alive(process: int) -> bool:
    if os.name == "nt":  # there os.kill ends the process that it is asked about
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
