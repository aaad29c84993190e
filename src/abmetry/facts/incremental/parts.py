"""A fact's Parquet in parts: as it was written whole, and for each later build what of it was made anew.

``<fact>.parquet`` holds the fact. After builds that changed little of it, ``<fact>.1.parquet`` holds the rows of the
keys that were made anew, and ``<fact>.1.gone.parquet`` those keys: rows of earlier parts with them no longer hold.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from abmetry.engine.engine import Engine
from abmetry.steps.renewal import Renewal

_PART = re.compile(r"\.(\d+)\.parquet$")


@dataclass(frozen=True)
class Part:
    """What a build added to a fact: the files of its rows, and of the keys whose earlier rows no longer hold."""

    rows: Path
    gone: Path


def whole_path(facts: Path, name: str) -> Path:
    """The file, or folder, of a fact as it was last written whole."""
    return facts / f"{name}.parquet"


def parts_of(facts: Path, name: str) -> list[Part]:
    """The parts that came after a fact was last written whole, in order."""
    numbers = sorted(
        int(found[1]) for path in facts.glob(f"{name}.*.parquet") if (found := _PART.search(path.name))
    )
    return [next_part(facts, name, number) for number in numbers]


def next_part(facts: Path, name: str, number: int) -> Part:
    """Where a part is."""
    return Part(facts / f"{name}.{number}.parquet", facts / f"{name}.{number}.gone.parquet")


def link_parts(name: str, old: Path, new: Path) -> None:
    """Have a fact's files in another build's folder too, without copying them."""
    new.mkdir(parents=True, exist_ok=True)
    parts = parts_of(old, name)
    for path in (whole_path(old, name), *(p.rows for p in parts), *(p.gone for p in parts)):
        os.link(path, new / path.name)


def rows_sql(engine: Engine, renewal: Renewal | None, facts: Path, name: str) -> str:
    """The rows of a fact as its files have them.

    Args:
        engine: What reads them.
        renewal: The fact's key, if it has parts.
        facts: The folder of a build's facts.
        name: The fact.
    """
    parts = parts_of(facts, name)
    files = [whole_path(facts, name), *(part.rows for part in parts)]
    queries = []
    for number, path in enumerate(files):
        gone = [part.gone for part in parts[number:]]
        queries.append(_standing_sql(engine, renewal, path, gone))
    return " union all ".join(queries)


def _standing_sql(engine: Engine, renewal: Renewal | None, path: Path, gone: Sequence[Path]) -> str:
    rows = f"select w.* from {engine.reading([str(path)])} as w"
    if not gone:
        return rows
    if renewal is None:
        raise ValueError(f"{path.name} has later parts, but its fact has no key.")
    keys = f"(select distinct * from {engine.reading([str(file) for file in gone])} as g)"
    return f"{rows} anti join {keys} as k on {renewal.same_sql('k')}"
