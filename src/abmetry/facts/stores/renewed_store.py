"""Facts on the embedded engine, out of those of the build before: its files, with what changed made anew."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.build_record import SERVING
from abmetry.facts.exclusions import get_ready
from abmetry.facts.incremental.beside import Beside
from abmetry.facts.incremental.last_build import LastBuild
from abmetry.facts.incremental.model_changes import model_changes
from abmetry.facts.incremental.parts import link_parts, next_part, parts_of
from abmetry.facts.incremental.renewing import (
    SERVING_CATALOG,
    WHOLE_MODEL,
    WORKINGS_NAME,
    Renewed,
    Renewing,
)
from abmetry.facts.incremental.session_renewal import renew_sessions
from abmetry.facts.incremental.touch_renewal import MADE_TOGETHER, renew_touches, renewal_of
from abmetry.facts.registry import all_facts
from abmetry.facts.stores.duckdb_store import WORKINGS
from abmetry.facts.stores.store import FactStore
from abmetry.facts.writing import FactWriter
from abmetry.model.records import stored_files
from abmetry.model.tables import TABLES
from abmetry.model.versions import open_model
from abmetry.steps.fact import AnyFact
from abmetry.workspace.durable import sync_files
from abmetry.workspace.places import Places
from abmetry.workspace.settings import Settings

_DATABASES = (SERVING, WORKINGS)
_CATALOGS = (SERVING_CATALOG, WORKINGS_NAME)
FEW_CHANGED = 1_000_000
"""Of so many touches that changed, facts are made beside one another; of more, each may need all the memory."""
FEW_ROWS = 100_000
"""A fact of at most so many rows is written whole wherever it changed."""
MOST_PARTS = 20
"""A fact with so many parts is written whole again, so that readers do not slow down."""


class RenewedStore(FactStore):
    """The copy of a build's database in which facts are renewed; Parquet is linked, and grows by parts."""

    engine: DuckDBEngine
    _writer: FactWriter

    def __init__(self, settings: Settings, folder: Path, base: LastBuild) -> None:
        """Copy a build.

        Args:
            settings: The definitions, and what the engine may take.
            folder: The new build's folder.
            base: The build to begin from.
        """
        self._folder, self._base = folder, base
        self._facts = folder / "facts"
        self._files = ThreadPoolExecutor(len(_DATABASES), thread_name_prefix="files")
        self.engine = DuckDBEngine(
            memory=settings.engine.memory,
            threads=settings.engine.threads,
            spill=folder / "spill",
            keep_memory=True,
        )
        self._renewing = Renewing(self.engine, settings)
        self._beside: Beside | None = None
        self._opened = ExitStack()

    def open_model(self, places: Places, known_at: datetime | None) -> frozenset[str]:
        """Open the model as it is now, and find what changed in it since the base."""
        copied = [
            self._files.submit(shutil.copyfile, self._base.folder / name, self._folder / name)
            for name in _DATABASES
        ]
        get_ready()
        # A load that ends meanwhile waits for the next build.
        newest = self._base.later[-1].loaded_at if self._base.later else known_at
        loaded = open_model(self.engine, places, newest, prefix=WHOLE_MODEL)
        for table in TABLES:
            for relation in (f"model_{table}", f"versions_{table}"):
                self.engine.create_view(relation, f"select * from {WHOLE_MODEL}{relation}")
        stored = stored_files([*self._base.before, *self._base.later], "touches")
        self._renewing.several_sources = len({counts.source for counts in stored}) > 1
        self._renewing.changed |= model_changes(self.engine, places, self._base.before, self._base.later)
        for copy in copied:
            copy.result()
        self._open_copies()
        return loaded

    def _open_copies(self) -> None:
        # The engine has the disk take a file when it completes it: by then it shall have taken what is not changed.
        self._taken = [self._files.submit(sync_files, [self._folder / name]) for name in _DATABASES]
        for name, catalog in zip(_DATABASES, _CATALOGS, strict=True):
            # What the engine says of damage need not name the file.
            self.engine.path = self._folder / name
            self.engine.attach(self._folder / name, catalog)
        self.engine.path = self._folder / SERVING
        self._writer = self._opened.enter_context(FactWriter(self.engine, self._facts))

    def make(self, fact: AnyFact) -> None:
        """Bring a fact up to date, or begin to: those after touches read nothing but facts, and need not wait."""
        if fact.name in MADE_TOGETHER:
            return
        if self._beside is not None:
            self._beside.begin(fact)
            return
        self._renew(self._renewing, fact)
        if fact.name == "touches" and self._few_changed("touches"):
            self._beside = Beside(self._renewing, self._renew)
            self._opened.callback(self._beside.close)

    def rows(self) -> dict[str, int]:
        """How many rows each fact that is kept has, once all are written."""
        if self._beside is not None:
            self._beside.end()
            self.seconds = self._beside.seconds
        self._writer.rows()
        for taken in self._taken:
            taken.result()
        list(self._files.map(self._complete, _CATALOGS))
        names = [name for name, fact in all_facts().items() if not fact.internal]
        return {name: self._renewing.count(self._renewing.whole(name)) for name in names}

    def close(self) -> None:
        """Close the database, and remove what was spilled."""
        self._opened.close()
        self._files.shutdown(wait=True, cancel_futures=True)
        self.engine.close()
        shutil.rmtree(self._folder / "spill", ignore_errors=True)

    def _renew(self, renewing: Renewing, fact: AnyFact) -> None:
        renew = {"touches": renew_touches, "sessions": renew_sessions}.get(fact.name)
        found = renew(renewing) if renew else renewing.renew(fact)
        if not fact.internal:
            self._write(renewing, fact, found)

    def _few_changed(self, name: str) -> bool:
        changed = self._renewing.changed.get(name)
        return changed is None or self._renewing.count(changed) <= FEW_CHANGED

    def _complete(self, catalog: str) -> None:
        with self.engine.session() as session:
            session.execute(f"checkpoint {catalog}")

    def _write(self, renewing: Renewing, fact: AnyFact, found: Renewed) -> None:
        """Link a fact's files, and add what changed or, where that is much, write it whole again."""
        name = fact.name
        if found.changed is None:
            link_parts(name, self._base.folder / "facts", self._facts)
            return
        renewal = renewal_of(name)
        parts = len(parts_of(self._base.folder / "facts", name))
        if (
            found.keys is None
            or renewal is None
            or parts >= MOST_PARTS
            or renewing.count(renewing.whole(name)) <= FEW_ROWS
        ):
            self._writer.write(name)
            return
        link_parts(name, self._base.folder / "facts", self._facts)
        part = next_part(self._facts, name, parts + 1)
        renewing.engine.write_parquet(renewal.rows_sql(renewing.whole(name), found.keys), part.rows)
        renewing.engine.write_parquet(f"select * from {found.keys}", part.gone)
