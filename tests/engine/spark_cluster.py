"""A real Spark on loopback: processes of PySpark's own, started for tests and ended by their ids."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
PATIENCE = 240.0
MEMORY = "3g"  # of a Spark Connect server: the plans of a session's views stay in it until the session ends
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# Small enough for a laptop, and what makes many short queries quick.
CONF = {
    "spark.driver.bindAddress": HOST,
    "spark.driver.host": HOST,
    "spark.executor.memory": "1g",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
    "spark.sql.codegen.wholeStage": "false",
}


@contextmanager
def cluster(folder: Path, memory: str = "1g") -> Iterator[str]:
    """A standalone master and two workers of one core each.

    Args:
        folder: Where logs and the workers' files go.
        memory: Of each worker's executor.

    Yields:
        The master's address.
    """
    port = free_port()
    address = f"spark://{HOST}:{port}"
    deploy = "org.apache.spark.deploy"
    with ExitStack() as running:
        master = [f"{deploy}.master.Master", "--host", HOST, "--port", str(port), "--webui-port", "0"]
        leader = running.enter_context(process(master, folder, "master"))
        leader.until("New state: ALIVE")
        for number in (1, 2):
            worker = [f"{deploy}.worker.Worker", "--host", HOST, "--port", "0", "--webui-port", "0"]
            size = ["--cores", "1", "--memory", memory, "--work-dir", str(folder / f"work{number}")]
            running.enter_context(process([*worker, *size, address], folder, f"worker{number}"))
        leader.until("Registering worker", 2)
        yield address


@contextmanager
def connect_server(folder: Path) -> Iterator[str]:
    """A Spark Connect server over the cores of this machine.

    Args:
        folder: Where its log goes.

    Yields:
        Its address.
    """
    port = free_port()
    conf = {"spark.connect.grpc.binding.port": str(port), "spark.connect.grpc.binding.address": HOST, **CONF}
    conf |= {"spark.ui.enabled": "false", "spark.sql.warehouse.dir": str(folder / "warehouse")}
    given = [word for name, value in conf.items() for word in ("--conf", f"{name}={value}")]
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    submit = ["org.apache.spark.deploy.SparkSubmit", "--master", "local[2]", "--class", server, *given]
    with process([*submit, "spark-internal"], folder, "connect", MEMORY) as server_process:
        server_process.until("Spark Connect server started")
        yield f"sc://{HOST}:{port}"


@dataclass
class Running:
    """A process, and the file of what it says."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def until(self, words: str, times: int = 1) -> None:
        """Wait until it has said something, so many times."""
        begun = time.monotonic()
        while self.said().count(words) < times:
            if time.monotonic() - begun > PATIENCE or self.process.poll() is not None:
                raise RuntimeError(f"{self.log.name} does not say '{words}':\n{self.said()[-2000:]}")
            time.sleep(0.1)


@contextmanager
def process(words: list[str], folder: Path, name: str, memory: str = "256m") -> Iterator[Running]:
    """A Java process of Spark's, ended with all that it has started."""
    import pyspark

    home = Path(pyspark.__file__).parent
    log = folder / f"{name}.log"
    levels = folder / "log4j2.properties"
    levels.write_text(LEVELS, encoding="utf-8")
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": memory,
        "SPARK_CONF_DIR": str(folder),
    }
    with log.open("w", encoding="utf-8") as said:
        started = subprocess.Popen(
            [sys.executable, "-c", TIED, str(home / "bin" / "spark-class"), *words],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
        try:
            yield Running(started, log)
        finally:
            end(started)


def end(started: subprocess.Popen[bytes]) -> None:
    """End a process and those it has started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(started.pid, how)
            started.wait(timeout=10)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    started.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


# Linux asks the process to end when the one that started it is gone, however that came about.
TIED = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    at_parents_end = 1
    ctypes.CDLL(None).prctl(at_parents_end, signal.SIGTERM)
os.execv(sys.argv[1], sys.argv[1:])
"""
LEVELS = """\
rootLogger.level = info
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
"""
