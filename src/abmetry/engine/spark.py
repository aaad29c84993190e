"""The distributed engine: Apache Spark, over the same Parquet (extra ``spark``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.engine.spark_dialect import SparkDialect
from abmetry.engine.spark_session import cluster
from abmetry.errors import AbmetryError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:/")
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass
class _Parquet:
    """Files under a name, which may differ in columns; their schema is read once, by the first who needs it."""

    paths: Sequence[str]
    differ: bool = False
    schema: list[StructType] = field(default_factory=list)


@dataclass(frozen=True)
class _Rows:
    """A query over files, under a name."""

    sql: str


class SparkEngine(Engine):
    """A Spark session. What a question makes lives under temporary names, without the plan that it came from."""

    def __init__(self, master: str | None = None, conf: Mapping[str, str] | None = None) -> None:
        """Connect.

        Args:
            master: Address of a master, or of a Spark Connect server (``sc://``); None: the cores of this machine.
            conf: Further settings of Spark, over Abmetry's.

        Raises:
            AbmetryError: PySpark or Java is missing, or the cluster does not answer.
        """
        self.dialect = SparkDialect()
        self._cluster = cluster(master, conf or {})
        self._session = self._cluster.session()
        self._is_first = True
        self._files: dict[str, _Parquet | _Rows] = {}
        self._views: dict[str, str] = {}
        self._there: set[str] = set()
        self._kept: dict[str, DataFrame] = {}

    def query(self, sql: str) -> pa.Table:
        """Run a query and return its rows."""
        with _PlainErrors("answer"):
            table: pa.Table = self._rows(sql).toArrow()
        return table

    def execute(self, sql: str) -> None:
        """Run a statement that returns nothing."""
        with _PlainErrors("do that"):
            self._rows(sql).collect()

    def create_table(self, name: str, sql: str, *, temporary: bool = False) -> None:
        """Keep the rows of a query under a name for the length of the session, replacing what had it.

        Raises:
            AbmetryError: The table is to outlive the session.
        """
        if not temporary:
            raise AbmetryError(message("The spark engine keeps no tables of its own; it writes Parquet."))
        with _PlainErrors(f"make '{name}'"):
            # A cached relation drags its whole plan into every query above it; a checkpoint is rows and no more.
            self._cluster.use(self._session)
            rows = self._rows(sql).localCheckpoint()
            rows.createOrReplaceTempView(name)
        self._kept[name] = rows  # Spark Connect forgets the rows that nobody holds any more.
        self._there.add(name)

    def create_view(self, name: str, sql: str) -> None:
        """Give a query a name, replacing what had it."""
        with _PlainErrors(f"make '{name}'"):
            self._rows(sql).createOrReplaceTempView(name)
        self._views[name] = sql
        self._there.add(name)

    def open_parquet(self, name: str, paths: Sequence[str]) -> None:
        """Give Parquet files a name; nothing is read before the name is used."""
        self._files[name] = _Parquet(tuple(address_of(path) for path in paths))
        self._there.discard(name)

    def open_rows(self, name: str, sql: str) -> None:
        """Give a query over files a name; nothing is read before the name is used."""
        self._files[name] = _Rows(sql)
        self._there.discard(name)

    def reading(self, paths: Sequence[str]) -> str:
        """A FROM item over Parquet files, with the columns of all of them: one that a file lacks is null there."""
        name = f"files_{md5(chr(10).join(paths).encode()).hexdigest()}"
        self._files.setdefault(name, _Parquet(tuple(address_of(path) for path in paths), differ=True))
        return name

    def stored(self, name: str) -> str:
        """A FROM item: the relation that a session found under a name, whatever view it has laid over it since."""
        below = f"stored_{name}"
        self._files.setdefault(below, self._files[name])
        return below

    def register(self, name: str, table: pa.Table) -> None:
        """Give Arrow rows a name, replacing what had it."""
        self._given(table).createOrReplaceTempView(name)
        self._there.add(name)

    def drop(self, name: str) -> None:
        """Forget a table or view, if there is one of that name."""
        self._views.pop(name, None)
        self._there.discard(name)
        self._kept.pop(name, None)
        with _PlainErrors(f"drop '{name}'"):
            self._session.catalog.dropTempView(name)

    def write_parquet(self, sql: str, path: Path | str) -> int:
        """Write the rows of a query to a folder of Parquet files, which may be at an address; return their number."""
        with _PlainErrors(f"write {str(path).rpartition('/')[2]}"):
            rows = self._rows(sql)
            address = address_of(path)
            rows.write.mode("overwrite").parquet(address)
            # Counted of what was written: Parquet knows it, and no row is made twice.
            return self._session.read.schema(rows.schema).parquet(address).count()

    def keep_parquet(self, name: str, sql: str, path: Path | str) -> None:
        """Write the rows of a query to a folder of Parquet files, and open what was written under a name.

        Nothing but the writing runs: the schema is known, and nothing is counted.
        """
        with _PlainErrors(f"make '{name}'"):
            rows = self._rows(sql)
            address = address_of(path)
            rows.write.mode("overwrite").parquet(address)
        self._files[name] = _Parquet((address,), schema=[rows.schema])
        self._there.discard(name)

    def send(self, table: pa.Table, address: str, *, further: bool = False) -> None:
        """Write Arrow rows to a folder of Parquet files at an address.

        Args:
            table: The rows.
            address: The folder.
            further: Beside what is there; else in its place.
        """
        with _PlainErrors(f"write {address.rpartition('/')[2]}"):
            rows = self._given(table)
            rows.write.mode("append" if further else "overwrite").parquet(address)

    def remove(self, address: str) -> bool:
        """Remove a folder at an address; False: this kind of Spark cannot."""
        with _PlainErrors(f"remove {address}"):
            return self._cluster.remove(address)

    def session(self) -> SparkEngine:
        """Another session of the same cluster, with the files and views that this one has."""
        other = object.__new__(SparkEngine)
        other.dialect = self.dialect
        other._is_first = False
        other._cluster = self._cluster
        other._session = self._cluster.session()
        other._files = dict(self._files)
        other._views = {}
        other._there = set()
        other._kept = {}
        for name, sql in self._views.items():
            other.create_view(name, sql)
        return other

    def close(self) -> None:
        """Give back what is held; the session that started Spark stops it."""
        with suppress(AbmetryError):  # what a Spark that is gone had is gone too
            for name in list(self._there):
                self.drop(name)
        self._cluster.end(self._session)
        if self._is_first:
            self._cluster.close()

    def _rows(self, sql: str) -> DataFrame:
        """The rows of a query, with views made over the files that it names and this session has not used before."""
        for name in dict.fromkeys(_NAME.findall(sql)):
            if name in self._files and name not in self._there:
                self._there.add(name)
                self._opened(self._files[name]).createOrReplaceTempView(name)
        return self._session.sql(sql)

    def _given(self, table: pa.Table) -> DataFrame:
        """Arrow rows; where there are none Spark Connect does not read the columns off the table by itself."""
        if table.num_rows:
            return self._session.createDataFrame(table)
        from pyspark.sql.pandas.types import from_arrow_schema

        return self._session.createDataFrame([], from_arrow_schema(table.schema))

    def _opened(self, files: _Parquet | _Rows) -> DataFrame:
        """What is under a name."""
        if isinstance(files, _Rows):
            return self._rows(files.sql)
        if not files.schema:
            reader = self._session.read.option("mergeSchema", files.differ)
            files.schema.append(reader.parquet(*files.paths).schema)
        return self._session.read.schema(files.schema[0]).parquet(*files.paths)


def address_of(path: Path | str) -> str:
    """A path as an address of the local file system, whatever a cluster's default is; an address as it is."""
    said = str(path)
    return said if _SCHEME.match(said) else f"file://{Path(said).resolve()}"


class _PlainErrors:
    """Turn Spark's errors into sentences that say what it cannot do."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        if isinstance(error, PySparkException | Py4JError):
            first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
            raise AbmetryError(
                message("Spark cannot {what}: {first}", what=self._what, first=str(first))
            ) from error
