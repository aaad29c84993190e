"""Touches of messages and events on their way into the engine: a Parquet file of few columns, none of content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from abmetry.engine.loading import unwritable
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.sources.extract import Ignored
from abmetry.sources.mail.touch import BrokenError, Told, Touch, Unused
from abmetry.sources.rejects import Rejects

COLUMNS = (
    "id", "time", "kind", "address", "direction", "our_address", "thread", "seconds", "outcome", "rank",
)  # fmt: skip
_SCHEMA = pa.schema(
    [(name, pa.float64() if name == "seconds" else pa.string()) for name in COLUMNS] + [("_line", pa.int64())]
)
_BATCH = 20_000

Object = Literal["messages", "meetings"]


@dataclass(frozen=True)
class Taken:
    """What was read of a file, or of the messages or events of a folder.

    Attributes:
        object: Whether they are messages or meetings.
        label: What users call it.
        path: The Parquet file of its touches.
        rows: How many there are.
        rejects: What cannot be used.
        unused: What is left out, by reason.
    """

    object: Object
    label: str
    path: Path
    rows: int
    rejects: Rejects
    unused: Counter[Unused]

    def left_out(self) -> Iterator[Ignored]:
        """What is left out, in sentences."""
        for reason, many in sorted(self.unused.items(), key=lambda item: item[0].name):
            what = f"1 {self.object[:-1]} is" if many == 1 else f"{many:,} {self.object} are"
            yield Ignored(self.label, f"{what} left out: {reason.value}")


@dataclass
class Staging:
    """Writes touches to a Parquet file, batch by batch.

    Attributes:
        target: The file.
        rows: How many touches were written.
        rejects: What cannot be used.
        unused: What is left out, by reason.
    """

    target: Path
    rows: int = 0
    rejects: Rejects = field(default_factory=Rejects)
    unused: Counter[Unused] = field(default_factory=Counter)
    _batch: list[tuple[Touch, int]] = field(default_factory=list)

    def __enter__(self) -> Staging:
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self.target, _SCHEMA)
        except OSError as error:
            raise _error(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write()
        finally:
            self._writer.close()

    def put(self, line: int, told: Told) -> None:
        """Take what a message or an event becomes.

        Args:
            line: Where it is in its file.
            told: The touches, or why it is none.

        Raises:
            LoadError: They cannot be written.
        """
        if isinstance(told, Unused):
            self.unused[told] += 1
            return
        self._batch += [(touch, line) for touch in told]
        if len(self._batch) >= _BATCH:
            self._write()

    def reject(self, line: int, broken: BrokenError) -> None:
        """Take what cannot be used; only what tells it apart is kept of it."""
        self.rejects.add(line, broken.about, broken.reason)

    def taken(self, what: Object, label: str) -> Taken:
        """What was put, once all of it is written."""
        return Taken(what, label, self.target, self.rows, self.rejects, self.unused)

    def _write(self) -> None:
        columns = {name: [getattr(touch, name) for touch, _ in self._batch] for name in COLUMNS}
        table = pa.table({**columns, "_line": [line for _, line in self._batch]}, _SCHEMA)
        try:
            self._writer.write_table(table)
        except OSError as error:
            raise _error(error) from error
        self.rows += len(self._batch)
        self._batch = []


def _error(error: OSError) -> LoadError:
    return unwritable(error) or LoadError(
        message("It cannot be written: {error}.", error=error.strerror or error)
    )
