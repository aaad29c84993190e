"""Loads and builds that are killed: the last good build answers, the next run completes, nothing is lost or twice.

load 1, build 1 (whole) | load 2, build 2 | load 3, build 3
                          ^ each of these is killed at random moments of its length
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from crash.arriving import Step, check_still_answers, check_whole, copied, steps
from crash.child import Child, Ended, abmetry
from patience import SLOW, often

pytestmark = pytest.mark.long

MOMENTS = often(200, 10)


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    """Commands that are about to run, in the order of time."""
    return steps(tmp_path_factory.mktemp("arriving"), seed=3)


@pytest.fixture(scope="module")
def seconds(waiting: list[Step], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], float]:
    """How long each kind of command takes when it is left alone."""
    took = {}
    for step in waiting[:3]:
        folder = tmp_path_factory.mktemp("timed")
        ended = run(step.command, copied(step.folder, folder / "company"), folder / "terminal")
        assert ended.status == 0, ended.errors
        check_whole(folder / "company", step)
        took[step.command] = ended.seconds
    return took


def run(command: tuple[str, ...], root: Path, terminal: Path) -> Ended:
    return abmetry(*command, "--workspace", str(root), scratch=terminal)


def check_after_the_kill(step: Step, ended: Ended, root: Path, terminal: Path) -> None:
    """Whatever was killed, whenever: what there was answers, and the same command completes."""
    assert ended.was_killed or ended.status == 0, ended.errors
    check_still_answers(root, (step.before, step.after))
    again = run(step.command, root, terminal)
    assert (again.status, again.errors) == (0, "")
    check_whole(root, step)


@pytest.mark.many
@pytest.mark.parametrize("number", range(MOMENTS))
def test_killed_at_a_random_moment(
    number: int, waiting: list[Step], seconds: dict[tuple[str, ...], float], tmp_path: Path
) -> None:
    chance = random.Random(number)
    step = waiting[number % len(waiting)]
    root = copied(step.folder, tmp_path / "company")
    child = Child((*step.command, "--workspace", str(root)), tmp_path / "terminal")
    ended = child.kill_after(chance.random() * seconds[step.command])
    check_after_the_kill(step, ended, root, tmp_path / "terminal")


POINTS = {
    "load": (
        "lake/loading",
        "lake/loading/0/typed/*.parquet",
        "lake/loading/0/stored/*/*.parquet",
        "lake/loading/rejected.parquet",
        "lake/model/*/*.parquet",
        "lake/rejected/*.parquet",
        "lake/loads/.*.partial",
        "lake/loads/*.json",
    ),
    "build": (
        "lake/builds/.*.partial",
        "lake/builds/.*.partial/workings.duckdb",
        "lake/builds/.*.partial/facts/accounts.parquet",
        "lake/builds/.*.partial/facts/touches.parquet",
        "lake/builds/.*.partial/build.json",
        "lake/builds/2*",
        ".current.*.partial",
        "current",
    ),
}


@pytest.mark.many
@pytest.mark.parametrize(
    ("command", "point"),
    [
        (command, point)
        for command in ("load", "build", "build --full")
        for point in POINTS[command.split()[0]][:: often(1, 3)]
    ],
)
def test_killed_as_soon_as_a_file_is_there(
    command: str, point: str, waiting: list[Step], tmp_path: Path
) -> None:
    step = next(step for step in waiting if " ".join(step.command) == command)
    root = copied(step.folder, tmp_path / "company")
    home = root / ".abmetry"

    def seen() -> dict[Path, int]:
        return {path: path.stat().st_ino for path in home.glob(point) if path.exists()}

    def is_new() -> bool:
        try:
            return seen() != before
        except FileNotFoundError:
            return True

    before = seen()
    child = Child((*command.split(), "--workspace", str(root)), tmp_path / "terminal")
    check_after_the_kill(step, child.kill_when(is_new), root, tmp_path / "terminal")


@pytest.mark.many
@pytest.mark.parametrize("command", ["load", "build", "build --full"])
def test_killed_between_any_two_operations_on_files(
    command: str, waiting: list[Step], tmp_path: Path
) -> None:
    """Just before each renaming, linking, removing and keeping of a file that it does, or some of them."""
    step = next(step for step in waiting if " ".join(step.command) == command)
    chance = random.Random(command)
    operation = 1
    while True:
        folder = tmp_path / str(operation)
        root = copied(step.folder, folder / "company")
        typed = (*step.command, "--workspace", str(root))
        ended = abmetry(*typed, scratch=folder / "terminal", operation=operation)
        check_after_the_kill(step, ended, root, folder / "terminal")
        shutil.rmtree(folder)
        if not ended.was_killed:
            break
        operation += chance.randrange(1, 8) if SLOW else chance.randrange(20, 60)


def test_killed_again_and_again_it_completes_in_the_end(
    waiting: list[Step], seconds: dict[tuple[str, ...], float], tmp_path: Path
) -> None:
    """What one killed run leaves behind is no trouble for the next, which is killed too."""
    for step in waiting[:2]:
        root = copied(step.folder, tmp_path / step.command[0])
        for part in (0.3, 0.6, 0.8, 0.9):
            child = Child((*step.command, "--workspace", str(root)), tmp_path / "terminal")
            ended = child.kill_after(part * seconds[step.command])
        check_after_the_kill(step, ended, root, tmp_path / "terminal")
