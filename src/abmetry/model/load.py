"""Loading: sources into the model, all of a load or nothing of it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError, UsageError
from abmetry.lang.message import message
from abmetry.model.records import LoadRecord, read_records, records_folder, write_record
from abmetry.model.source_load import SourceLoad
from abmetry.workspace.alone import alone
from abmetry.workspace.durable import sync_files, sync_folder
from abmetry.workspace.sources import AnySource
from abmetry.workspace.workspace import Workspace

Progress = Callable[[str], None]
_STAGING = "loading"


@dataclass(frozen=True)
class LoadReport:
    """What a load did.

    Attributes:
        record: Its record: counts per source and table, files refused and ignored.
    """

    record: LoadRecord

    @property
    def exit_status(self) -> int:
        """0, or 1 if a file was refused."""
        return 1 if self.record.refused else 0


def load(workspace: Workspace, sources: Sequence[str] = (), progress: Progress | None = None) -> LoadReport:
    """Load sources into the model; for every table, rows in = loaded + unchanged + rejected.

    The load counts as a whole from the moment that its record is written; one that is killed, or finds the disk full,
    leaves the lake as it was.

    Args:
        workspace: The workspace.
        sources: Names of the sources to load; none: all.
        progress: Is told, in a few words, what is being read.

    Raises:
        UsageError: There is no source of that name.
        LoadError: No source is configured, another load is running, or the lake cannot be written.
    """
    chosen = _chosen(workspace, sources)
    places = workspace.places
    taken = LoadError(message("Another load of this workspace is running."), message("Wait for it to end."))
    try:
        with alone(places.home / "load.lock", taken), _staging(places.lake / _STAGING) as staging:
            return _load(workspace, chosen, staging, progress or (lambda _: None))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise LoadError(
            message("The lake cannot be written: {error}{where}.", error=error.strerror or error, where=where)
        ) from error


def _load(
    workspace: Workspace, sources: Sequence[AnySource], staging: Path, progress: Progress
) -> LoadReport:
    places, settings = workspace.places, workspace.settings
    started = time.monotonic()
    records = read_records(places)
    _remove_orphans(places.model, {name for r in records for c in r.tables for name in c.stored})
    for partial in records_folder(places).glob(".*.partial"):
        partial.unlink(missing_ok=True)
    _remove_orphans(places.rejected, {r.rejected for r in records if r.rejected})
    loaded_at = _knowledge_time(records)
    load_id = loaded_at.strftime("%Y%m%dT%H%M%S.%fZ")
    memory, threads = settings.engine.memory, settings.engine.threads
    with LoadingEngine(memory=memory, threads=threads, spill=staging / "spill") as engine:
        done = []
        for number, source in enumerate(sources):
            part = SourceLoad(
                engine, workspace, source, records, load_id, loaded_at, staging / str(number), progress
            )
            part.run()
            done.append(part)
        rejects = [query for part in done for query in part.rejects.parts]
        rejected_file = None
        if rejects and engine.write_parquet(" union all ".join(rejects), staging / "rejected.parquet"):
            rejected_file = f"{load_id}.parquet"
    record = LoadRecord(
        load_id,
        loaded_at,
        round(time.monotonic() - started, 3),
        tuple(counts for part in done for counts in part.counts),
        tuple(left for part in done for left in part.refused),
        tuple(left for part in done for left in part.ignored),
        rejected_file,
        tuple(source.name for source in sources),
    )
    moves = [
        (part.staging / "stored" / name, places.model / name)
        for part in done
        for c in part.counts
        for name in c.stored
    ]
    if rejected_file:
        moves.append((staging / "rejected.parquet", places.rejected / rejected_file))
    _publish(moves, lambda: write_record(places, record))
    return LoadReport(record)


def _publish(moves: Sequence[tuple[Path, Path]], commit: Callable[[], None]) -> None:
    """Move files into the lake and write the record that makes them count; on failure take them out again."""
    moved: list[Path] = []
    sync_files(origin for origin, _ in moves)
    try:
        for origin, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            origin.replace(target)
            moved.append(target)
        for folder in {target.parent for target in moved}:
            sync_folder(folder)
            sync_folder(folder.parent)
        commit()
    except BaseException:
        for target in moved:
            target.unlink(missing_ok=True)
        raise


def _chosen(workspace: Workspace, names: Sequence[str]) -> list[AnySource]:
    known = list(workspace.settings.sources)
    if not known:
        raise LoadError(
            message("No source is configured."),
            message(
                'Add one to abmetry.toml, for example:\n\n[[sources]]\nname = "crm"\ntype = "files"\npath = "exports"'
            ),
        )
    for name in names:
        if name not in {source.name for source in known}:
            names_known = [source.name for source in known]
            near = get_close_matches(name, names_known, n=1)
            raise UsageError(
                message('There is no source "{name}".', name=name),
                message("Did you mean {near}?", near=near[0])
                if near
                else message(
                    "There is {sources}.",
                    "There are {sources}.",
                    n=len(known),
                    sources=", ".join(names_known),
                ),
            )
    return [source for source in known if not names or source.name in names]


def _knowledge_time(records: Sequence[LoadRecord]) -> datetime:
    """Now, and later than any load before, whatever the clock says."""
    now = datetime.now(UTC).replace(tzinfo=None)
    last = max((record.loaded_at for record in records), default=None)
    return max(now, last + timedelta(microseconds=1)) if last else now


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """An empty folder for what is written on the way; removed at the end."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_orphans(folder: Path, named: set[str]) -> None:
    """Remove Parquet files that no record names: what a killed load had moved before its record was written."""
    if folder.is_dir():
        for path in folder.rglob("*.parquet"):
            if path.relative_to(folder).as_posix() not in named:
                path.unlink(missing_ok=True)
