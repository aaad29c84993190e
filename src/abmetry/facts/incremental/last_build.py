"""The build that a new one can begin from: the current one, if it was made by the same definitions and queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from abmetry.errors import Unanswerable
from abmetry.facts.build_record import SERVING, BuildRecord, current_id, hash_of_loads
from abmetry.facts.form import form_of_facts, queries_of_facts
from abmetry.facts.stores.duckdb_store import WORKINGS
from abmetry.model.records import LoadRecord, stored_files
from abmetry.workspace.places import Places
from abmetry.workspace.workspace import Workspace

LARGEST_PART = 0.3
FEW_TOUCHES = 100_000
"""Where more touches came than this part of those there were, and more than these, all is sooner made anew."""


@dataclass(frozen=True)
class LastBuild:
    """A build to begin from.

    Attributes:
        record: What it says of itself.
        folder: Where it is.
        before: The loads that are in it.
        later: The loads that came since.
    """

    record: BuildRecord
    folder: Path
    before: Sequence[LoadRecord]
    later: Sequence[LoadRecord]


def find_last_build(workspace: Workspace, records: Sequence[LoadRecord]) -> LastBuild | None:
    """The current build, where a new one can begin from it; None: it has to be made from the beginning.

    Args:
        workspace: The workspace.
        records: All loads, oldest first.
    """
    places: Places = workspace.places
    current = current_id(places)
    if current is None or workspace.settings.engine.name != "duckdb":
        return None
    folder = places.build(current)
    try:
        record = BuildRecord.read(folder)
    except Unanswerable:
        return None
    wanted = (workspace.definition_hash, form_of_facts(), queries_of_facts())
    if (record.definition, record.form, record.queries) != wanted or record.known_at:
        return None
    if not all((folder / name).is_file() for name in (SERVING, WORKINGS)):
        return None
    places_of = [place for place, load in enumerate(records, 1) if load.load_id == record.load]
    # A record that was lost since took with it rows that the build has.
    if not places_of or record.loads != hash_of_loads(records, record.load):
        return None
    before, later = records[: places_of[0]], records[places_of[0] :]
    came = sum(counts.loaded for counts in stored_files(later, "touches"))
    if came > LARGEST_PART * record.rows.get("touches", 0) and came > FEW_TOUCHES:
        return None
    return LastBuild(record, folder, before, later)
