"""Facts on the embedded engine, out of those of the build before: its files, with what changed made anew."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.build_record import SERVING
from abmetry.facts.incremental.last_build import LastBuild
from abmetry.facts.incremental.model_changes import model_changes
from abmetry.facts.incremental.parts import link_parts, next_part, parts_of
from abmetry.facts.incremental.renewing import WHOLE_MODEL, WORKINGS_NAME, Renewed, Renewing
from abmetry.facts.incremental.session_renewal import renew_sessions
from abmetry.facts.incremental.touch_renewal import MADE_TOGETHER, renew_checks, renew_touches, renewal_of
from abmetry.facts.registry import all_facts
from abmetry.facts.stores.duckdb_store import WORKINGS
from abmetry.facts.stores.store import FactStore
from abmetry.facts.writing import FactWriter
from abmetry.model.records import stored_files
from abmetry.model.tables import TABLES
from abmetry.model.versions import open_model
from abmetry.steps.fact import AnyFact
from abmetry.workspace.places import Places
from abmetry.workspace.settings import Settings

FEW_ROWS = 100_000
"""A fact of at most so many rows is written whole wherever it changed."""
MOST_PARTS = 20
"""A fact with so many parts is written whole again, so that readers do not slow down."""


class RenewedStore(FactStore):
    """The copy of a build's database in which facts are renewed; Parquet is linked, and grows by parts."""

    engine: DuckDBEngine

    def __init__(self, settings: Settings, folder: Path, base: LastBuild) -> None:
        """Copy a build.

        Args:
            settings: The definitions, and what the engine may take.
            folder: The new build's folder.
            base: The build to begin from.
        """
        self._folder, self._base = folder, base
        self._facts = folder / "facts"
        for name in (SERVING, WORKINGS):
            shutil.copyfile(base.folder / name, folder / name)
        self.engine = DuckDBEngine(
            folder / SERVING,
            memory=settings.engine.memory,
            threads=settings.engine.threads,
            spill=folder / "spill",
            keep_memory=True,
        )
        self.engine.attach(folder / WORKINGS, WORKINGS_NAME)
        self._renewing = Renewing(self.engine, settings)
        self._writer = FactWriter(self.engine, self._facts)

    def open_model(self, places: Places, known_at: datetime | None) -> frozenset[str]:
        """Open the model as it is now, and find what changed in it since the base."""
        # A load that ends meanwhile waits for the next build.
        newest = self._base.later[-1].loaded_at if self._base.later else known_at
        loaded = open_model(self.engine, places, newest, prefix=WHOLE_MODEL)
        for table in TABLES:
            for relation in (f"model_{table}", f"versions_{table}"):
                self.engine.create_view(relation, f"select * from {WHOLE_MODEL}{relation}")
        stored = stored_files([*self._base.before, *self._base.later], "touches")
        self._renewing.several_sources = len({counts.source for counts in stored}) > 1
        self._renewing.changed |= model_changes(self.engine, places, self._base.before, self._base.later)
        return loaded

    def make(self, fact: AnyFact) -> None:
        """Bring a fact up to date."""
        if fact.name in MADE_TOGETHER:
            return
        renew = {
            "touches": renew_touches,
            "touch_checks": renew_checks,
            "sessions": renew_sessions,
        }.get(fact.name)
        found = renew(self._renewing) if renew else self._renewing.renew(fact)
        if not fact.internal:
            self._write(fact, found)

    def rows(self) -> dict[str, int]:
        """How many rows each fact that is kept has, once all are written."""
        self._writer.rows()
        names = [name for name, fact in all_facts().items() if not fact.internal]
        return {name: self._count(name) for name in names}

    def close(self) -> None:
        """Close the database, and remove what was spilled."""
        self._writer.close()
        self.engine.close()
        shutil.rmtree(self._folder / "spill", ignore_errors=True)

    def _write(self, fact: AnyFact, found: Renewed) -> None:
        """Link a fact's files, and add what changed or, where that is much, write it whole again."""
        name = fact.name
        if found.changed is None:
            link_parts(name, self._base.folder / "facts", self._facts)
            return
        renewal = renewal_of(name)
        parts = len(parts_of(self._base.folder / "facts", name))
        if found.keys is None or renewal is None or parts >= MOST_PARTS or self._count(name) <= FEW_ROWS:
            self._writer.write(name)
            return
        link_parts(name, self._base.folder / "facts", self._facts)
        part = next_part(self._facts, name, parts + 1)
        self.engine.write_parquet(renewal.rows_sql(self._renewing.whole(name), found.keys), part.rows)
        self.engine.write_parquet(f"select * from {found.keys}", part.gone)

    def _count(self, name: str) -> int:
        (counted,) = self.engine.query(f"select count(*) as n from {self._renewing.whole(name)}").to_pylist()
        return int(counted["n"])
