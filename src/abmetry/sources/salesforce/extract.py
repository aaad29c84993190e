"""The objects of a Salesforce export as canonical tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abmetry.sources.extract import Found, Ignored, Refused
from abmetry.sources.mapped import mapped, renamed
from abmetry.sources.object_files import object_files
from abmetry.sources.reader import Reader
from abmetry.sources.salesforce.history import stages_of_changes
from abmetry.sources.salesforce.ids import with_long_ids
from abmetry.sources.salesforce.lookups import DEALS, DELETED, make_lookups
from abmetry.sources.salesforce.mapping import DROPPED, MAPPING, OBJECTS
from abmetry.workspace.sources import SalesforceSource

_COMPANY = {"company": ("Company",)}


def extracts(source: SalesforceSource, reader: Reader) -> Iterator[Found]:
    """The tables that a folder of object exports holds.

    A file or folder is an object's if it is named after it, or named for it by `objects` of the settings; objects that
    are missing are missing tables. Deleted records are left out, and counted. A lead that was converted to a contact of
    the export is that contact wherever it is named. Ids of 15 characters become those of 18 of the same record.

    Args:
        source: The source's settings.
        reader: Reads its files.

    Raises:
        LoadError: The source's path is not there or cannot be listed.
    """
    read = object_files(reader, OBJECTS, source.objects, object_of)
    yield from read.found
    files = {
        name: [with_long_ids(reader, file, source.columns) for file in found]
        for name, found in read.files.items()
    }
    files["Lead"] = [renamed(reader, file, _COMPANY) for file in files.get("Lead", [])]
    make_lookups(reader, files)
    changes = files.pop("OpportunityFieldHistory", [])
    for file in changes:
        if files.get("OpportunityHistory"):
            yield Ignored(file.label, "OpportunityHistory tells the stages and amounts of deals already")
            continue
        stages = stages_of_changes(reader, file, DEALS)
        if isinstance(stages, Refused):
            yield stages
        else:
            files.setdefault("OpportunityFieldHistory", []).append(stages)
    yield from mapped(source, reader, MAPPING, files, left_out=(DELETED,), dropped=DROPPED)


def object_of(name: str) -> str | None:
    """The object that a file or folder is named after: case, blanks, a plural and a number at the end do not matter."""
    plain = re.sub(r"[^a-z]", "", re.sub(r"[\s_.-]*\d+$", "", name.strip().lower()))
    forms = {plain, plain.removesuffix("s"), re.sub("ies$", "y", plain)}
    return next((name for name in OBJECTS if name.lower() in forms), None)
