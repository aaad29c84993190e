"""A company that arrives in several loads, a workspace of it before each step, and what is compared of it."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from abmetry.answers.analysis import open_workspace
from abmetry.answers.status import status
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.build import build
from abmetry.facts.build_record import current_id
from abmetry.model.load import load
from abmetry.model.records import read_records
from abmetry.model.tables import TABLES
from abmetry.model.versions import open_model
from abmetry.workspace.workspace import Workspace
from facts.loaded_in_pieces import Rows, pieces, plain, rows_of
from recompute.generate import company_of

LOADS = 3
ASKED = (
    "target_accounts",
    "engaged_accounts",
    "engaged_account_rate",
    "target_account_pipeline",
    "opportunity_win_rate",
    "engagement_minutes",
)

Answers = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """A command that is about to run in a workspace, and what there is when it was left alone.

    Attributes:
        command: The command.
        folder: The workspace before it; to be copied.
        before: The answers before it.
        after: Those after it.
        model: All versions of all rows after it.
        facts: The facts after it; None: it makes none.
        loaded: Rows loaded after it, of all loads.
    """

    command: tuple[str, ...]
    folder: Path
    before: Answers
    after: Answers
    model: Rows
    facts: Rows | None
    loaded: int


def steps(folder: Path, seed: int, loads: int = LOADS) -> list[Step]:
    """Loads and builds of a company, each as it is when nothing disturbs it; the first load and build are done."""
    found: list[Step] = []
    drawn = company_of(seed, n_accounts=5, n_people=6, n_touches=60, n_talks=6)
    root = folder / "undisturbed"
    for number, piece in enumerate(pieces(drawn, loads, seed)):
        workspace = Workspace.open(piece.write(root))
        for command in (("load",), ("build",)):
            before = answers(root) if number else {}
            kept = copied(root, folder / f"{number}-{command[0]}")
            if command == ("load",):
                load(workspace)
            else:
                build(workspace)
            if not number:
                continue
            facts = facts_of(workspace) if command == ("build",) else None
            after, model = answers(root), model_of(workspace)
            done = Step(command, kept, before, after, model, facts, loaded(workspace))
            found.append(done)
            if command == ("build",):
                found.append(Step(("build", "--full"), kept, before, after, model, facts, done.loaded))
    return found


def copied(folder: Path, to: Path, *, link: bool = True) -> Path:
    """A copy of a workspace; files of the lake never change, so that they can be linked."""

    def copy(source: str, target: str) -> str:
        if link and "/.abmetry/lake/" in source:
            os.link(source, target)
            return target
        return shutil.copy2(source, target)

    shutil.copytree(folder, to, copy_function=copy)
    return to


def answers(root: Path) -> Answers:
    """What the current build says, by KPI."""
    with open_workspace(root) as analysis:
        answer = analysis.ask(*ASKED, period="2026-Q1", compare="none")
        return {result.kpi: (result.status, plain(result.value), result.n) for result in answer}


def model_of(workspace: Workspace) -> Rows:
    """Every version of every row, but for when it was loaded."""
    with DuckDBEngine() as engine:
        open_model(engine, workspace.places)
        found = {}
        for table in TABLES:
            rows = engine.query(f"select * exclude (loaded_at) from versions_{table}").to_pylist()
            found[table] = sorted((tuple(row.values()) for row in rows), key=repr)
        return found


def facts_of(workspace: Workspace) -> Rows:
    """The rows of the facts of the current build."""
    current = current_id(workspace.places)
    assert current is not None
    return rows_of(workspace.places.build(current))


def loaded(workspace: Workspace) -> int:
    """Rows loaded, of all loads; every load's counts add up."""
    counts = [counts for record in read_records(workspace.places) for counts in record.tables]
    for one in counts:
        assert one.rows_in == one.loaded + one.unchanged + one.rejected
    return sum(one.loaded for one in counts)


def check_still_answers(root: Path, expected: Iterable[Answers]) -> None:
    """The last good build answers, and the state of the workspace is told."""
    assert answers(root) in list(expected)
    told = status(Workspace.open(root))
    assert told.build is not None
    assert told.damaged == ()


def check_whole(root: Path, step: Step) -> None:
    """The workspace is as if nothing had disturbed it."""
    workspace = Workspace.open(root)
    assert loaded(workspace) == step.loaded
    model = model_of(workspace)
    assert different(model, step.model) == {}
    if step.facts is not None:
        facts = facts_of(workspace)
        assert different(facts, step.facts) == {}
        assert answers(root) == step.after
    assert leftovers(workspace) == []


def different(one: Rows, other: Rows) -> dict[str, list[str]]:
    """A few rows that one has more often than the other, by table."""
    found = {}
    for name in one:
        counted, wanted = Counter(map(repr, one[name])), Counter(map(repr, other[name]))
        if counted != wanted:
            found[name] = [*(counted - wanted)][:2] + [*(wanted - counted)][:2]
    return found


def leftovers(workspace: Workspace) -> list[str]:
    """Files that belong to nothing: on the way, or named by no record, or there twice."""
    places = workspace.places
    records = read_records(places)
    stored = Counter(name for record in records for counts in record.tables for name in counts.stored)
    found = [name for name, times in stored.items() if times > 1]
    found += [p.name for p in places.model.rglob("*.*") if str(p.relative_to(places.model)) not in stored]
    rejected = {record.rejected for record in records}
    found += [path.name for path in places.rejected.glob("*") if path.name not in rejected]
    found += [str(p) for p in places.home.rglob("*") if "partial" in p.name or p.suffix in (".wal", ".tmp")]
    found += [path.name for path in places.lake.glob("loading")]
    found += [path.name for path in places.builds.iterdir() if not (path / "build.json").is_file()]
    return found
