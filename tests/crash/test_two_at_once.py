"""Two at once: of two loads or two builds one is refused; a load beside a build, and readers beside both, go on."""

from __future__ import annotations

import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from abmetry.answers.analysis import open_workspace
from abmetry.answers.question import Question
from abmetry.facts.build_record import current_id
from abmetry.serving.asked import Answers
from abmetry.serving.builds import Builds
from abmetry.serving.reader import Reader
from abmetry.workspace.places import Places
from abmetry.workspace.workspace import Workspace
from crash.arriving import ASKED, Step, answers, check_whole, copied, steps
from crash.child import Child, abmetry
from facts.loaded_in_pieces import plain
from patience import often


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Step]:
    """A load, a build and one from the beginning that are about to run."""
    made = steps(tmp_path_factory.mktemp("arriving"), seed=5, loads=2)
    return {" ".join(step.command): step for step in made}


@pytest.mark.parametrize("command", ["load", "build --full"])
def test_of_two_the_second_is_refused(command: str, waiting: dict[str, Step], tmp_path: Path) -> None:
    """Those that begin at the same moment: one or two complete, and whoever does not says why."""
    step = waiting[command]
    root = copied(step.folder, tmp_path / "company")
    typed = (*step.command, "--workspace", str(root))
    both = [Child(typed, tmp_path / name) for name in ("one", "other")]
    ended = [child.end() for child in both]
    refused = [one for one in ended if one.status]
    assert len(refused) <= 1
    for one in refused:
        assert one.status == 1
        assert one.errors.splitlines()[0] == f"Another {step.command[0]} of this workspace is running."
    check_whole(root, step)


@pytest.mark.parametrize("first", ["load", "build"])
def test_a_load_and_a_build_at_once(first: str, waiting: dict[str, Step], tmp_path: Path) -> None:
    """Both complete; what the build had not seen yet, the next one has."""
    root = copied(waiting["load"].folder, tmp_path / "company")
    commands = (("load",), ("build", "--full"))
    children = {
        command[0]: Child((*command, "--workspace", str(root)), tmp_path / command[0])
        for command in (commands if first == "load" else commands[::-1])
    }
    for child in children.values():
        assert child.end().status == 0
    assert answers(root) in (waiting["load"].before, waiting["build"].after)
    assert abmetry("build", "--workspace", str(root), scratch=tmp_path / "last").status == 0
    check_whole(root, waiting["build"])


def test_each_answer_is_of_one_build(waiting: dict[str, Step], tmp_path: Path) -> None:
    """Threads and a process ask all the while; every answer is one that some build gives, and names that build.

    What was answered of a build is the same whoever asked it, and whenever.
    """
    step = waiting["build"]
    root = copied(step.folder, tmp_path / "company")
    right = [step.before, step.after]
    stop, wrong, asked = threading.Event(), [], []
    builds, kept = Builds(Workspace.open(root)), Answers(threads=2)
    question = Question(kpis=ASKED, period="2026-Q1", compare="none")

    def compare(answer: object) -> None:
        said = {r.kpi: (r.status, plain(r.value), r.n) for r in answer}
        asked.append({r.build for r in answer})
        if said not in right or len(asked[-1]) != 1:
            wrong.append(said)

    def served() -> None:
        with Reader(builds, kept) as reader:
            compare(reader.answer(question))

    def opened() -> None:
        with open_workspace(root) as analysis:
            compare(analysis.ask(question))

    def again_and_again(ask: object) -> None:
        while not stop.is_set():
            try:
                ask()
            except Exception as error:  # whatever it is, the test tells of it
                wrong.append(error)
            time.sleep(0.001)

    readers = [threading.Thread(target=again_and_again, args=(ask,)) for ask in (served, served, opened)]
    over = multiprocessing.get_context("forkserver").Event()
    found = multiprocessing.get_context("forkserver").Queue()
    apart = multiprocessing.get_context("forkserver").Process(
        target=ask_until, args=(str(root), over, found, right)
    )
    apart.start()
    for reader in readers:
        reader.start()
    for full in [False, True, True] * often(10, 1):
        typed = ("build", *(["--full"] if full else []), "--workspace", str(root))
        assert abmetry(*typed, scratch=tmp_path / "terminal").status == 0
    served()
    stop.set()
    over.set()
    for reader in readers:
        reader.join()
    told = found.get(timeout=300)
    apart.join()
    builds.close()
    assert wrong == []
    assert {current_id(Places(root))} == asked[-1]
    assert len({build for one in asked for build in one}) > 1
    assert told == (True, [])


def ask_until(
    root: str, over: threading.Event, found: multiprocessing.Queue[object], right: list[object]
) -> None:
    """Ask until it is over, or nobody is there to say so; hand back whether there was an answer, and what was wrong."""
    test = multiprocessing.parent_process()
    wrong: list[object] = []
    any_answer = False
    while not over.is_set() and (test is None or test.is_alive()):
        try:
            said = answers(Path(root))
            any_answer = True
            if said not in right:
                wrong.append(said)
        except Exception as error:
            wrong.append(repr(error))
    found.put((any_answer, wrong))
