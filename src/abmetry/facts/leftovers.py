"""What builds leave behind: those that nobody opens any more, and what killed ones had written."""

from __future__ import annotations

import shutil
import time

from abmetry.facts.build_record import RECORD
from abmetry.facts.stores.duckdb_store import WORKINGS
from abmetry.workspace.places import Places

KEPT = 3
DRAFT = "draft-"
KNOWN = "known-"
_DAY = 86_400


def remove_leftovers(places: Places) -> None:
    """Remove what was written by builds and questions that were killed; no build may be running."""
    for pattern in (".*.partial", f"{DRAFT}*"):
        for folder in places.builds.glob(pattern):
            shutil.rmtree(folder, ignore_errors=True)
    for file in (*places.home.glob(".*.partial"), *places.definitions.glob("*.partial")):
        file.unlink(missing_ok=True)
    for spilled in places.spill.glob("*"):
        # Whoever asks now may be using one; nobody does so for a day.
        if spilled.stat().st_mtime < time.time() - _DAY:
            shutil.rmtree(spilled, ignore_errors=True)


def forget_old(places: Places, current: str) -> None:
    """Remove all but the last builds, and what of them only the next build needed."""
    whole = sorted(
        f for f in places.builds.iterdir() if f.is_dir() and not f.name.startswith((".", KNOWN, DRAFT))
    )
    lost = [folder for folder in whole if not (folder / RECORD).is_file()]
    for folder in {*whole[:-KEPT], *lost}:
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)
    for folder in whole:
        if folder.name != current:
            (folder / WORKINGS).unlink(missing_ok=True)


def forget_known(places: Places) -> None:
    """Remove all but the last builds of what was known earlier."""
    for folder in sorted(places.builds.glob(f"{KNOWN}*"))[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
