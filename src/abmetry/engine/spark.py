"""The distributed engine: Apache Spark, over the same Parquet (extra ``spark``)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from abmetry.engine.engine import Engine
from abmetry.engine.spark_dialect import SparkDialect
from abmetry.errors import AbmetryError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


class SparkEngine(Engine):
    """A Spark session. What a question makes is cached and lives under temporary names."""

    def __init__(self, master: str | None = None, conf: dict[str, str] | None = None) -> None:
        """Connect.

        Args:
            master: Address of the cluster; None: the cores of this machine.
            conf: Further settings of Spark, over Abmetry's.

        Raises:
            AbmetryError: PySpark or Java is missing, or the cluster does not answer.
        """
        self.dialect = SparkDialect()
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise AbmetryError(
                "The spark engine needs PySpark.", help="Install it with: pip install 'abmetry[spark]'"
            ) from error
        builder = SparkSession.builder.appName("abmetry").master(master or "local[*]")
        for name, value in {**_SETTINGS, "spark.pyspark.python": sys.executable, **(conf or {})}.items():
            builder = builder.config(name, value)
        try:
            session = builder.getOrCreate()
            session.sparkContext.setLogLevel("ERROR")
        except Exception as error:
            first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise AbmetryError(
                f"Spark does not start: {first}", help="It needs Java 17 or later, and a master that answers."
            ) from error
        self._root: SparkSession | None = session
        self._session: SparkSession = session
        self._kept: dict[str, DataFrame] = {}
        self._views: dict[str, str] = {}
        self._files: dict[str, str] = {}

    def query(self, sql: str) -> pa.Table:
        """Run a query and return its rows."""
        table: pa.Table = self._session.sql(sql).toArrow()
        return table

    def execute(self, sql: str) -> None:
        """Run a statement that returns nothing."""
        self._session.sql(sql).collect()

    def create_table(self, name: str, sql: str, *, temporary: bool = False) -> None:
        """Keep the rows of a query under a name for the length of the session, replacing what had it.

        Raises:
            AbmetryError: The table is to outlive the session.
        """
        if not temporary:
            raise AbmetryError("The spark engine keeps no tables of its own; it writes Parquet.")
        self.drop(name)
        rows = self._session.sql(sql).cache()
        rows.createOrReplaceTempView(name)
        self._kept[name] = rows

    def create_view(self, name: str, sql: str) -> None:
        """Give a query a name, replacing what had it."""
        self._session.sql(sql).createOrReplaceTempView(name)
        self._views[name] = sql

    def stored(self, name: str) -> str:
        """A FROM item: the files under a name, whatever view lies over them."""
        return f"({self._files[name]})"

    def register(self, name: str, table: pa.Table) -> None:
        """Give Arrow rows a name, replacing what had it."""
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """Forget a table or view, if there is one of that name."""
        if kept := self._kept.pop(name, None):
            kept.unpersist()
        self._views.pop(name, None)
        self._session.catalog.dropTempView(name)

    def write_parquet(self, sql: str, path: Path) -> int:
        """Write the rows of a query to a folder of Parquet files and return how many there were."""
        rows = self._session.sql(sql).cache()
        try:
            rows.write.mode("overwrite").parquet(str(path))
            return rows.count()
        finally:
            rows.unpersist()

    def session(self) -> SparkEngine:
        """Another session of the same cluster, with the views over files that this one has."""
        other = object.__new__(SparkEngine)
        other.dialect = self.dialect
        other._root = None
        other._session = self._session.newSession()
        other._kept = {}
        other._views = {}
        other._files = dict(self._views)
        for name, sql in self._views.items():
            other.create_view(name, sql)
        return other

    def close(self) -> None:
        """Give back what is cached; the session that was opened first stops Spark."""
        for name in list(self._kept):
            self.drop(name)
        if self._root is not None:
            self._root.stop()
