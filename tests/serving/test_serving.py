"""Many readers, one answer each question; builds swapped under them."""

import shutil
import threading
import time
from pathlib import Path

import pytest

from abmetry.answers.question import Question
from abmetry.errors import Unanswerable
from abmetry.facts.build import build
from abmetry.serving.asked import Answers
from abmetry.serving.builds import Builds
from abmetry.serving.reader import Reader, StillWorking
from abmetry.workspace.workspace import Workspace


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(built, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


def test_a_question_that_many_ask_at_once_is_worked_out_once(workspace):
    builds, answers = Builds(workspace), Answers(threads=4)
    worked, found = [], []

    def work_out(analysis):
        worked.append(analysis.record.id)
        time.sleep(0.2)
        return len(worked)

    def read():
        with Reader(builds, answers) as reader:
            found.append(reader.get("question", work_out))

    readers = [threading.Thread(target=read) for _ in range(20)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert (len(worked), found) == (1, [1] * 20)
    builds.close()


def test_an_error_is_told_and_not_kept(workspace):
    answers, tries = Answers(), []
    with Reader(Builds(workspace), answers) as reader:

        def fail(_):
            tries.append(1)
            raise Unanswerable("No.")

        for _ in range(2):
            with pytest.raises(Unanswerable):
                reader.get("question", fail)
            time.sleep(0.05)
    assert len(tries) == 2


def test_patience_ends_and_the_work_goes_on(workspace):
    answers = Answers()
    with Reader(Builds(workspace), answers, patience=0.05) as reader:
        with pytest.raises(StillWorking):
            reader.get("slow", lambda _: time.sleep(0.4) or "done")
        assert reader.within(2, lambda: reader.get("slow", lambda _: "anew")) == "done"
        assert reader.within(0.01, lambda: reader.get("slower", lambda _: time.sleep(0.3))) is None


def test_several_answers_are_waited_for_as_long_as_one(workspace):
    """Each of five takes 0.1 s, so that after 0.25 s the third is not there; those within have no more time."""
    with Reader(Builds(workspace), Answers()) as reader:
        asked = []

        def ask():
            for n in range(5):
                asked.append(n)
                reader.within(
                    9, lambda n=n: reader.get(n, lambda _: time.sleep(0.1)) or "there"
                ) or reader.get(n, lambda _: None)
            return "all"

        assert reader.within(0.25, ask) is None
        assert asked == [0, 1, 2]
        assert reader.within(None, ask) == "all"


def test_only_so_many_answers_are_kept(workspace):
    answers = Answers(kept=3)
    with Reader(Builds(workspace), answers) as reader:
        worked = []
        for n in (1, 2, 3, 4, 1, 4):
            reader.get(n, lambda _, n=n: worked.append(n))
    assert worked == [1, 2, 3, 4, 1]


def test_readers_keep_the_build_they_began_with(workspace):
    builds, answers = Builds(workspace), Answers()
    question = Question(kpis=("target_accounts",), period="2026-Q3", compare="none")
    with Reader(builds, answers) as first:
        before = first.answer(question)[0]
        build(workspace, full=True)
        with Reader(builds, answers) as second:
            after = second.answer(question)[0]
            assert second.analysis is not first.analysis
        assert after.build != before.build
        assert after.value == before.value
        assert first.evidence(question).total == before.value
    builds.close()


def test_readers_during_builds_never_fail(workspace):
    builds, answers = Builds(workspace), Answers()
    failures, stop = [], threading.Event()
    question = Question(kpis=("target_accounts",), period="2026-Q3", compare="none")

    def read():
        while not stop.is_set():
            try:
                with Reader(builds, answers) as reader:
                    reader.answer(question)
            except Exception as error:
                failures.append(error)
            time.sleep(0.001)

    readers = [threading.Thread(target=read) for _ in range(20)]
    for reader in readers:
        reader.start()
    for _ in range(2):
        build(workspace, full=True)
        time.sleep(0.1)
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    builds.close()
