"""Facts on Spark: each a folder of Parquet, which those that read it read it from."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from abmetry.engine.spark import SparkEngine
from abmetry.facts.stores.far_lake import FarLake
from abmetry.facts.stores.store import FactStore
from abmetry.model.versions import open_model
from abmetry.steps.fact import AnyFact, Fact, Step, steps_sql
from abmetry.steps.reused import needed_steps, reused_steps
from abmetry.workspace.places import Places
from abmetry.workspace.settings import Settings

SCRATCH = "scratch"


class SparkStore(FactStore):
    """``facts/<fact>.parquet``, each a folder of parts, in the build's folder or at the lake's address.

    Internal facts lie beside them until the build is done; at an address they are kept by Spark itself.
    """

    engine: SparkEngine

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Start Spark, or join the one that runs.

        Args:
            settings: The definitions, and the engine's address.
            folder: The build's folder.

        Raises:
            AbmetryError: The engine does not start, or the lake's address cannot be written.
        """
        self._settings = settings
        self._scratch = folder / SCRATCH
        self._kept: list[str] = []
        spark = settings.engine.spark
        self.engine = SparkEngine(spark.master, dict(spark.conf))
        self._lake: FarLake | None = None
        if spark.lake and settings.folder:
            self._lake = FarLake(Places(settings.folder), spark.lake)
            self.address = self._lake.begin(self.engine, folder.name.strip(".").partition(".")[0])
        self._facts = self.address or str(folder / "facts")

    def open_model(self, places: Places, known_at: datetime | None) -> frozenset[str]:
        """Open the model where Spark reads it, once the files that are missing there have been sent."""
        if self._lake is None:
            return open_model(self.engine, places, known_at)
        self._lake.send_model(self.engine, known_at)
        return open_model(self.engine, places, known_at, self._lake.model)

    def make(self, fact: AnyFact) -> None:
        """Write a fact, and open what was written under its name."""
        given = f"{fact.name}_rows"
        made: list[str] = []
        if isinstance(fact, Fact):
            sql = self._sql(fact, made)
        else:
            made.append(given)
            self.engine.register(given, fact.table(self.engine, self._settings))
            sql = f"select * from {given}"
        if fact.internal and self._lake is not None:
            self.engine.create_table(fact.name, sql, temporary=True)
        else:
            path = f"{self._scratch if fact.internal else self._facts}/{fact.name}.parquet"
            self.engine.keep_parquet(fact.name, sql, path)
            if not fact.internal:
                self._kept.append(fact.name)
        for name in made:
            self.engine.drop(name)

    def _sql(self, fact: Fact, made: list[str]) -> str:
        """The query of a fact, over tables of those of its steps that others name more than once.

        Spark would plan and make such a step anew wherever it is named.
        """
        steps: list[Step] = []
        all_steps = fact.all_steps(self.engine.dialect, self._settings)
        reused = reused_steps(all_steps)
        for step in all_steps:
            steps.append(step)
            if step.name in reused:
                table = f"step_{step.name}_of_{fact.name}"
                self.engine.create_table(table, steps_sql(needed_steps(steps)), temporary=True)
                made.append(table)
                steps[-1] = Step(step.name, f"select * from {table}")
        return fact.composed(needed_steps(steps))

    def rows(self) -> dict[str, int]:
        """How many rows each fact that is kept has: Parquet knows it."""
        counts = " union all ".join(
            f"select {place} as place, count(*) as n from {name}" for place, name in enumerate(self._kept)
        )
        return {self._kept[row["place"]]: row["n"] for row in self.engine.query(counts).to_pylist()}

    def close(self) -> None:
        """Give the session back, and remove internal facts."""
        self.engine.close()
        shutil.rmtree(self._scratch, ignore_errors=True)
