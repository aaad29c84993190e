"""`abmetry` in a process and session of its own, quick to start, that can be killed at any moment."""

from __future__ import annotations

import ctypes
import itertools
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# The server has imported all that a load and a build need; each child is a fork of it, which takes moments.
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(
    [
        "crash.child",
        "abmetry.cli.app",
        "abmetry.facts.build",
        "abmetry.model.load",
        "abmetry.answers.status",
        "pyarrow.parquet",
    ]
)


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit status (negative: the signal that killed it), and what it wrote."""

    status: int
    output: str
    errors: str
    seconds: float

    @property
    def was_killed(self) -> bool:
        """Whether it was killed before it was done."""
        return self.status == -signal.SIGKILL


@dataclass
class Child:
    """A run of `abmetry` with these arguments.

    Attributes:
        arguments: As they are typed.
        scratch: An empty folder for what it writes on the terminal.
        largest: The most bytes that it may write to one file; None: no limit.
        bound: Whether rights to files bind it, even if root runs the tests.
        operation: Kill it just before so many operations on files were done by it (1: the first); None: let it run.
        out: The file that is its standard output; None: one in `scratch`.
    """

    arguments: Sequence[str]
    scratch: Path
    largest: int | None = None
    bound: bool = False
    out: str | None = None
    operation: int | None = None
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.scratch.mkdir(parents=True, exist_ok=True)
        given = (list(self.arguments), str(self.scratch), self.largest, self.bound, self.out, self.operation)
        self._process = _SERVER.Process(target=_run, args=given)
        self._process.start()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def kill_after(self, seconds: float) -> Ended:
        """Kill it so many seconds after it was begun, with all that it has started."""
        self._process.join(max(0.0, self.begun + seconds - time.monotonic()))
        return self.kill()

    def kill_when(self, reached: Callable[[], bool], patience: float = 120) -> Ended:
        """Kill it as soon as something is so."""
        while self._process.is_alive() and not reached():
            if time.monotonic() > self.begun + patience:
                raise AssertionError(f"{self.arguments} has not come that far in {patience} s")
        return self.kill()

    def kill(self) -> Ended:
        """Kill it, with all that it has started."""
        pid = self._process.pid
        assert pid is not None
        while self._process.is_alive():
            try:
                os.killpg(pid, signal.SIGKILL)
                break
            except ProcessLookupError:  # it has no session of its own yet
                time.sleep(0.001)
        return self.end()

    def end(self, patience: float = 300) -> Ended:
        """Wait for its end."""
        self._process.join(patience)
        seconds = time.monotonic() - self.begun
        status = self._process.exitcode
        assert status is not None, f"{self.arguments} has not ended in {patience} s"
        output, errors = (self._written(name) for name in ("out", "err"))
        return Ended(status, output, errors, seconds)

    def _written(self, name: str) -> str:
        path = self.scratch / name
        return path.read_text(encoding="utf-8") if path.exists() else ""


def abmetry(
    *arguments: str,
    scratch: Path,
    largest: int | None = None,
    bound: bool = False,
    out: str | None = None,
    operation: int | None = None,
) -> Ended:
    """Run it to its end; see `Child`."""
    return Child(arguments, scratch, largest, bound, out, operation).end()


def _run(
    arguments: list[str],
    scratch: str,
    largest: int | None,
    bound: bool,
    out: str | None,
    operation: int | None,
) -> None:
    os.setsid()
    for number, path in ((1, out or f"{scratch}/out"), (2, f"{scratch}/err")):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
    if largest is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    if bound and not os.geteuid():
        _drop_capabilities()
    if operation is not None:
        _die_before(operation)
    from abmetry.cli.app import run

    sys.exit(run(arguments))


def _drop_capabilities() -> None:
    """Leave root its files and take what lets it write those that nobody may write."""
    version, every_process = 0x20080522, 0
    header, none = (ctypes.c_uint32 * 2)(version, every_process), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none):
        raise OSError(ctypes.get_errno(), "capset")


def _die_before(operation: int) -> None:
    """Be killed just before so many operations that change names of files, or have the disk keep them, are done."""
    done = itertools.count(1)

    def counted(function: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            if next(done) == operation:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*given, **named)

        return call

    for name in ("replace", "rename", "link", "fsync", "unlink"):
        setattr(os, name, counted(getattr(os, name)))
