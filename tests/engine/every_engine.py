"""One test, run on every engine."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.engine import Engine

SPARK = "spark"
ENGINES = ("duckdb", SPARK)


def why_no_spark() -> str | None:
    """What Spark lacks here."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Spark needs Java, and there is none here"
    if importlib.util.find_spec("pyspark") is None:
        return "Spark needs PySpark, and it is not installed"
    return None


def on_every_engine(test: Callable[..., Any]) -> Any:
    """Run a test once per engine, each time with a session of it as ``engine``."""
    marked = [pytest.param(name, marks=pytest.mark.spark) if name == SPARK else name for name in ENGINES]
    return pytest.mark.parametrize("engine", marked, indirect=True)(test)


def opened(name: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A session of an engine; Spark is started once for all tests."""
    whole = request.getfixturevalue("spark") if name == SPARK else DuckDBEngine(threads=1)
    with whole.session() as session:
        yield session
    if name != SPARK:
        whole.close()
