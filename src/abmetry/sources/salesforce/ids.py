"""Ids of records, which Salesforce exports with 15 characters or with 18: all of them with 18.

The 15 tell upper from lower case; the last 3 of the 18 say which of them are upper case, five at a time, so that ids
differ even where case is ignored (Salesforce: "18-character IDs"). The same record may be named either way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from abmetry.engine.loading_dialect import LoadingDialect
from abmetry.sources.extract import RawFile
from abmetry.sources.reader import Reader
from abmetry.workspace.sources import Origin

_SHORT = "^[0-9A-Za-z]{15}$"
_SUFFIXES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_NAMED = re.compile("(Id|(^| )ID)$")
_UPPER = frozenset(
    f"{name}ID"
    for name in (
        *(
            "",
            "ACCOUNT",
            "CAMPAIGN",
            "CONTACT",
            "CONVERTEDACCOUNT",
            "CONVERTEDCONTACT",
            "LEAD",
            "OPPORTUNITY",
        ),
        *("OWNER", "PARENT", "USERROLE", "WHAT", "WHO"),
    )
)


def with_long_ids(
    reader: Reader, file: RawFile, given: Mapping[str, Mapping[str, Origin]] | None = None
) -> RawFile:
    """A file whose ids all have 18 characters; what is no id of 15 characters stays as it is.

    Args:
        reader: Where the file is.
        file: The file.
        given: The columns that the settings name for canonical ones, by table: those named for an id hold ids.
    """
    named = {
        column.strip().lower()
        for columns in (given or {}).values()
        for canonical, origin in columns.items()
        if canonical.endswith("_id")
        for column in origin.columns
    }
    ids = {name for name in file.columns if is_id(name) or name.lower() in named}
    if not ids:
        return file
    dialect = reader.engine.dialect
    chosen = ", ".join(
        f"{long_id_sql(dialect, dialect.identifier(name))} as {dialect.identifier(name)}"
        if name in ids
        else dialect.identifier(name)
        for name in file.columns
    )
    relation = f"{file.relation}_long_ids"
    reader.engine.create_view(relation, f"select {chosen}, _line from {dialect.identifier(file.relation)}")
    return replace(file, relation=relation)


def is_id(column: str) -> bool:
    """Whether a column holds ids, by its name: `Id`, `AccountId`, `Account ID`, and `ACCOUNTID` of those we read."""
    return _NAMED.search(column) is not None or column.upper() in _UPPER


def long_id_sql(dialect: LoadingDialect, text: str) -> str:
    """An id with 18 characters, where the text is one with 15; else the text."""
    bare = f"trim({text})"
    bits = [
        f"case when substr({bare}, {place}, 1) between 'A' and 'Z' then 1 else 0 end"
        for place in range(1, 16)
    ]
    suffix = " || ".join(
        f"substr('{_SUFFIXES}', 1 + "
        + " + ".join(f"{2**power} * ({bit})" for power, bit in enumerate(bits[first : first + 5]))
        + ", 1)"
        for first in (0, 5, 10)
    )
    return f"case when {dialect.regexp_matches(bare, _SHORT)} then {bare} || {suffix} else {text} end"
