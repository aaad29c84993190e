"""The embedded engine."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa

from abmetry.engine.damage import damage, no_room
from abmetry.engine.duckdb_dialect import DuckDBDialect
from abmetry.engine.engine import Engine
from abmetry.engine.memory import default_memory
from abmetry.errors import AbmetryError
from abmetry.lang.message import message


class DuckDBEngine(Engine):
    """DuckDB within this process.

    Attributes:
        path: The database file; None keeps everything in memory.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        memory: str | None = None,
        threads: int = 0,
        spill: Path | None = None,
        read_only: bool = False,
        scratch: Path | None = None,
        keep_memory: bool = False,
    ) -> None:
        """Open a database.

        Args:
            path: Database file; None for memory.
            memory: The most memory it may take, such as ``"8GB"``; None: see engine/memory.py.
            threads: Worker threads; 0: one per core.
            spill: Folder for what does not fit in memory.
            read_only: Leave the file as it is; many processes can read it so.
            scratch: Database file for temporary tables, compressed on disk; None: they are in memory. Removing it
                is the caller's.
            keep_memory: Give memory back to the system only at the end: taking it anew for every statement is dear.
        """
        self.dialect = DuckDBDialect()
        self.path = path
        config: dict[str, str | bool | int | float | list[str]] = {}
        config["memory_limit"] = memory or default_memory()
        if threads:
            config["threads"] = threads
        if read_only:
            # The tables of a question are gone before it pays to compress them.
            config["checkpoint_threshold"] = "1TB"
        if spill:
            # The engine makes the folder when it needs it, but not one above it; where nobody may, it answers without.
            with suppress(OSError):
                spill.parent.mkdir(parents=True, exist_ok=True)
            config["temp_directory"] = str(spill)
        with _PlainErrors(path):
            self._connection = duckdb.connect(
                str(path) if path else ":memory:", read_only=read_only, config=config
            )
        self._connection.execute("set TimeZone = 'UTC'")
        if keep_memory:
            self._keep_memory()
        self._scratch = scratch is not None
        self._searched = ""
        self._catalog = path.stem if path else "memory"
        if scratch is not None and path is not None:
            self._connection.execute(f"attach {self.dialect.text(str(scratch))} as scratch")
            self._search(f"{path.stem}.main,scratch.main")

    def _keep_memory(self) -> None:
        (limit,) = self._connection.execute("select current_setting('memory_limit')").fetchone() or ("",)
        with suppress(duckdb.CatalogException):  # An engine that does not know the setting is only slower.
            self._connection.execute(f"set block_allocator_memory = {self.dialect.text(limit)}")

    def query(self, sql: str) -> pa.Table:
        """Run a query and return its rows."""
        with _PlainErrors(self.path):
            return self._connection.sql(sql).to_arrow_table()

    def execute(self, sql: str) -> None:
        """Run a statement that returns nothing."""
        with _PlainErrors(self.path):
            self._connection.execute(sql)

    def create_table(self, name: str, sql: str, *, temporary: bool = False) -> None:
        """Store the rows of a query under a name, replacing what had it."""
        kept = "temporary table" if temporary and not self._scratch else "table"
        self.execute(f"create or replace {kept} {self._place(name, temporary=temporary)} as {sql}")

    def store_table(self, name: str, sql: str, distinct: Collection[str], *, temporary: bool = False) -> None:
        """Store rows on disk, and tell the engine how: that it tries every way takes longer than to write them.

        Args:
            name: The table; what had the name is replaced.
            sql: The query of the rows.
            distinct: Columns that seldom have a text twice, for which a dictionary would be in vain.
            temporary: It is one of the scratch file.
        """
        columns = []
        for column in self.query(f"describe {sql}").to_pylist():
            plain, kind = column["column_name"], column["column_type"]
            way = "zstd" if plain in distinct else "roaring" if kind == "BOOLEAN" else None
            using = f" using compression {way}" if way else ""
            columns.append(f"{self.dialect.identifier(plain)} {kind}{using}")
        place = self._place(name, temporary=temporary)
        self.execute(f"create or replace table {place} ({', '.join(columns)})")
        self.execute(f"insert into {place} {sql}")

    def _place(self, name: str, *, temporary: bool) -> str:
        scratch = "scratch.main." if temporary and self._scratch else ""
        return f"{scratch}{self.dialect.identifier(name)}"

    def amend_table(self, name: str, becomes: str, sql: str, keys: str, columns: Sequence[str]) -> None:
        """Replace rows of a stored table, and give it another name.

        Args:
            name: The table.
            becomes: Its name from now on.
            sql: Query of the rows that come in, in the table's columns; it may read the table.
            keys: The relation that names the rows that go.
            columns: What names a row in both.
        """
        coming = f"{becomes}_coming"
        self.create_table(coming, sql, temporary=True)
        old, new = self.dialect.identifier(name), self.dialect.identifier(becomes)
        same = " and ".join(f"k.{column} = {old}.{column}" for column in columns)
        gone = f"select distinct {', '.join(columns)} from {keys}"
        self.execute(f"delete from {old} using ({gone}) as k where {same}")
        self.execute(f"insert into {old} select * from {coming}")
        self.execute(f"alter table {old} rename to {new}")
        self.drop(coming)

    def create_view(self, name: str, sql: str) -> None:
        """Give a query a name, replacing what had it."""
        self.execute(f"create or replace temporary view {self.dialect.identifier(name)} as {sql}")

    def attach(self, path: Path, name: str) -> None:
        """Open another database file under a name; its tables are found after those of the others."""
        self.execute(f"attach {self.dialect.text(str(path))} as {self.dialect.identifier(name)}")
        first = self._searched or f"{self._catalog}.main"
        self._search(f"{first},{name}.main")

    def _search(self, path: str) -> None:
        self._connection.execute(f"set search_path = {self.dialect.text(path)}")
        self._searched = path

    def uncover(self, name: str) -> None:
        """Drop the temporary view of a name, so that it means a stored table again."""
        self.execute(f"drop view if exists temp.main.{self.dialect.identifier(name)}")

    def drop_temporary(self, name: str) -> None:
        """Forget a temporary table, and never a stored one of the same name."""
        self.execute(f"drop table if exists temp.main.{self.dialect.identifier(name)}")

    def delete_rows(self, table: str, keys: str, same: str) -> None:
        """Delete the rows of a stored table that are as a condition on ``k``, a row of a relation of keys, says."""
        self.execute(f"delete from {table} using {keys} as k where {same}")

    def insert_rows(self, table: str, sql: str) -> None:
        """Add the rows of a query to a stored table, column by column in order."""
        self.execute(f"insert into {table} {sql}")

    def stored(self, name: str) -> str:
        """A FROM item: the table of the database under a name, whatever temporary view lies over it."""
        (catalog,) = self.query("select current_catalog() as name").to_pylist()
        return f"{self.dialect.identifier(catalog['name'])}.main.{self.dialect.identifier(name)}"

    def register(self, name: str, table: pa.Table) -> None:
        """Give Arrow rows a name, replacing what had it."""
        with _PlainErrors(self.path):
            self._connection.register(name, table)

    def drop(self, name: str) -> None:
        """Forget a table or view, if there is one of that name."""
        for word in ("view", "table"):
            try:
                self._connection.execute(f"drop {word} if exists {self.dialect.identifier(name)}")
            except duckdb.CatalogException:
                continue

    def write_parquet(self, sql: str, path: Path) -> int:
        """Write the rows of a query to a Parquet file and return how many there were."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.partial")
        try:
            with _PlainErrors(self.path):
                target = self.dialect.text(str(partial))
                copied = self._connection.execute(
                    f"copy ({sql}) to {target}"
                    " (format parquet, parquet_version v2, write_bloom_filter false, compression zstd,"
                    " compression_level 1, row_group_size 122880, dictionary_size_limit 2000)"
                ).fetchone()
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        return int(copied[0]) if copied else 0

    def session(self) -> DuckDBEngine:
        """Another session of the same database, for another thread; temporary tables are its own."""
        other = object.__new__(DuckDBEngine)
        other.dialect = self.dialect
        other.path = self.path
        other._scratch = False
        other._connection = self._connection.cursor()
        other._connection.execute("set TimeZone = 'UTC'")
        other._searched = ""
        other._catalog = self._catalog
        if self._searched:
            other._search(self._searched)
        return other

    def close(self) -> None:
        """Give everything back."""
        self._connection.close()


class _PlainErrors:
    """Turn DuckDB's errors about the machine (memory, disk, rights) and its files into sentences."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, duckdb.OutOfMemoryException):
            raise AbmetryError(
                message("The work needs more memory than the engine may take."),
                help=message("Raise `engine.memory` in abmetry.toml, or free disk space for what it spills."),
            ) from error
        if error is not None and (damaged := damage(error, self._path)):
            raise damaged from error
        if isinstance(error, duckdb.Error) and (reason := no_room(error)):
            raise AbmetryError(
                message("The disk takes no more: {error}.", error=reason),
                help=message("Free space, then run it again."),
            ) from error
        if isinstance(error, duckdb.IOException):
            first = str(error).splitlines()[0]
            raise AbmetryError(
                message("The engine could not read or write a file: {first}", first=str(first))
            ) from error
