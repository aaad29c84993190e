"""Engines for tests: Spark is started once, and every test has a session of its own."""

from collections.abc import Iterator

import pytest

from abmetry.engine.engine import Engine
from engine.every_engine import opened


@pytest.fixture(scope="session")
def spark() -> Iterator[Engine]:
    """Spark within this machine."""
    from abmetry.engine.spark import SparkEngine

    with SparkEngine("local[2]") as engine:
        yield engine


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine that `on_every_engine` names."""
    yield from opened(request.param, request)
