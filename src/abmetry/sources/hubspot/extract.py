"""The objects of a HubSpot export as canonical tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from abmetry.sources.extract import Found
from abmetry.sources.hubspot.deals import deal_files
from abmetry.sources.hubspot.mapping import DROPPED, MAPPING, OBJECTS
from abmetry.sources.mapped import mapped, renamed
from abmetry.sources.object_files import object_files
from abmetry.sources.reader import Reader
from abmetry.workspace.sources import HubspotSource

_COMPANY = {"company": ("Associated Company (Primary)", "Associated Company", "Company name", "company")}
_SINGULAR = {
    "company": "companies",
    **{name.removesuffix("s"): name for name in OBJECTS if name != "companies"},
}


def extracts(source: HubspotSource, reader: Reader) -> Iterator[Found]:
    """The tables that a folder of exports holds.

    A file is an object's if its name holds the object's as a word (``hubspot-crm-exports-all-deals-2024-01-23.csv``),
    or if `objects` of the settings name it for it; objects that are missing are missing tables.

    Args:
        source: The source's settings.
        reader: Reads its files.

    Raises:
        LoadError: The source's path is not there or cannot be listed.
    """
    read = object_files(reader, OBJECTS, source.objects, object_of)
    yield from read.found
    files = read.files
    files["contacts"] = [renamed(reader, file, _COMPANY) for file in files.get("contacts", [])]
    for deals in files.get("deals", []):
        for name, derived in deal_files(reader, deals).items():
            files.setdefault(name, []).append(derived)
    yield from mapped(source, reader, MAPPING, files, dropped=DROPPED)


def object_of(name: str) -> str | None:
    """The object whose name is a word of a file's or folder's; None for none, or for several."""
    words = re.findall(r"[a-z]+", name.lower())
    found = {_SINGULAR.get(word, word) for word in words} & set(OBJECTS)
    return found.pop() if len(found) == 1 else None
