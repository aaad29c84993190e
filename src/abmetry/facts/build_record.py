"""What a build says of itself, and the pointer to the build that readers open."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from abmetry.errors import Unanswerable
from abmetry.lang.message import message
from abmetry.workspace.places import Places

RECORD = "build.json"
SERVING = "serving.duckdb"


@dataclass(frozen=True)
class BuildRecord:
    """One build.

    Attributes:
        id: Its id, in the order of time.
        built_at: When, ISO 8601 UTC.
        known_at: Nothing loaded after this instant is in it, ISO 8601 UTC; None: all there was.
        definition: Hash of the definitions.
        load: Id of the newest load in it; None: nothing was loaded.
        form: The form of its facts; another version of Abmetry may have another.
        loaded: Canonical tables that were loaded.
        rows: Rows per fact.
        seconds: Seconds per fact; Parquet is written beside, what is left of it at the end counts for the last.
        attributes: Keys that accounts have beyond the model's columns.
        lists: The target lists.
        tiers: The tiers there are, the highest first.
        address: Where its facts are if not in its folder, for Spark alone; None: there.
    """

    id: str
    built_at: str
    known_at: str | None
    definition: str
    load: str | None
    form: str
    loaded: tuple[str, ...]
    rows: dict[str, int]
    seconds: dict[str, float]
    attributes: tuple[str, ...]
    lists: tuple[str, ...]
    tiers: tuple[str, ...]
    address: str | None = None

    def write(self, folder: Path) -> None:
        """Write it into the build's folder."""
        (folder / RECORD).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> BuildRecord:
        """Read it from a build's folder.

        Raises:
            Unanswerable: The folder holds no whole build.
        """
        try:
            read = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            said: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value for name, value in read.items()
            }
            return cls(**said)
        except (OSError, ValueError, TypeError) as error:
            raise Unanswerable(
                message("The build in {folder} cannot be read.", folder=folder),
                help=message("`abmetry build` makes a new one."),
            ) from error


def current_id(places: Places) -> str | None:
    """Id of the build that readers open; None where there is none yet."""
    try:
        return places.current.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def current_build(places: Places) -> BuildRecord | None:
    """The build that readers open; None where there is none yet.

    Raises:
        Unanswerable: It cannot be read.
    """
    build_id = current_id(places)
    return None if build_id is None else BuildRecord.read(places.build(build_id))


def point_to(places: Places, build_id: str) -> None:
    """Make a build the one that readers open, in one step: they see the old one or the new one."""
    partial = places.current.with_suffix(f".{os.getpid()}")
    partial.write_text(build_id + "\n", encoding="utf-8")
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(places.current)
