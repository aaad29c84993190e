"""Spark behind a Spark Connect server: its sessions are remote, and this process needs no Java."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from abmetry.engine.spark_session import SETTINGS, Cluster, set_for
from abmetry.errors import AbmetryError
from abmetry.lang.message import message

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PORT = 15002
PATIENCE = 10.0
RETRIES, LONGEST_MS = 7, 10_000
"""Half a minute for a server that does not answer any more; PySpark's own ten are spent by each thing that it held."""


class ConnectCluster(Cluster):
    """A Spark Connect server, at an address such as ``sc://host:15002/;token=...``."""

    def __init__(self, address: str, conf: Mapping[str, str]) -> None:
        """See whether it answers.

        Args:
            address: The server's address.
            conf: Further settings of Spark, over Abmetry's; those that a session may not change are left as they are.

        Raises:
            AbmetryError: PySpark's parts for Spark Connect are missing, or the server does not answer.
        """
        self._address = address
        self._conf = {**SETTINGS, **conf}
        self._reach()

    def session(self) -> SparkSession:
        """Another session, with temporary views of its own.

        Raises:
            AbmetryError: PySpark's parts for Spark Connect are missing, or the server does not take it.
        """
        try:
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession as RemoteSession
        except ImportError as error:
            raise AbmetryError(
                message("Spark Connect needs further packages: {error}", error=_first_line(error)),
                help=message("Install it with: pip install 'abmetry[spark]'"),
            ) from error
        try:
            session = RemoteSession.builder.remote(self._address).create()
            session.client.set_retry_policies([DefaultPolicy(RETRIES, max_backoff=LONGEST_MS)])
            return set_for(session, self._conf)
        except Exception as error:
            raise AbmetryError(
                message(
                    "The Spark Connect server at {address} takes no session: {error}",
                    address=self._told,
                    error=_first_line(error),
                )
            ) from error

    def use(self, session: SparkSession) -> None:
        """Have the commands of this thread that look for their session by themselves find this one."""
        given: Any = session
        given._active_session.session = session  # thread-local; there is no public word for it

    def end(self, session: SparkSession) -> None:
        """Have the server forget a session."""
        session.stop()

    def close(self) -> None:
        """The server is somebody else's; nothing was started for this."""

    def remove(self, address: str) -> bool:
        """Nothing is removed: Spark Connect has no word for it."""
        del address
        return False

    @property
    def _told(self) -> str:
        """The address without its parameters, of which one may be a token."""
        return self._address.split("/;", 1)[0]

    def _reach(self) -> None:
        parts = urlsplit(self._told)
        host, port = parts.hostname or "localhost", parts.port or PORT
        try:
            socket.create_connection((host, port), PATIENCE).close()
        except OSError as error:
            raise AbmetryError(
                message(
                    "No Spark Connect server answers at {address}: {error}.",
                    address=self._told,
                    error=error.strerror or error,
                ),
                help=message("`spark.master` in abmetry.toml says where it is."),
            ) from error


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
