"""A company whose rows arrive in several loads, some late and some corrected, and its facts to compare."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from abmetry.facts.build import build, drafted
from abmetry.facts.build_record import SERVING, BuildRecord
from abmetry.facts.registry import all_facts
from abmetry.facts.stores.duckdb_store import WORKINGS
from abmetry.model.load import load
from abmetry.model.tables import TABLES
from abmetry.workspace.workspace import Workspace
from recompute.company import Company

GROWING = tuple(
    name for name, fact in all_facts().items() if fact.internal and fact.renewal and fact.renewal.growth
)
Rows = dict[str, list[tuple[object, ...]]]


def pieces(company: Company, loads: int, seed: int) -> Iterator[Company]:
    """The company as exported at each load: ever more rows, of which some say something else at first."""
    chance = random.Random(seed)
    arrival = {
        (table, place): chance.choice([0, 0, chance.randrange(loads)])
        for table, rows in company.tables.items()
        for place in range(len(rows))
    }
    corrected = {key: chance.randrange(loads) for key in arrival if chance.random() < 0.15}
    for number in range(loads):
        tables = {}
        for table, rows in company.tables.items():
            present = [place for place in range(len(rows)) if arrival[table, place] <= number]
            tables[table] = [
                other_than(chance, table, rows, place)
                if corrected.get((table, place), 0) > number
                else rows[place]
                for place in present
            ]
        yield Company(tables, company.settings)


def other_than(
    chance: random.Random, table: str, rows: list[dict[str, object]], place: int
) -> dict[str, object]:
    """A row with what another row of its table says in one column that is no part of the key."""
    row, model = rows[place], TABLES[table]
    free = [name for name in row if name not in model.key]
    if not free:
        return row
    column = chance.choice(free)
    return {**row, column: chance.choice(rows).get(column)}


def load_and_build(company: Company, folder: Path) -> tuple[Workspace, BuildRecord]:
    """Write a company's exports, load them, and build out of the last build."""
    workspace = Workspace.open(company.write(folder))
    load(workspace)
    return workspace, build(workspace)


def rows_of(folder: Path) -> Rows:
    """The rows of every fact of a build that is kept, and of those that grow, sorted; numbers to nine digits."""
    kept = [name for name, fact in all_facts().items() if not fact.internal]
    return _rows_in(folder / SERVING, kept) | _rows_in(folder / WORKINGS, GROWING)


def _rows_in(database: Path, names: Iterable[str]) -> Rows:
    with duckdb.connect(str(database), read_only=True) as connection:
        found = {name: connection.execute(f"select * from {name}").fetchall() for name in names}
    return {
        name: sorted((tuple(plain(value) for value in row) for row in rows), key=repr)
        for name, rows in found.items()
    }


def plain(value: object) -> object:
    """A value that compares equal where only the order of adding differed."""
    return float(f"{value:.9g}") if isinstance(value, float) else value


def made_anew(workspace: Workspace) -> Rows:
    """The rows of every fact as a build from the beginning makes them."""
    with drafted(workspace) as record:
        return rows_of(workspace.places.build(record.id))
