"""A workspace that may be read and not written: it is asked as ever, and what has to write says so in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crash.arriving import Step, answers, check_whole, copied, steps
from crash.child import Ended, abmetry


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Step]:
    """A load, a build and one from the beginning that are about to run."""
    made = steps(tmp_path_factory.mktemp("arriving"), seed=5, loads=2)
    return {" ".join(step.command): step for step in made}


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Path]:
    """A folder that can be removed in the end, whatever rights were taken."""
    yield tmp_path
    for path in tmp_path.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def protected(root: Path) -> None:
    """Take the right to write from everybody."""
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def run(*typed: str, root: Path, apart: Path) -> Ended:
    return abmetry(*typed, "--workspace", str(root), scratch=apart / "terminal", bound=True)


@pytest.mark.parametrize("command", ["load", "build", "build --full"])
def test_what_writes_says_so(command: str, waiting: dict[str, Step], apart: Path) -> None:
    step = waiting[command]
    root = copied(step.folder, apart / "company", link=False)
    before = sorted(root.rglob("*"))
    protected(root)
    ended = run(*step.command, root=root, apart=apart)
    assert ended.status == 1
    assert "cannot be written: Permission denied" in ended.errors.splitlines()[0]
    assert "Traceback" not in ended.errors
    assert sorted(root.rglob("*")) == before
    assert answers(root) == step.before
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert abmetry(*step.command, "--workspace", str(root), scratch=apart / "terminal").status == 0
    check_whole(root, step)


@pytest.mark.parametrize("typed", ["kpi --period 2026-Q1 --format json", "status", "rejected", "funnel"])
def test_what_reads_goes_on(typed: str, waiting: dict[str, Step], apart: Path) -> None:
    root = copied(waiting["build"].folder, apart / "company", link=False)
    protected(root)
    ended = run(*typed.split(), root=root, apart=apart)
    assert (ended.status, ended.errors) == (0, "")
    assert ended.output


@pytest.mark.parametrize(
    ("file", "typed"),
    [
        ("lake/builds/*/serving.duckdb", "kpi --period 2026-Q1"),
        ("lake/builds/*/build.json", "kpi --period 2026-Q1"),
        ("current", "kpi --period 2026-Q1"),
        ("lake/loads/*.json", "load"),
        ("lake/model/touches/*.parquet", "build --full"),
    ],
)
def test_a_file_that_may_not_be_read_is_named(
    file: str, typed: str, waiting: dict[str, Step], apart: Path
) -> None:
    root = copied(waiting["build"].folder, apart / "company", link=False)
    paths = list((root / ".abmetry").glob(file))
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for path in paths:
        path.chmod(0)
    ended = run(*typed.split(), root=root, apart=apart)
    assert ended.status == 1
    assert any(str(path) in ended.errors or str(path.parent) in ended.errors for path in paths), ended.errors
    assert "Traceback" not in ended.errors
    assert "Internal error" not in ended.errors


def test_an_export_that_may_not_be_read_is_named(waiting: dict[str, Step], apart: Path) -> None:
    """All others are loaded."""
    root = copied(waiting["load"].folder, apart / "company", link=False)
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (root / "exports" / "accounts.csv").chmod(0)
    ended = run("load", root=root, apart=apart)
    assert ended.status == 1
    assert "accounts.csv" in ended.errors.splitlines()[0]
    assert "all others are loaded" in ended.errors.splitlines()[0]
