"""Writing the facts of a build as Parquet, while the next facts are made."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from abmetry.engine.engine import Engine


class FactWriter:
    """Writes stored facts one after the other in a thread of its own; to be used in a with statement.

    A fact that is handed over must not change any more.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        """Write what is stored in an engine to ``<fact>.parquet`` in a folder."""
        self._session = engine.session()
        self._folder = folder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="facts")
        self._written: dict[str, Future[int]] = {}

    def write(self, name: str) -> None:
        """Have a fact written.

        Raises:
            AbmetryError: An earlier one could not be written.
        """
        for earlier in list(self._written.values()):
            if earlier.done():
                earlier.result()
        target = self._folder / f"{name}.parquet"
        self._written[name] = self._thread.submit(
            self._session.write_parquet, f"select * from {name}", target
        )

    def rows(self) -> dict[str, int]:
        """How many rows each fact has, once all are written.

        Raises:
            AbmetryError: One could not be written.
        """
        return {name: written.result() for name, written in self._written.items()}

    def close(self) -> None:
        """End what is being written, and leave out the rest."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._session.close()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
