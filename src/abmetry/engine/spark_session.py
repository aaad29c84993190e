"""Starting Spark: its settings, and a Java that keeps its remarks to itself."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import warnings
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from abmetry.errors import AbmetryError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CONNECT = "sc://"
"""How the address of a Spark Connect server begins."""

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""What Abmetry's SQL rests on, and silence."""

LOCAL_SETTINGS = {
    # Within one machine nobody else has to find it.
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": str(os.cpu_count() or 1),
    # Questions are many queries that run once each: to compile them well takes longer than to run them.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m",
}
"""What makes a Spark within this machine quick to start and to answer."""


class Cluster(ABC):
    """A Spark that answers, and the sessions that one can have of it."""

    @abstractmethod
    def session(self) -> SparkSession:
        """Another session, with temporary views of its own."""

    @abstractmethod
    def use(self, session: SparkSession) -> None:
        """Have the commands of this thread that look for their session by themselves find this one."""

    @abstractmethod
    def end(self, session: SparkSession) -> None:
        """Give back a session, and all that is held for it."""

    @abstractmethod
    def close(self) -> None:
        """Stop what was started for this."""

    @abstractmethod
    def remove(self, address: str) -> bool:
        """Remove a folder at an address that Spark's own file systems reach.

        Returns:
            Whether it is gone; False: this kind of Spark cannot remove files.
        """


class ClassicCluster(Cluster):
    """Spark driven from this process: a master, or the cores of this machine."""

    def __init__(self, master: str | None, conf: Mapping[str, str]) -> None:
        """Start Spark, or join the one that runs in this process.

        Args:
            master: Address of the master; None: the cores of this machine.
            conf: Further settings of Spark, over Abmetry's.

        Raises:
            AbmetryError: PySpark or Java is missing, or the master does not answer.
        """
        self._conf = {**SETTINGS, **conf}
        self._first, self._is_own = start(master, conf)
        self._is_taken = False

    def session(self) -> SparkSession:
        """Another session, with temporary views of its own."""
        if not self._is_taken:
            self._is_taken = True
            return self._first
        another = self._first.newSession()
        return another if self._is_own else set_for(another, self._conf)

    def use(self, session: SparkSession) -> None:
        """Every command knows its session."""

    def end(self, session: SparkSession) -> None:
        """Nothing is held for a session."""

    def close(self) -> None:
        """Stop Spark if it was started for this."""
        if self._is_own:
            self._first.stop()

    def remove(self, address: str) -> bool:
        """Remove a folder, through Hadoop's file systems."""
        context: Any = self._first.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(address)
        path.getFileSystem(context._jsc.hadoopConfiguration()).delete(path, True)
        return True


def cluster(master: str | None, conf: Mapping[str, str]) -> Cluster:
    """Reach a Spark.

    Args:
        master: Address of a master, or of a Spark Connect server (``sc://``); None: the cores of this machine.
        conf: Further settings of Spark, over Abmetry's.

    Raises:
        AbmetryError: PySpark or Java is missing, or the address does not answer.
    """
    quiet()
    if master is not None and master.startswith(CONNECT):
        from abmetry.engine.spark_connect import ConnectCluster

        return ConnectCluster(master, conf)
    return ClassicCluster(master, conf)


def quiet() -> None:
    """Keep to itself what PySpark says beside its errors, which are told as sentences."""
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    with suppress(ImportError):
        from pyspark.logger import PySparkLogger

        PySparkLogger.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)


def start(master: str | None, conf: Mapping[str, str]) -> tuple[SparkSession, bool]:
    """Start Spark, or join the one that runs in this process.

    Args:
        master: Address of the cluster; None: the cores of this machine.
        conf: Further settings of Spark, over Abmetry's.

    Returns:
        A session, and whether Spark was started for it.

    Raises:
        AbmetryError: PySpark or Java is missing, or the cluster does not answer.
    """
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise AbmetryError(
            message("The spark engine needs PySpark."),
            help=message("Install it with: pip install 'abmetry[spark]'"),
        ) from error
    if (running := SparkContext._active_spark_context) is not None:
        if master is not None and running.master != master:
            raise AbmetryError(
                message(
                    "This process runs Spark at {running}, and one process has one.", running=running.master
                ),
                help=message("Leave `spark.master` out of abmetry.toml, or ask from another process."),
            )
        return set_for(SparkSession.builder.getOrCreate().newSession(), {**SETTINGS, **conf}), False
    address = master or "local[*]"
    given = {
        "spark.master": address,
        "spark.app.name": "abmetry",
        "spark.pyspark.python": sys.executable,
        **SETTINGS,
        **(LOCAL_SETTINGS if address.startswith("local") else {}),
        **conf,
    }
    settings = SparkConf(loadDefaults=False).setAll(list(given.items()))
    with tempfile.TemporaryFile() as remarks:
        try:
            _start_java(settings, remarks.fileno())
            session = SparkSession.builder.config(conf=settings).getOrCreate()
        except Exception as error:
            raise AbmetryError(
                message("Spark does not start: {error}", error=_reason(error, remarks)),
                help=message("It needs Java 17 or later, and a master that answers."),
            ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session, True


def set_for(session: Any, conf: Mapping[str, str]) -> SparkSession:
    """Give a session of somebody else's Spark those settings that a session may have of its own."""
    for name, value in conf.items():
        if session.conf.isModifiable(name):
            session.conf.set(name, value)
    given: SparkSession = session
    return given


def _start_java(settings: Any, remarks: int) -> None:
    """Start the Java that Spark runs in, its standard error going to a file, unless there is one already."""
    from pyspark import SparkContext
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway is None:
        gateway = launch_gateway(settings, {"stderr": remarks})  # type: ignore[no-untyped-call]
        SparkContext._ensure_initialized(gateway=gateway)


def _reason(error: Exception, remarks: Any) -> str:
    """The first error that Java logged, else what it said where it did not come up, else what Python was told."""
    from pyspark.errors import PySparkRuntimeError

    remarks.seek(0)
    said = [line.strip() for line in remarks.read().decode(errors="replace").splitlines() if line.strip()]
    errors = [line.split(" ERROR ", 1)[1] for line in said if " ERROR " in line]
    logged = [line for line in errors if "Error initializing" not in line]
    spoken = [line for line in said if not line.startswith("WARNING")]
    told = [line.strip(": ") for line in str(error).splitlines() if line.strip()]
    if isinstance(error, PySparkRuntimeError):
        logged = logged or spoken
    return (logged or told[1:] or told or [type(error).__name__])[0]
