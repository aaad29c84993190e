"""A full disk: one sentence, exit status 1, the last build answers, and the next run with room completes.

A limit on the size of files stands for it everywhere; where tests may mount one, a file system of few bytes does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crash.arriving import Step, answers, check_still_answers, check_whole, copied, steps
from crash.child import Ended, abmetry

pytestmark = pytest.mark.long

ROOM = ("No space left on device", "File too large", "could not be completed")


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Step]:
    """A load, a build and one from the beginning that are about to run."""
    made = steps(tmp_path_factory.mktemp("arriving"), seed=5, loads=2)
    return {" ".join(step.command): step for step in made}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 64 MB."""
    if os.geteuid() or shutil.which("mount") is None:
        pytest.skip("only root may mount a small file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "none", folder], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def told_in_a_sentence(ended: Ended) -> None:
    """It says in one sentence that there is no room, as exit status 1."""
    assert ended.status == 1, (ended.output, ended.errors)
    first = ended.errors.splitlines()[0]
    assert any(words in first for words in ROOM), ended.errors
    assert first.endswith(".")
    assert "Traceback" not in ended.errors
    assert "Internal error" not in ended.errors


@pytest.mark.parametrize("command", ["load", "build", "build --full"])
@pytest.mark.parametrize("largest", [0, 2_000, 300_000])
def test_files_may_not_grow(command: str, largest: int, waiting: dict[str, Step], tmp_path: Path) -> None:
    step = waiting[command]
    root = copied(step.folder, tmp_path / "company")
    typed = (*step.command, "--workspace", str(root))
    if command == "load" and largest > 2_000:
        pytest.skip("no file of so small a load is that large")
    # What is told goes to files too, so the limit is for those of the workspace: standard error has few bytes.
    told_in_a_sentence(abmetry(*typed, scratch=tmp_path / "terminal", largest=largest or 1_000))
    check_still_answers(root, [step.before])
    assert abmetry(*typed, scratch=tmp_path / "terminal").status == 0
    check_whole(root, step)


@pytest.mark.parametrize("command", ["load", "build", "build --full"])
@pytest.mark.parametrize("free", [0, 40_000, 1_500_000, 6_000_000])
def test_a_full_disk(
    command: str, free: int, waiting: dict[str, Step], small_disk: Path, tmp_path: Path
) -> None:
    step = waiting[command]
    root = copied(step.folder, small_disk / "company", link=False)
    typed = (*step.command, "--workspace", str(root))
    fill(small_disk, free)
    ended = abmetry(*typed, scratch=tmp_path / "terminal")
    if ended.status:
        told_in_a_sentence(ended)
        check_still_answers(root, [step.before])
    else:
        assert free > 0, "there was room for nothing"
    (small_disk / "filling").unlink()
    assert abmetry(*typed, scratch=tmp_path / "terminal").status == 0
    check_whole(root, step)


def fill(disk: Path, free: int) -> None:
    """Leave so many bytes."""
    there = os.statvfs(disk)
    with (disk / "filling").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, there.f_bavail * there.f_frsize - free)


@pytest.mark.parametrize(
    "typed",
    [
        ("kpi", "--period", "2026-Q1", "-o", "{disk}/answers.csv"),
        ("kpi", "--period", "2026-Q1", "-o", "{disk}/answers.parquet"),
        ("report", "--format", "html", "--period", "2026-Q1", "-o", "{disk}/report.html"),
        ("report", "--format", "pptx", "--period", "2026-Q1", "-o", "{disk}/report.pptx"),
        ("report", "--format", "xlsx", "--period", "2026-Q1", "-o", "{disk}/report.xlsx"),
    ],
)
def test_no_room_for_what_is_written(
    typed: tuple[str, ...], waiting: dict[str, Step], small_disk: Path, tmp_path: Path
) -> None:
    """What was there before stays, and half a file never takes its place."""
    root = waiting["load"].folder
    before = answers(root)
    target = Path(typed[-1].format(disk=small_disk))
    target.write_text("of yesterday")
    fill(small_disk, 0)
    ended = abmetry(*typed[:-1], str(target), "--workspace", str(root), scratch=tmp_path / "terminal")
    told_in_a_sentence(ended)
    assert [path.name for path in small_disk.iterdir() if path.name != "filling"] == [target.name]
    assert target.read_text() == "of yesterday"
    assert answers(root) == before


def test_a_terminal_that_takes_nothing(waiting: dict[str, Step], tmp_path: Path) -> None:
    """`abmetry kpi > /dev/full` is a sentence too."""
    ended = abmetry(
        "kpi",
        "--period",
        "2026-Q1",
        "--workspace",
        str(waiting["load"].folder),
        scratch=tmp_path,
        out="/dev/full",
    )
    told_in_a_sentence(ended)
