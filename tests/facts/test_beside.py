"""Facts renewed beside one another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.errors import AbmetryError
from abmetry.facts.incremental.beside import Beside, Renew
from abmetry.facts.incremental.renewing import Renewing, is_of_model
from abmetry.facts.registry import all_facts
from abmetry.steps.fact import AnyFact, Fact
from abmetry.workspace.settings import Settings


def fact(name: str, *reads: str) -> Fact:
    return Fact(name=name, doc="", columns=(), reads=reads, steps=lambda _dialect, _settings: ())


@pytest.fixture
def renewing() -> Iterator[Renewing]:
    with DuckDBEngine(threads=1) as engine:
        yield Renewing(engine, Settings())


def renewed(renewing: Renewing, renew: Renew, *facts: AnyFact) -> Beside:
    beside = Beside(renewing, renew)
    try:
        for one in facts:
            beside.begin(one)
        beside.end()
    finally:
        beside.close()
    return beside


def test_what_a_fact_reads_is_there_before_it(renewing: Renewing) -> None:
    """b reads a, which takes longest; c reads neither, and does not wait.

    a  |--------|b
    c  |--|
    """
    ended: list[str] = []

    def renew(own: Renewing, one: AnyFact) -> None:
        assert own.engine is not renewing.engine
        assert own.changed is renewing.changed
        time.sleep(0.2 if one.name == "a" else 0)
        ended.append(one.name)

    beside = renewed(renewing, renew, fact("a"), fact("b", "a"), fact("c"))
    assert ended.index("a") < ended.index("b")
    assert set(beside.seconds) == {"a", "b", "c"}
    assert beside.seconds["b"] < beside.seconds["a"]


def test_two_are_made_at_once_each_in_its_own_session(renewing: Renewing) -> None:
    both, sessions = threading.Barrier(2, timeout=10), set()

    def renew(own: Renewing, _: AnyFact) -> None:
        both.wait()
        sessions.add(id(own.engine))

    renewed(renewing, renew, fact("a"), fact("b"))
    assert len(sessions) == 2


def test_what_fails_is_told_and_nothing_is_made_of_it(renewing: Renewing) -> None:
    made = []

    def renew(_: Renewing, one: AnyFact) -> None:
        if one.name == "a":
            raise AbmetryError("The disk takes no more.")
        made.append(one.name)

    with pytest.raises(AbmetryError, match="takes no more"):
        renewed(renewing, renew, fact("a"), fact("b", "a"))
    assert made == []


def test_facts_made_beside_one_another_read_no_model() -> None:
    """Their sessions do not see it; and checks, which are made with touches, are read by none before these."""
    names = list(all_facts())
    after = names[names.index("touches") + 1 :]
    assert [name for name in after if any(is_of_model(read) for read in all_facts()[name].reads)] == []
    before = names[: names.index("touches")]
    assert [name for name in before if "touch_checks" in all_facts()[name].reads] == []
