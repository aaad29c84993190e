"""Choosing where the facts of a build are made."""

from __future__ import annotations

from pathlib import Path

from abmetry.facts.stores.store import FactStore
from abmetry.workspace.settings import Settings


def open_store(settings: Settings, folder: Path) -> FactStore:
    """A store of the engine that the settings name.

    Args:
        settings: The definitions, and the engine.
        folder: The build's folder.

    Raises:
        AbmetryError: The engine does not start.
    """
    if settings.engine.name == "spark":
        from abmetry.facts.stores.spark_store import SparkStore

        return SparkStore(settings, folder)
    from abmetry.facts.stores.duckdb_store import DuckDBStore

    return DuckDBStore(settings, folder)
