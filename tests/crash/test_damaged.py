"""A damaged file of the lake is named in one sentence with what helps, and the rest answers.

What stands in a workspace after a load, a build, a second load and a second build:

    lake/loads/<id>.json   lake/model/<table>/<id>.parquet   lake/rejected/<id>.parquet
    lake/builds/<id>/build.json, serving.duckdb, workings.duckdb, facts/<fact>.parquet      current
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from abmetry.facts.build_record import current_id
from abmetry.workspace.places import Places
from crash.arriving import Step, answers, check_whole, copied, steps
from crash.child import Ended, abmetry

pytestmark = pytest.mark.long

Harm = Callable[[Path], None]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def deleted(path: Path) -> None:
    path.unlink()


def flipped(path: Path) -> None:
    """One bit in the middle is another; of a database, one of every block."""
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 2 % 200_000, len(content), 200_000):
        content[place] ^= 4
    path.write_bytes(content)


HARMS = [cut, emptied, deleted, flipped]


@pytest.fixture(scope="module")
def step(tmp_path_factory: pytest.TempPathFactory) -> Step:
    """A build that is about to run: more was loaded since the last."""
    return next(
        s for s in steps(tmp_path_factory.mktemp("arriving"), seed=5, loads=2) if s.command == ("build",)
    )


class Damaged:
    """A workspace of its own in which files can be harmed."""

    def __init__(self, step: Step, folder: Path) -> None:
        self.step, self.root, self._scratch = (
            step,
            copied(step.folder, folder / "company", link=False),
            folder,
        )
        self.places = Places(self.root)

    def run(self, *typed: str) -> Ended:
        """A command; whatever happens, no stack trace and no riddle reaches the terminal."""
        ended = abmetry(*typed, "--workspace", str(self.root), scratch=self._scratch / "terminal")
        for riddle in ("Traceback", "Internal error", "Exception"):
            assert riddle not in ended.errors, ended.errors
        assert ended.status in (0, 1)
        return ended

    def names(self, ended: Ended, path: Path) -> None:
        """It failed, and its first sentence names the file."""
        assert ended.status == 1, ended.output
        sentence, helps = (*ended.errors.splitlines(), "", "")[:2]
        assert str(path) in sentence
        assert helps, "nothing is said that helps"

    @property
    def current(self) -> Path:
        """The folder of the current build."""
        named = current_id(self.places)
        assert named is not None
        return self.places.build(named)

    def answers_as_before(self) -> None:
        """The questions are answered as they were."""
        assert answers(self.root) == self.step.before

    def next_build(self) -> Ended:
        """The next build completes, and is what it would have been."""
        ended = self.run("build")
        assert ended.status == 0, ended.errors
        check_whole(self.root, self.step)
        return ended


@pytest.fixture
def company(step: Step, tmp_path: Path) -> Damaged:
    return Damaged(step, tmp_path)


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_of_the_model(harm: Harm, company: Damaged) -> None:
    """The last build answers; what reads the file names it; without its load all is loaded once more."""
    path = max(company.places.model.glob("touches/*.parquet"))
    harm(path)
    company.answers_as_before()
    told = company.run("build", "--full")
    company.names(told, path)
    company.names(company.run("build"), path)
    company.answers_as_before()
    if harm is not flipped:
        company.names(company.run("load"), path)
        status = company.run("status")
        assert (status.status, path.name in status.output.replace("\n", "")) == (0, True)
    record = company.places.lake / "loads" / f"{path.stem.rpartition('-')[0]}.json"
    assert str(record) in told.errors
    record.unlink()
    assert company.run("load").status == 0
    assert company.run("build").status == 0
    assert answers(company.root) == company.step.after


@pytest.mark.parametrize("harm", [cut, emptied, flipped])
def test_the_record_of_a_load(harm: Harm, company: Damaged) -> None:
    path = max((company.places.lake / "loads").glob("*.json"))
    harm(path)
    company.answers_as_before()
    for command in ("load", "build"):
        company.names(company.run(command), path)
    assert path.name in company.run("status").output.replace("\n", "")
    path.unlink()
    assert company.run("load").status == 0
    company.next_build()


@pytest.mark.parametrize("harm", HARMS)
def test_the_record_of_a_build(harm: Harm, company: Damaged) -> None:
    path = company.current / "build.json"
    harm(path)
    company.names(company.run("kpi", "target_accounts"), path.parent)
    assert company.run("status").status == 0
    company.next_build()


@pytest.mark.parametrize("harm", HARMS)
def test_the_pointer(harm: Harm, company: Damaged) -> None:
    """The newest build is what it pointed to."""
    harm(company.places.current)
    company.answers_as_before()
    company.next_build()


@pytest.mark.parametrize("harm", HARMS)
def test_what_questions_read(harm: Harm, company: Damaged) -> None:
    path = company.current / "serving.duckdb"
    harm(path)
    company.names(company.run("kpi", "--period", "2026-Q1"), path)
    status = company.run("status")
    assert (status.status, "serving.duckdb" in status.output.replace("\n", "")) == (0, True)
    told = company.next_build().errors
    assert harm is deleted or "is made from the beginning" in told


@pytest.mark.parametrize("harm", HARMS)
def test_what_the_next_build_begins_from(harm: Harm, company: Damaged) -> None:
    harm(company.current / "workings.duckdb")
    company.answers_as_before()
    told = company.next_build().errors
    assert harm is deleted or "is made from the beginning" in told


@pytest.mark.parametrize("harm", [cut, emptied, deleted])
def test_a_fact(harm: Harm, company: Damaged) -> None:
    """Questions do not read its Parquet; the next build finds that it is not what it was."""
    harm(company.current / "facts" / "touches.parquet")
    company.answers_as_before()
    assert "is made from the beginning" in company.next_build().errors


@pytest.mark.parametrize("harm", [cut, emptied, deleted])
def test_a_build_with_nothing_new_mends_the_last_one(harm: Harm, company: Damaged) -> None:
    assert company.run("build").status == 0
    harm(company.current / "serving.duckdb")
    company.next_build()


@pytest.mark.parametrize("harm", [cut, emptied, deleted])
def test_rejected_rows(harm: Harm, company: Damaged) -> None:
    (company.root / "exports" / "accounts.csv").open("a").write("b1,x,,,,,not a number,,,,,,,,\n")
    company.run("load")
    path = max(company.places.rejected.glob("*.parquet"))
    harm(path)
    company.names(company.run("rejected"), path)
    company.answers_as_before()


def test_rows_are_not_read_wrongly(company: Damaged) -> None:
    """Wherever in a file of the model a bit is flipped, no build takes what it says then for what was loaded."""
    path = max(company.places.model.glob("touches/*.parquet"))
    content = path.read_bytes()
    for place in range(4, len(content), len(content) // 5):
        harmed = bytearray(content)
        harmed[place] ^= 1 << place % 8
        path.write_bytes(harmed)
        company.names(company.run("build"), path)
    path.write_bytes(content)
    company.next_build()
