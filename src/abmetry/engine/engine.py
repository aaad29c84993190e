"""What every engine can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from abmetry.engine.dialect import Dialect


class Engine(ABC):
    """A place where SQL runs. Relations live in it under plain names."""

    dialect: Dialect

    @abstractmethod
    def query(self, sql: str) -> pa.Table:
        """Run a query and return its rows."""

    @abstractmethod
    def execute(self, sql: str) -> None:
        """Run a statement that returns nothing."""

    @abstractmethod
    def create_table(self, name: str, sql: str, *, temporary: bool = False) -> None:
        """Store the rows of a query under a name, replacing what had it."""

    @abstractmethod
    def create_view(self, name: str, sql: str) -> None:
        """Give a query a name, replacing what had it."""

    def open_parquet(self, name: str, paths: Sequence[str]) -> None:
        """Give Parquet files a name, replacing what had it."""
        self.create_view(name, f"select * from {self.dialect.read_parquet(paths)}")

    def reading(self, paths: Sequence[str]) -> str:
        """A FROM item over Parquet files, with the columns of all of them: one that a file lacks is null there."""
        return self.dialect.read_parquet(paths)

    @abstractmethod
    def stored(self, name: str) -> str:
        """A FROM item: the relation that a session found under a name, whatever view it has laid over it since."""

    @abstractmethod
    def register(self, name: str, table: pa.Table) -> None:
        """Give Arrow rows a name, replacing what had it."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Forget a table or view, if there is one of that name."""

    @abstractmethod
    def write_parquet(self, sql: str, path: Path) -> int:
        """Write the rows of a query to a Parquet file and return how many there were."""

    @abstractmethod
    def session(self) -> Engine:
        """Another session of the same engine, for another thread; temporary tables and views are its own."""

    @abstractmethod
    def close(self) -> None:
        """Give everything back."""

    def __enter__(self) -> Self:
        """Use the engine in a with statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
