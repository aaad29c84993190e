"""Facts on Spark: each a folder of Parquet, which those that read it read it from."""

from __future__ import annotations

import shutil
from pathlib import Path

from abmetry.engine.spark import SparkEngine
from abmetry.facts.stores.store import FactStore
from abmetry.steps.fact import AnyFact, Fact
from abmetry.workspace.settings import Settings

SCRATCH = "scratch"


class SparkStore(FactStore):
    """``facts/<fact>.parquet``, each a folder of parts; internal facts beside them until the build is done."""

    engine: SparkEngine

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Start Spark, or join the one that runs.

        Args:
            settings: The definitions, and the engine's address.
            folder: The build's folder.

        Raises:
            AbmetryError: The engine does not start.
        """
        self._settings = settings
        self._folder = folder
        self._rows: dict[str, int] = {}
        self.engine = SparkEngine(settings.engine.spark.master, dict(settings.engine.spark.conf))

    def make(self, fact: AnyFact) -> None:
        """Write a fact, and open what was written under its name."""
        if isinstance(fact, Fact):
            sql = fact.sql(self.engine.dialect, self._settings)
        else:
            given = f"{fact.name}_rows"
            self.engine.register(given, fact.table(self.engine, self._settings))
            sql = f"select * from {given}"
        path = self._folder / (SCRATCH if fact.internal else "facts") / f"{fact.name}.parquet"
        rows = self.engine.write_parquet(sql, path)
        self.engine.open_parquet(fact.name, [str(path)])
        if not isinstance(fact, Fact):
            self.engine.drop(given)
        if not fact.internal:
            self._rows[fact.name] = rows

    def rows(self) -> dict[str, int]:
        """How many rows each fact that is kept has."""
        return dict(self._rows)

    def close(self) -> None:
        """Give the session back, and remove internal facts."""
        self.engine.close()
        shutil.rmtree(self._folder / SCRATCH, ignore_errors=True)
