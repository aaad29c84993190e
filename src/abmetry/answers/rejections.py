"""Why rows could not be used, and how many for each reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from abmetry.model.rejected import rejected
from abmetry.workspace.workspace import Workspace


@dataclass(frozen=True)
class Reason:
    """A reason.

    Attributes:
        table: The table the rows were for; None: none was known.
        column: The column that is wrong; None: the whole row.
        reason: Why.
        rows: How many rows.
        file: A file that has one.
        line: Its line there.
    """

    table: str | None
    column: str | None
    reason: str
    rows: int
    file: str | None
    line: int | None


def rejections(workspace: Workspace) -> tuple[Reason, ...]:
    """Every reason for which the last loads could not use rows, the most rows first."""
    rows = rejected(workspace).to_pylist()
    counts = Counter((row["table"], row["column"], row["reason"]) for row in rows)
    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        first.setdefault((row["table"], row["column"], row["reason"]), row)
    return tuple(
        Reason(*key, n, first[key].get("file"), first[key].get("line")) for key, n in counts.most_common()
    )
