"""Records of loads: what each read and wrote. A file of the lake counts only if a record names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.workspace.durable import marked, unmarked, write_durably
from abmetry.workspace.places import Places


@dataclass(frozen=True)
class TableCounts:
    """What a load did to one table from one source.

    Attributes:
        source: The source's name.
        table: The canonical table.
        rows_in: Rows and broken lines that were read.
        loaded: Rows that are new, or a new version of a known one.
        unchanged: Rows that were known just so, or twice the same in this load.
        rejected: Rows that could not be used.
        changed: Of `loaded`, new versions of known rows.
        keys: Rows with different keys known from this source after the load.
        missing_from_last_export: Of `keys`, those that this load did not hold; they stay.
        files: The files that were read.
        stored: The Parquet files of the rows loaded, within the model's folder.
        marks: Size and checksum of each of them, as `model.intact` has them; earlier versions left none.
    """

    source: str
    table: str
    rows_in: int
    loaded: int
    unchanged: int
    rejected: int
    changed: int
    keys: int
    missing_from_last_export: int
    files: tuple[str, ...]
    stored: tuple[str, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A file that was refused or ignored, and why."""

    source: str
    file: str
    reason: str
    table: str | None = None


@dataclass(frozen=True)
class LoadRecord:
    """One load.

    Attributes:
        load_id: Its id; ids sort by time.
        loaded_at: UTC without zone: the knowledge time of its rows.
        seconds: How long it took.
        tables: What it did, per source and table.
        refused: Files that could not be used.
        ignored: Files that belong to no table.
        rejected: The Parquet file of rejected rows, within the rejected folder; None: there are none.
    """

    load_id: str
    loaded_at: datetime
    seconds: float
    tables: tuple[TableCounts, ...]
    refused: tuple[LeftOut, ...] = ()
    ignored: tuple[LeftOut, ...] = ()
    rejected: str | None = None
    sources: tuple[str, ...] = field(default=())


def records_folder(places: Places) -> Path:
    """Where the records are."""
    return places.lake / "loads"


def read_records(places: Places, known_at: datetime | None = None) -> list[LoadRecord]:
    """The records of all loads known at an instant (UTC without zone; None: all), oldest first.

    Raises:
        LoadError: A record cannot be read.
    """
    folder = records_folder(places)
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    records = [_read(path) for path in paths]
    return [record for record in records if known_at is None or record.loaded_at <= known_at]


def write_record(places: Places, record: LoadRecord) -> None:
    """Write a record, whole or not at all: with it the load's rows begin to count."""
    folder = records_folder(places)
    folder.mkdir(parents=True, exist_ok=True)
    content = asdict(record) | {"loaded_at": record.loaded_at.isoformat()}
    write_durably(folder / f"{record.load_id}.json", marked(content))


def stored_files(records: Sequence[LoadRecord], table: str) -> list[TableCounts]:
    """What the loads stored of a table, oldest first."""
    return [
        counts for record in records for counts in record.tables if counts.table == table and counts.stored
    ]


def _read(path: Path) -> LoadRecord:
    try:
        content = unmarked(path.read_text(encoding="utf-8"))
        tables = tuple(_counts(c) for c in content.pop("tables"))
        refused = tuple(LeftOut(**c) for c in content.pop("refused"))
        ignored = tuple(LeftOut(**c) for c in content.pop("ignored"))
        at = datetime.fromisoformat(content.pop("loaded_at"))
        names = tuple(content.pop("sources"))
        return LoadRecord(
            tables=tables, refused=refused, ignored=ignored, loaded_at=at, sources=names, **content
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LoadError(
            message("The record of a load, {path}, cannot be read.", path=path),
            message(
                "Put it back from a copy; without one, remove it and run `abmetry load`, which loads what that load"
                " brought once more. Until then the last build answers."
            ),
        ) from error


def _counts(content: dict[str, Any]) -> TableCounts:
    stored = content["stored"] or ()  # older lakes name one file or none
    stored = (stored,) if isinstance(stored, str) else tuple(stored)
    marks = tuple(content.get("marks", ()))
    return TableCounts(**{**content, "files": tuple(content["files"]), "stored": stored, "marks": marks})
