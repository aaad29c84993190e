"""Engines for tests: one Spark of a master and two workers, of which every test has a session of its own."""

from collections.abc import Iterator

import pytest

from abmetry.engine.engine import Engine
from engine.every_engine import opened
from engine.spark_cluster import CONF, cluster


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Spark as a standalone cluster on loopback; all that asks for Spark in this process joins it."""
    from abmetry.engine.spark import SparkEngine

    with cluster(tmp_path_factory.mktemp("cluster")) as master, SparkEngine(master, CONF) as engine:
        yield engine


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine that `on_every_engine` names."""
    yield from opened(request.param, request)
