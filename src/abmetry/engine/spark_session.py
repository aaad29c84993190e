"""Starting Spark: its settings, and a Java that keeps its remarks to itself."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from abmetry.errors import AbmetryError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

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
    if SparkContext._active_spark_context is not None:
        return _join(SparkSession.builder.getOrCreate().newSession(), {**SETTINGS, **conf}), False
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


def _join(session: SparkSession, conf: Mapping[str, str]) -> SparkSession:
    """Give a session of somebody else's Spark those settings that a session may have of its own."""
    for name, value in conf.items():
        if session.conf.isModifiable(name):
            session.conf.set(name, value)
    return session


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
