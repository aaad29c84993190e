"""What a build says of itself, and the pointer to the build that readers open."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from abmetry.engine.damage import damaged_file
from abmetry.errors import Unanswerable
from abmetry.lang.message import message
from abmetry.model.records import LoadRecord
from abmetry.workspace.durable import marked, unmarked, write_durably
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
        sizes: Bytes of each of its files, by their names within its folder; folders of Spark are left out.
        loads: The ids of the loads in it, up to `load`, as a hash; None: an earlier version made it.
        queries: The queries that its facts were made by, as a hash; None: an earlier version made it.
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
    sizes: dict[str, int] = field(default_factory=dict)
    loads: str | None = None
    queries: str | None = None

    def write(self, folder: Path) -> None:
        """Write it into the build's folder."""
        write_durably(folder / RECORD, marked(asdict(self)))

    def check_files(self, folder: Path, *names: str) -> None:
        """See that files of the build are there and of their size.

        Args:
            folder: The build's folder.
            names: Those that matter; none: all.

        Raises:
            DamagedFileError: One is not.
        """
        for name in names or self.sizes:
            path = folder / name
            if not path.is_file() or path.stat().st_size != self.sizes.get(name, path.stat().st_size):
                raise damaged_file(path)

    @classmethod
    def read(cls, folder: Path) -> BuildRecord:
        """Read it from a build's folder.

        Raises:
            Unanswerable: The folder holds no whole build.
        """
        try:
            read = unmarked((folder / RECORD).read_text(encoding="utf-8"))
            said: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value for name, value in read.items()
            }
            return cls(**said)
        except (OSError, ValueError, TypeError) as error:
            raise Unanswerable(
                message("The build in {folder} cannot be read.", folder=folder),
                help=message("`abmetry build` makes a new one."),
            ) from error


def hash_of_loads(records: Sequence[LoadRecord], load: str | None) -> str | None:
    """The ids of some loads, oldest first, up to one of them, as a hash; None: it is not among them."""
    ids = [record.load_id for record in records]
    if load not in ids:
        return None
    return hashlib.sha256("\n".join(ids[: ids.index(load) + 1]).encode()).hexdigest()[:16]


def sizes_of(folder: Path) -> dict[str, int]:
    """Bytes of the files of a build, by their names within its folder."""
    files = sorted((*folder.glob("*.duckdb"), *folder.glob("facts/*.parquet")))
    return {str(path.relative_to(folder)): path.stat().st_size for path in files if path.is_file()}


def current_id(places: Places) -> str | None:
    """Id of the build that readers open; None where there is none yet.

    Where the pointer is lost, or names no build, it is the newest build there is: that is what it pointed to.

    Raises:
        Unanswerable: It cannot be read.
    """
    try:
        named = places.current.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        named = ""
    except OSError as error:
        raise Unanswerable(
            message("{path} cannot be read: {error}.", path=places.current, error=error.strerror or error)
        ) from error
    if named and Path(named).name == named and places.build(named).is_dir():
        return named
    whole = [path.parent.name for path in places.builds.glob(f"[0-9]*/{RECORD}")]
    return max(whole, default=named or None)


def current_build(places: Places) -> BuildRecord | None:
    """The build that readers open; None where there is none yet.

    Raises:
        Unanswerable: It cannot be read.
    """
    build_id = current_id(places)
    return None if build_id is None else BuildRecord.read(places.build(build_id))


def point_to(places: Places, build_id: str) -> None:
    """Make a build the one that readers open, in one step: they see the old one or the new one."""
    content = f"{build_id}\n"
    with suppress(OSError):
        if places.current.read_text(encoding="utf-8", errors="replace") == content:
            return
    write_durably(places.current, content)
