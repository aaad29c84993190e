"""Builds: the facts of one state of the model, written beside the last build and then swapped in."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from abmetry.errors import AbmetryError, Unanswerable
from abmetry.facts.account_conditions import check_account_conditions
from abmetry.facts.build_record import BuildRecord, current_id, point_to
from abmetry.facts.form import form_of_facts
from abmetry.facts.incremental.last_build import LastBuild, find_last_build
from abmetry.facts.registry import all_facts
from abmetry.facts.stores.duckdb_store import WORKINGS
from abmetry.facts.stores.opening import is_in_reach, open_store
from abmetry.lang.message import message
from abmetry.model.records import read_records
from abmetry.model.versions import loaded_tables
from abmetry.workspace.kept_definitions import keep_definitions
from abmetry.workspace.places import Places
from abmetry.workspace.workspace import Workspace

KEPT = 3
DRAFT = "draft-"

Progress = Callable[[str, int, int], None]


def build(
    workspace: Workspace,
    *,
    full: bool = False,
    known_at: datetime | None = None,
    progress: Progress | None = None,
) -> BuildRecord:
    """Make identity and facts of what is loaded, out of the last build where one can begin from it.

    Args:
        workspace: The workspace.
        full: Build from the beginning, even where nothing has changed since the last build.
        known_at: Leave out what was loaded after this instant (naive UTC); such a build stands beside the current
            one and never takes its place.
        progress: Told the name of each fact, its number, and how many there are.

    Returns:
        The record of the build, the last one where nothing has changed.

    Raises:
        AbmetryError: Another build is running, or the folder cannot be written.
    """
    places = workspace.places
    with _alone(places):
        load = newest_load(places, known_at)
        if not full and (last := _same(workspace, load, known_at)):
            return last
        now = datetime.now(UTC)
        build_id = now.strftime("%Y%m%dT%H%M%S%fZ")
        if known_at is not None:
            build_id = f"known-{build_id}"
        partial = places.builds / f".{build_id}.partial"
        try:
            base = None if full or known_at else find_last_build(workspace, read_records(places))
            record = write_build(workspace, partial, build_id, load, known_at, progress, base)
            partial.rename(places.build(build_id))
        except OSError as error:
            raise AbmetryError(
                message("The build cannot be written: {error}.", error=error.strerror or error)
            ) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        if known_at is None:
            point_to(places, build_id)
            keep_definitions(workspace, now.replace(tzinfo=None))
            _forget_old(places, build_id)
        _forget_known(places)
        return record


def write_build(
    workspace: Workspace,
    folder: Path,
    build_id: str,
    load: str | None,
    known_at: datetime | None,
    progress: Progress | None,
    base: LastBuild | None = None,
) -> BuildRecord:
    """Write a build's facts, serving copy and record into a folder that is not there yet.

    Args:
        workspace: The workspace.
        folder: Where to.
        build_id: The build's id.
        load: Id of the newest load in it.
        known_at: Leave out what was loaded after this instant (naive UTC); None: all there is.
        progress: Told the name of each fact, its number, and how many there are.
        base: The build to begin from; None: make all anew.
    """
    folder.mkdir(parents=True)
    settings = workspace.settings
    facts = all_facts()
    seconds = {}
    with open_store(settings, folder, base) as store:
        engine = store.engine
        loaded = store.open_model(workspace.places, known_at)
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
        load=load,
        form=form_of_facts(),
        loaded=tuple(sorted(loaded)),
        rows=rows,
        seconds=seconds,
        attributes=tuple(sorted(row["name"] for row in attributes)),
        tiers=tuple(row["tier"] for row in tiers),
        lists=tuple(sorted({*settings.lists, *(row["list_id"] for row in lists)})),
        address=store.address,
    )
    record.write(folder)
    return record


def newest_load(places: Places, known_at: datetime | None = None) -> str | None:
    """Id of the newest load that brought something new: rows, or a table that was never loaded before."""
    newest, tables = None, frozenset[str]()
    for record in read_records(places, known_at):
        seen = tables | loaded_tables([record])
        if seen != tables or any(counts.stored for counts in record.tables):
            newest, tables = record.load_id, seen
    return newest


def _same(workspace: Workspace, load: str | None, known_at: datetime | None) -> BuildRecord | None:
    """The build that a new one would be the same as: by the same definitions, of the same loads, in reach."""
    places, definition = workspace.places, workspace.definition_hash
    candidates = [] if known_at is None else sorted(places.builds.glob("known-*"))
    records = []
    for folder in [places.build(current), *candidates] if (current := current_id(places)) else candidates:
        try:
            records.append(BuildRecord.read(folder))
        except Unanswerable:
            continue
    return next(
        (
            record
            for record in records
            if (record.definition, record.load, record.form) == (definition, load, form_of_facts())
            and is_in_reach(record, workspace.settings)
        ),
        None,
    )


def _forget_old(places: Places, current: str) -> None:
    """Remove builds that nobody opens any more, and what killed builds left behind."""
    whole = sorted(
        f for f in places.builds.iterdir() if f.is_dir() and not f.name.startswith((".", "known-", DRAFT))
    )
    for folder in whole[:-KEPT]:
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)
    for folder in whole:
        if folder.name != current:
            (folder / WORKINGS).unlink(missing_ok=True)
    for folder in places.builds.glob(".*.partial"):
        shutil.rmtree(folder, ignore_errors=True)


def _forget_known(places: Places) -> None:
    """Remove all but the last builds of what was known earlier."""
    for folder in sorted(places.builds.glob("known-*"))[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


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
        for left in places.builds.glob(f"{DRAFT}*"):
            shutil.rmtree(left, ignore_errors=True)
        build_id = f"{DRAFT}{datetime.now(UTC).strftime('%Y%m%dT%H%M%S%fZ')}"
        folder = places.build(build_id)
        try:
            yield _write_draft(workspace, folder, build_id, progress)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _write_draft(workspace: Workspace, folder: Path, build_id: str, progress: Progress | None) -> BuildRecord:
    try:
        return write_build(workspace, folder, build_id, newest_load(workspace.places), None, progress)
    except OSError as error:
        raise AbmetryError(
            message("The draft cannot be written: {error}.", error=error.strerror or error)
        ) from error


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """Hold the build's lock; the system gives it back when a process dies."""
    try:
        places.builds.mkdir(parents=True, exist_ok=True)
        lock = (places.home / "build.lock").open("w")
    except OSError as error:
        raise AbmetryError(
            message("{home} cannot be written: {error}.", home=places.home, error=error.strerror or error)
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AbmetryError(
                message("Another build of this workspace is running."), help=message("Wait for it to end.")
            ) from error
        lock.write(str(os.getpid()))
        yield
