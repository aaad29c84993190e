"""Loading one source: its extracts conformed file by file, then each table finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from abmetry.engine.loading import LakeUnwritableError, LoadingEngine
from abmetry.errors import LoadError
from abmetry.model.conform import conform
from abmetry.model.finish import finish, forget
from abmetry.model.intact import DamagedModelError, check_files, mark_of
from abmetry.model.records import LeftOut, LoadRecord, TableCounts, stored_files
from abmetry.model.rejected import RejectQueries
from abmetry.model.tables import TABLES
from abmetry.model.typed import Stamp, TypedFile, write_typed
from abmetry.sources.extract import Extract, Ignored, RawFile, Refused
from abmetry.sources.reader import Reader, TableShape
from abmetry.sources.registry import SOURCES
from abmetry.workspace.sources import AnySource
from abmetry.workspace.workspace import Workspace

SHAPES = {
    name: TableShape(tuple(column.name for column in table.columns), table.required, table.any_of)
    for name, table in TABLES.items()
}


@dataclass
class _Gathered:
    """What was read of one table: conformed files, rows and broken lines, rows with a problem."""

    files: list[TypedFile] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    rows_in: int = 0
    rejected: int = 0


@dataclass
class SourceLoad:
    """One source within a load; `run` fills `counts`, `refused`, `ignored` and `rejects`."""

    engine: LoadingEngine
    workspace: Workspace
    source: AnySource
    records: Sequence[LoadRecord]
    load_id: str
    loaded_at: datetime
    staging: Path
    progress: Callable[[str], None]
    counts: list[TableCounts] = field(default_factory=list)
    refused: list[LeftOut] = field(default_factory=list)
    ignored: list[LeftOut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rejects = RejectQueries(self.engine, self.source.name, self.loaded_at, [])
        self._gathered: defaultdict[str, _Gathered] = defaultdict(_Gathered)
        self._counted: set[RawFile] = set()
        self._stamp = Stamp(self.source.name, self.loaded_at)

    def run(self) -> None:
        """Read, conform, compare and write; nothing of the lake is touched."""
        self.staging.mkdir(parents=True, exist_ok=True)
        folder = self.workspace.root / Path(self.source.path).expanduser()
        own = self.workspace.settings.identity.own_domains
        reader = Reader(self.engine, folder, self.staging / "raw", SHAPES, own)
        try:
            for found in SOURCES[self.source.type](self.source, reader):
                if isinstance(found, Extract):
                    self._take(found)
                elif isinstance(found, Refused):
                    self._refuse(found.file, found.reason, found.table)
                elif isinstance(found, Ignored):
                    self.ignored.append(LeftOut(self.source.name, found.file, found.reason))
        except LakeUnwritableError:
            raise
        except LoadError as error:
            self._refuse(self.source.path, str(error))
        for table, gathered in self._gathered.items():
            try:
                self._finish(table, gathered)
            except (LakeUnwritableError, DamagedModelError):
                raise
            except LoadError as error:
                check_files(self.workspace.places, self._records_of(table), whole=True)
                more = f" and {len(gathered.labels) - 1} more" if len(gathered.labels) > 1 else ""
                self._refuse(f"{gathered.labels[0]}{more}", str(error), table)

    def _known(self, table: str) -> list[TableCounts]:
        """What earlier loads stored of a table from this source."""
        stored = stored_files(self.records, table)
        return [counts for counts in stored if counts.source == self.source.name]

    def _records_of(self, table: str) -> list[LoadRecord]:
        """The loads that a table is compared with, with what they stored of it from this source alone."""
        return [
            replace(
                record,
                tables=tuple(c for c in record.tables if (c.source, c.table) == (self.source.name, table)),
            )
            for record in self.records
        ]

    def _refuse(self, file: str, reason: str, table: str | None = None) -> None:
        self.refused.append(LeftOut(self.source.name, file, " ".join(reason.split()), table))

    def _take(self, extract: Extract) -> None:
        self.progress(f"{self.source.name}: {extract.file.label} -> {extract.table}")
        table, label = TABLES[extract.table], extract.file.label
        number = sum(len(gathered.files) for gathered in self._gathered.values())
        target = self.staging / "typed" / f"{number}.parquet"
        settings = self.workspace.settings
        try:
            conformed = conform(
                self.engine, table, extract, zone=settings.workspace.timezone, kinds=settings.kinds
            )
            file = write_typed(
                self.engine,
                table,
                conformed,
                target,
                label,
                self._stamp,
                whole=not self._known(extract.table),
            )
        except LakeUnwritableError:
            raise
        except LoadError as error:
            self._refuse(label, str(error), extract.table)
            return
        gathered = self._gathered[extract.table]
        gathered.files.append(file)
        gathered.labels.append(label)
        gathered.rows_in += file.rows
        gathered.rejected += file.bad
        if file.bad:
            self.rejects.problems(extract.table, file, conformed.problems)
        if extract.file not in self._counted:
            self._counted.add(extract.file)
            broken = len(extract.file.rejected)
            gathered.rows_in += broken
            gathered.rejected += broken
            self.rejects.structural(
                extract.table, label, extract.file.rejected, f"broken_{extract.file.relation}"
            )

    def _finish(self, name: str, gathered: _Gathered) -> None:
        self.progress(f"{self.source.name}: {name}")
        table, places = TABLES[name], self.workspace.places
        earlier = [
            counts
            for record in self.records
            for counts in record.tables
            if counts.table == name and counts.source == self.source.name
        ]
        check_files(places, self._records_of(name), whole=False)
        target = self.staging / "stored" / name / f"{self.load_id}-{self.staging.name}.parquet"
        done = finish(
            self.engine,
            table,
            gathered.files,
            self._known(name),
            folder=places.model,
            target=target,
        )
        if done.repeated:
            relation = f"repeated_{self.staging.name}_{name}"
            self.rejects.repeated(name, gathered.files, done.repeated_sql, relation)
        forget(self.engine)
        rejected = gathered.rejected + done.repeated
        if gathered.rows_in != done.loaded + done.unchanged + rejected:
            raise AssertionError(
                f"{name}: {gathered.rows_in} rows in, but {done.loaded} loaded, {done.unchanged} unchanged"
                f" and {rejected} rejected"
            )
        before = earlier[-1].keys if earlier else 0
        keys = before + done.loaded - done.changed
        self.counts.append(
            TableCounts(
                self.source.name,
                name,
                gathered.rows_in,
                done.loaded,
                done.unchanged,
                rejected,
                done.changed,
                keys,
                keys - done.keys,
                tuple(gathered.labels),
                tuple(f"{name}/{file}" for file in done.stored),
                tuple(mark_of(target.with_name(file)) for file in done.stored),
            )
        )
