"""Builds: the facts of one state of the model, written beside the last build and then swapped in."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from abmetry.engine.damage import DamagedFileError
from abmetry.errors import AbmetryError, Unanswerable
from abmetry.facts.account_conditions import check_account_conditions
from abmetry.facts.build_record import BuildRecord, current_id, hash_of_loads, point_to, sizes_of
from abmetry.facts.form import form_of_facts, queries_of_facts
from abmetry.facts.incremental.last_build import LastBuild, find_last_build
from abmetry.facts.leftovers import DRAFT, KNOWN, forget_known, forget_old, remove_leftovers
from abmetry.facts.registry import all_facts
from abmetry.facts.stores.opening import is_in_reach, open_store
from abmetry.lang.message import message
from abmetry.model.intact import check_files
from abmetry.model.records import LoadRecord, read_records
from abmetry.model.versions import loaded_tables
from abmetry.workspace.alone import alone
from abmetry.workspace.durable import sync_folder
from abmetry.workspace.kept_definitions import keep_definitions
from abmetry.workspace.places import Places
from abmetry.workspace.workspace import Workspace

Progress = Callable[[str, int, int], None]
Note = Callable[[str], None]


def build(
    workspace: Workspace,
    *,
    full: bool = False,
    known_at: datetime | None = None,
    progress: Progress | None = None,
    note: Note | None = None,
) -> BuildRecord:
    """Make identity and facts of what is loaded, out of the last build where one can begin from it.

    Args:
        workspace: The workspace.
        full: Build from the beginning, even where nothing has changed since the last build.
        known_at: Leave out what was loaded after this instant (naive UTC); such a build stands beside the current
            one and never takes its place.
        progress: Told the name of each fact, its number, and how many there are.
        note: Told, in a sentence or two, why a build is made from the beginning that could have done without.

    Returns:
        The record of the build, the last one where nothing has changed.

    Raises:
        AbmetryError: Another build is running, or the folder cannot be written.
    """
    places = workspace.places
    with _alone(places):
        remove_leftovers(places)
        records = read_records(places, known_at)
        if not full and (last := _same(workspace, records, known_at)):
            if known_at is None:
                point_to(places, last.id)
            return last
        now = datetime.now(UTC)
        build_id = now.strftime("%Y%m%dT%H%M%S%fZ")
        if known_at is not None:
            build_id = f"{KNOWN}{build_id}"
        base = None if full or known_at else find_last_build(workspace, records)
        partial = places.builds / f".{build_id}.partial"
        try:
            record, written = _written(workspace, partial, build_id, records, known_at, progress, base, note)
            _keep(written, places.build(build_id))
            if known_at is None:
                keep_definitions(workspace, now.replace(tzinfo=None))
                point_to(places, build_id)
        except OSError as error:
            raise AbmetryError(
                message("The build cannot be written: {error}.", error=error.strerror or error)
            ) from error
        finally:
            for left in places.builds.glob(f".{build_id}.*partial"):
                shutil.rmtree(left, ignore_errors=True)
        if known_at is None:
            forget_old(places, build_id)
        forget_known(places)
        return record


def _written(
    workspace: Workspace,
    partial: Path,
    build_id: str,
    records: Sequence[LoadRecord],
    known_at: datetime | None,
    progress: Progress | None,
    base: LastBuild | None,
    note: Note | None,
) -> tuple[BuildRecord, Path]:
    """Write a build, and tell where to; where the one to begin from turns out to be damaged, from the beginning."""
    try:
        check_files(workspace.places, base.before if base else (), whole=False)
        check_files(workspace.places, base.later if base else records, whole=True)
        if base is not None:
            base.record.check_files(base.folder)
        return write_build(workspace, partial, build_id, records, known_at, progress, base), partial
    except (DamagedFileError, FileNotFoundError) as error:
        if base is None:
            raise
        if note:
            note(message("{error} So all is made from the beginning.", error=_sentence(error)))
        # The engine may still hold the files of the first attempt, and would take new ones of their name for them.
        anew = partial.with_name(f".{build_id}.anew.partial")
        return _written(workspace, anew, build_id, records, known_at, progress, None, note)


def _sentence(error: Exception) -> str:
    if isinstance(error, AbmetryError):
        return error.message
    return message("The last build has lost a file ({file}).", file=getattr(error, "filename", None) or error)


def _keep(partial: Path, folder: Path) -> None:
    """Give a written build its name.

    The disk takes its files in its own time: all of a build can be made again of the model, which is on the disk, and
    waiting for gigabytes would take longer than a build that follows a day's rows.
    """
    files = [path for path in partial.rglob("*") if path.is_file()]
    if any(path.suffix == ".wal" for path in files):
        raise OSError(errno.EIO, message("its database could not be completed"))
    for inner in (*(path for path in partial.rglob("*") if path.is_dir()), partial):
        sync_folder(inner)
    partial.rename(folder)
    sync_folder(folder.parent)


def write_build(
    workspace: Workspace,
    folder: Path,
    build_id: str,
    records: Sequence[LoadRecord],
    known_at: datetime | None,
    progress: Progress | None,
    base: LastBuild | None = None,
) -> BuildRecord:
    """Write a build's facts, serving copy and record into a folder that is not there yet.

    Args:
        workspace: The workspace.
        folder: Where to.
        build_id: The build's id.
        records: The loads that are in it; one that ends meanwhile waits for the next build.
        known_at: Leave out what was loaded after this instant (naive UTC); None: all there is.
        progress: Told the name of each fact, its number, and how many there are.
        base: The build to begin from; None: make all anew.
    """
    folder.mkdir(parents=True)
    until = records[-1].loaded_at if records else known_at
    settings = workspace.settings
    facts = all_facts()
    seconds = {}
    with open_store(settings, folder, base) as store:
        engine = store.engine
        loaded = store.open_model(workspace.places, until)
        if "accounts" in loaded:
            check_account_conditions(engine, settings)
        for number, (name, fact) in enumerate(facts.items(), 1):
            if progress:
                progress(name, number, len(facts))
            begun = time.perf_counter()
            store.make(fact)
            seconds[name] = round(time.perf_counter() - begun, 3)
        begun = time.perf_counter()
        rows = store.rows()
        seconds |= store.seconds
        seconds[name] = round(seconds[name] + time.perf_counter() - begun, 3)
        attributes = engine.query(engine.dialect.json_keys("accounts", "attributes")).to_pylist()
        lists = engine.query("select distinct list_id from list_stays").to_pylist()
        tiers = engine.query(
            "select tier, min(tier_rank) as tier_rank from list_stays"
            " where tier is not null group by tier order by 2, 1"
        ).to_pylist()
    record = BuildRecord(
        id=build_id,
        built_at=datetime.now(UTC).isoformat(timespec="microseconds"),
        known_at=known_at.isoformat() if known_at else None,
        definition=workspace.definition_hash,
        load=newest_of(records),
        form=form_of_facts(),
        loaded=tuple(sorted(loaded)),
        rows=rows,
        seconds=seconds,
        attributes=tuple(sorted(row["name"] for row in attributes)),
        tiers=tuple(row["tier"] for row in tiers),
        lists=tuple(sorted({*settings.lists, *(row["list_id"] for row in lists)})),
        address=store.address,
        sizes=sizes_of(folder),
        loads=hash_of_loads(records, newest_of(records)),
        queries=queries_of_facts(),
    )
    record.write(folder)
    return record


def newest_load(places: Places, known_at: datetime | None = None) -> str | None:
    """Id of the newest load that brought something new: rows, or a table that was never loaded before."""
    return newest_of(read_records(places, known_at))


def newest_of(records: Sequence[LoadRecord]) -> str | None:
    """Id of the newest of some loads that brought something new."""
    newest, tables = None, frozenset[str]()
    for record in records:
        seen = tables | loaded_tables([record])
        if seen != tables or any(counts.stored for counts in record.tables):
            newest, tables = record.load_id, seen
    return newest


def _same(workspace: Workspace, of: Sequence[LoadRecord], known_at: datetime | None) -> BuildRecord | None:
    """The build that a new one would be the same as: by the same definitions, of the same loads, in reach."""
    places, newest = workspace.places, newest_of(of)
    wanted = (
        workspace.definition_hash,
        newest,
        hash_of_loads(of, newest),
        form_of_facts(),
        queries_of_facts(),
    )
    candidates = [] if known_at is None else sorted(places.builds.glob(f"{KNOWN}*"))
    records = []
    for folder in [places.build(current), *candidates] if (current := current_id(places)) else candidates:
        try:
            record = BuildRecord.read(folder)
            record.check_files(folder)
        except (Unanswerable, DamagedFileError):
            continue
        records.append(record)
    return next(
        (
            record
            for record in records
            if (record.definition, record.load, record.loads, record.form, record.queries) == wanted
            and is_in_reach(record, workspace.settings)
        ),
        None,
    )


@contextmanager
def drafted(workspace: Workspace, progress: Progress | None = None) -> Iterator[BuildRecord]:
    """A build of all that is loaded, to try definitions out; it is gone with the with statement.

    Args:
        workspace: The workspace, with the definitions to try.
        progress: Told the name of each fact, its number, and how many there are.

    Raises:
        AbmetryError: Another build is running, or the folder cannot be written.
    """
    places = workspace.places
    with _alone(places):
        remove_leftovers(places)
        build_id = f"{DRAFT}{datetime.now(UTC).strftime('%Y%m%dT%H%M%S%fZ')}"
        folder = places.build(build_id)
        try:
            yield _write_draft(workspace, folder, build_id, progress)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _write_draft(workspace: Workspace, folder: Path, build_id: str, progress: Progress | None) -> BuildRecord:
    try:
        return write_build(workspace, folder, build_id, read_records(workspace.places), None, progress)
    except OSError as error:
        raise AbmetryError(
            message("The draft cannot be written: {error}.", error=error.strerror or error)
        ) from error


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """Hold the build's lock."""
    taken = AbmetryError(
        message("Another build of this workspace is running."), help=message("Wait for it to end.")
    )
    with ExitStack() as held:
        try:
            places.builds.mkdir(parents=True, exist_ok=True)
            held.enter_context(alone(places.home / "build.lock", taken))
        except OSError as error:
            raise AbmetryError(
                message("{home} cannot be written: {error}.", home=places.home, error=error.strerror or error)
            ) from error
        yield
