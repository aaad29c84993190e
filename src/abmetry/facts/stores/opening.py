"""Choosing where the facts of a build are made."""

from __future__ import annotations

from pathlib import Path

from abmetry.facts.build_record import BuildRecord
from abmetry.facts.incremental.last_build import LastBuild
from abmetry.facts.stores.store import FactStore
from abmetry.workspace.settings import Settings


def open_store(settings: Settings, folder: Path, base: LastBuild | None = None) -> FactStore:
    """A store of the engine that the settings name.

    Args:
        settings: The definitions, and the engine.
        folder: The build's folder.
        base: The build to begin from; None: all is made anew.

    Raises:
        AbmetryError: The engine does not start.
    """
    if settings.engine.name == "spark":
        from abmetry.facts.stores.spark_store import SparkStore

        return SparkStore(settings, folder)
    if base is not None:
        from abmetry.facts.stores.renewed_store import RenewedStore

        return RenewedStore(settings, folder, base)
    from abmetry.facts.stores.duckdb_store import DuckDBStore

    return DuckDBStore(settings, folder)


def is_in_reach(record: BuildRecord, settings: Settings) -> bool:
    """Whether the engine that the settings name can read the facts of a build where they are."""
    return record.address is None or settings.engine.name == "spark"
