"""Facts on the embedded engine: tables of the serving copy, written as Parquet beside the making of the next."""

from __future__ import annotations

import shutil
from pathlib import Path

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.build_record import SERVING
from abmetry.facts.making import make_fact
from abmetry.facts.stores.store import FactStore
from abmetry.facts.writing import FactWriter
from abmetry.steps.fact import AnyFact
from abmetry.workspace.settings import Settings

WORKINGS = "workings.duckdb"
"""Internal facts: the next build begins from them, and no question asks them."""


class DuckDBStore(FactStore):
    """A database file per build, and ``facts/<fact>.parquet``."""

    engine: DuckDBEngine

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Open it.

        Args:
            settings: The definitions, and what the engine may take.
            folder: The build's folder.
        """
        self._settings = settings
        self._folder = folder
        self.engine = DuckDBEngine(
            folder / SERVING,
            memory=settings.engine.memory,
            threads=settings.engine.threads,
            spill=folder / "spill",
            scratch=folder / WORKINGS,
            keep_memory=True,
        )
        self._writer = FactWriter(self.engine, folder / "facts")

    def make(self, fact: AnyFact) -> None:
        """Make a fact, and have it written in another thread unless it is internal."""
        make_fact(self.engine, fact, self._settings)
        if not fact.internal:
            self._writer.write(fact.name)

    def rows(self) -> dict[str, int]:
        """How many rows each fact that is kept has, once all are written."""
        return self._writer.rows()

    def close(self) -> None:
        """Close the database, and remove what was spilled."""
        self._writer.close()
        self.engine.close()
        shutil.rmtree(self._folder / "spill", ignore_errors=True)
