"""The state of a workspace: what is loaded, what is built, what cannot be answered and why, what to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import Any

import pyarrow as pa

from abmetry.answers.analysis import Analysis
from abmetry.answers.flat import flatten
from abmetry.answers.needs import alternatives
from abmetry.answers.question import Question
from abmetry.engine.damage import DamagedFileError
from abmetry.errors import LoadError, Unanswerable
from abmetry.facts.build import newest_of
from abmetry.facts.build_record import BuildRecord, current_build
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.lang.message import message, sentences
from abmetry.model.intact import check_files
from abmetry.model.records import LoadRecord, read_records
from abmetry.model.versions import loaded_tables
from abmetry.workspace.workspace import Workspace


@dataclass(frozen=True)
class Status:
    """What there is.

    Attributes:
        workspace: ``root``, ``name``, ``timezone``, ``currency`` and ``definition``, the hash of the definitions.
        sources: ``name``, ``type``, ``path``, and ``loaded_at`` (None: never).
        tables: Per source and table, since the first load: ``keys`` (different rows), ``rejected``,
            ``missing_from_last_export`` and ``loaded_at`` of the last load that had it.
        load: The last load: ``id``, ``loaded_at``, ``seconds``, ``rows``, ``refused``, ``ignored``.
        build: The current build: ``id``, ``built_at``, ``seconds``, ``rows`` per fact, and ``stale``, why a new
            build would give other numbers (None: it would not).
        unavailable: KPIs that cannot be answered: ``kpi``, ``needs`` (tables never loaded) and ``why``.
        available: How many KPIs can be answered.
        quality: What was left out, guessed or repaired: ``check_name``, ``fact``, ``rows``, ``detail``, ``sample``.
        held: How many links and deals wait for a decision.
        damaged: What of the lake cannot be read, and what helps, a text each; all else is told as it is.
    """

    workspace: dict[str, Any]
    sources: tuple[dict[str, Any], ...]
    tables: tuple[dict[str, Any], ...]
    load: dict[str, Any] | None
    build: dict[str, Any] | None
    unavailable: tuple[dict[str, Any], ...]
    available: int
    quality: tuple[dict[str, Any], ...]
    held: int
    damaged: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The state as it stands in JSON."""
        return asdict(self)

    def to_arrow(self) -> pa.Table:
        """One row per source and table."""
        return flatten(self.tables)


def status(workspace: Workspace) -> Status:
    """The state of a workspace, built or not, and what of it is damaged."""
    damaged: list[str] = []
    records: list[LoadRecord] = []
    build = None
    with _told(damaged):
        records = read_records(workspace.places)
    with _told(damaged):
        check_files(workspace.places, records, whole=False)
    with _told(damaged):
        build = current_build(workspace.places)
    loaded = frozenset(build.loaded) if build else loaded_tables(records)
    unavailable = _unavailable(workspace, loaded)
    quality: tuple[dict[str, Any], ...] = ()
    held = 0
    if build is not None:
        with _told(damaged), Analysis(workspace, build) as analysis:
            quality, held = quality_of(analysis), held_of(analysis)
    said = workspace.settings.workspace
    return Status(
        workspace={
            "root": str(workspace.root),
            "name": said.name,
            "timezone": said.timezone,
            "currency": said.currency,
            "definition": workspace.definition_hash,
        },
        sources=tuple(_source(source, records) for source in workspace.settings.sources),
        tables=_tables(records),
        load=_load(records[-1]) if records else None,
        build=_build(build, workspace, records) if build else None,
        unavailable=unavailable,
        available=len(CATALOGUE) - len(unavailable),
        quality=quality,
        held=held,
        damaged=tuple(damaged),
    )


@contextmanager
def _told(damaged: list[str]) -> Iterator[None]:
    """Note what is damaged, and go on."""
    try:
        yield
    except (LoadError, DamagedFileError, Unanswerable) as error:
        damaged.append(message("{error} {help}", error=error.message, help=error.help or ""))


def _unavailable(workspace: Workspace, loaded: frozenset[str]) -> tuple[dict[str, Any], ...]:
    """KPIs that cannot be answered, each with the tables it lacks, or why the settings do not let it."""
    found: list[dict[str, Any]] = []
    for kpi in CATALOGUE.values():
        lacking = kpi.lacking(loaded)
        why: list[str] = [message("never loaded: {tables}", tables=alternatives(lacking))] if lacking else []
        if kpi.unless and (reason := kpi.unless(workspace.settings, "abm")):
            why.append(reason)
        if why:
            found.append(
                {
                    "kpi": kpi.id,
                    "needs": list(kpi.missing(loaded)),
                    "why": message("{reasons}", reasons=sentences(why)),
                }
            )
    return tuple(found)


def quality_of(analysis: Analysis) -> tuple[dict[str, Any], ...]:
    """What the build left out, guessed or repaired, the most rows first."""
    facts = [name for name in analysis.record.rows if name.startswith("quality")]
    if not facts:
        return ()
    union = " union all ".join(
        f'select check_name, fact, "rows", detail, sample from {name}' for name in facts
    )
    with analysis.session(Question()) as engine:
        rows = engine.query(f'select * from ({union}) q order by "rows" desc, check_name').to_pylist()
    return tuple({**row, "sample": json.loads(row["sample"] or "[]")} for row in rows)


def held_of(analysis: Analysis) -> int:
    """How many links and deals wait for a decision."""
    rows = analysis.record.rows
    return rows.get("held_links", 0) + rows.get("held_opportunities", 0)


def _source(source: Any, records: list[LoadRecord]) -> dict[str, Any]:
    loads = [record for record in records if source.name in record.sources]
    return {
        "name": source.name,
        "type": source.type,
        "path": source.path,
        "loaded_at": _instant(loads[-1]) if loads else None,
    }


def _tables(records: list[LoadRecord]) -> tuple[dict[str, Any], ...]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for record in records:
        for counts in record.tables:
            found[counts.source, counts.table] = {
                "source": counts.source,
                "table": counts.table,
                "keys": counts.keys,
                "rejected": counts.rejected,
                "missing_from_last_export": counts.missing_from_last_export,
                "loaded_at": _instant(record),
            }
    return tuple(found.values())


def _load(record: LoadRecord) -> dict[str, Any]:
    return {
        "id": record.load_id,
        "loaded_at": _instant(record),
        "seconds": record.seconds,
        "rows": sum(counts.rows_in for counts in record.tables),
        "rejected": sum(counts.rejected for counts in record.tables),
        "refused": [asdict(left) for left in record.refused],
        "ignored": [asdict(left) for left in record.ignored],
    }


def _build(build: BuildRecord, workspace: Workspace, records: list[LoadRecord]) -> dict[str, Any]:
    stale = None
    if build.definition != workspace.definition_hash:
        stale = message("the definitions in abmetry.toml have changed since")
    elif build.load != newest_of(records):
        stale = message("more was loaded since")
    return {
        "id": build.id,
        "built_at": build.built_at,
        "seconds": round(sum(build.seconds.values()), 3),
        "definition": build.definition,
        "stale": stale,
        "rows": dict(build.rows),
    }


def _instant(record: LoadRecord) -> str:
    return record.loaded_at.replace(tzinfo=UTC).isoformat()
