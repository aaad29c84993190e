"""The embedded engine as loading uses it: raw files in, sentences out when one cannot be read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.loading_dialect import LoadingDialect
from abmetry.errors import AbmetryError, LoadError
from abmetry.lang.message import message

_OUR_MISTAKES = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException)


_NOT_WRITTEN = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS)


class LakeUnwritableError(LoadError):
    """What is written on the way, or the lake, cannot be written: no file's fault, so the whole load ends."""


def unwritable(error: OSError) -> LakeUnwritableError | None:
    """The error to raise if a file could not be written, for want of space or rights; None if it is another one."""
    if error.errno not in _NOT_WRITTEN:
        return None
    return LakeUnwritableError(f"The lake cannot be written: {os.strerror(error.errno)}.")


@dataclass(frozen=True)
class BadLine:
    """A line of delimited text that is no row.

    Attributes:
        start: Byte at which its record begins.
        byte: Byte at which the trouble begins.
        kind: The engine's word for the trouble.
        text: The record's text, or its beginning.
    """

    start: int
    byte: int
    kind: str
    text: str


class LoadingEngine(DuckDBEngine):
    """DuckDB in memory, that reads raw files and tells as a LoadError what it cannot read or write."""

    dialect: LoadingDialect

    def __init__(self, *, memory: str | None = None, threads: int = 0, spill: Path | None = None) -> None:
        """Open it.

        Args:
            memory: The most memory it may take, such as ``"8GB"``; None: see engine/memory.py.
            threads: Worker threads; 0: one per core.
            spill: Folder for what does not fit in memory.
        """
        super().__init__(memory=memory, threads=threads, spill=spill)
        self.dialect = LoadingDialect()

    def query(self, sql: str) -> pa.Table:
        """Run a query and return its rows.

        Raises:
            LoadError: Its files cannot be read.
        """
        with _as_load_errors():
            return super().query(sql)

    def execute(self, sql: str) -> None:
        """Run a statement that returns nothing.

        Raises:
            LoadError: Its files cannot be read.
        """
        with _as_load_errors():
            super().execute(sql)

    def write_parquet(self, sql: str, path: Path) -> int:
        """Write the rows of a query to a Parquet file and return how many there were.

        Raises:
            LoadError: Its files cannot be read, or the file cannot be written.
        """
        with _as_load_errors():
            return super().write_parquet(sql, path)

    def columns(self, sql: str) -> dict[str, pa.DataType]:
        """Names and Arrow types of the columns of a query, in order."""
        schema = self.query(f"select * from ({sql}) as described limit 0").schema
        return {field.name: field.type for field in schema}

    def value(self, sql: str) -> int:
        """The whole number that a query of one row and one column gives; 0 for null."""
        return int(self.query(sql).column(0)[0].as_py() or 0)

    def row_group_spans(self, path: Path, column: str) -> list[tuple[datetime, datetime]]:
        """The least and the greatest value of a timestamp in each row group of a Parquet file; those with one."""
        found = self.query(
            "select cast(stats_min_value as timestamp) as least, cast(stats_max_value as timestamp) as greatest"
            f" from parquet_metadata({self.dialect.text(str(path))})"
            f" where path_in_schema = {self.dialect.text(column)} and stats_min_value is not null"
            " order by row_group_id"
        )
        return [(row["least"], row["greatest"]) for row in found.to_pylist()]

    def stage_delimited(
        self,
        path: Path,
        target: Path,
        columns: Sequence[str],
        delimiter: str,
        skip: int,
        longest: int,
        *,
        parallel: bool = True,
    ) -> tuple[int, list[BadLine]]:
        """Copy the rows of delimited UTF-8 text to a Parquet file, in their order.

        Returns:
            How many rows there were, and the lines that are none, by their place in the file.

        Raises:
            LoadError: The text cannot be read as such.
        """
        for relation in ("reject_scans", "reject_errors"):
            self.drop(relation)
        source = self.dialect.read_delimited(str(path), columns, delimiter, skip, longest, parallel)
        rows = self.write_parquet(f"select * from {source}", target)
        errors = self.query(
            "select line_byte_position, byte_position, cast(error_type as varchar) as kind, csv_line"
            " from reject_errors order by 1, 2"
        )
        bad: dict[int, BadLine] = {}
        for start, byte, kind, text in zip(*(column.to_pylist() for column in errors.columns), strict=True):
            known = bad.get(start)
            if known is None or kind == "UNQUOTED VALUE":
                bad[start] = BadLine(start, byte if byte is not None else start, kind, text or "")
        return rows, list(bad.values())


@contextmanager
def _as_load_errors() -> Iterator[None]:
    try:
        yield
    except LoadError:
        raise
    except AbmetryError as error:
        if isinstance(error.__cause__, duckdb.OutOfMemoryException):
            raise LakeUnwritableError(error.message, error.help) from error
        raise _told(error.message, error) from error
    except OSError as error:
        raise unwritable(error) or LoadError(
            message("A file cannot be used: {error}.", error=error.strerror or error)
        ) from error
    except duckdb.Error as error:
        if isinstance(error, _OUR_MISTAKES):
            raise
        first = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise _told(f"The engine could not read it: {first}", error) from error


def _told(sentence: str, error: Exception) -> LoadError:
    """A load error; one that ends the load, if the engine had no room to write."""
    reasons = [os.strerror(number) for number in _NOT_WRITTEN]
    reason = next((reason for reason in reasons if reason in str(error)), None)
    return (
        LakeUnwritableError(message("The lake cannot be written: {reason}.", reason=reason))
        if reason
        else LoadError(sentence)
    )
