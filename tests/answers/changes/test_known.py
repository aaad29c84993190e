"""A number known twice: what was loaded in between, taken apart by cause."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from abmetry.answers.changes.known import known_changes
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable, UsageError
from abmetry.facts.build import build
from abmetry.model.load import load
from abmetry.workspace.workspace import Workspace
from recompute.drawn import at, company, deal, touch

NOW = datetime(2027, 1, 1)
Q1 = {"start": "2026-01-01", "end": "2026-04-01", "compare": "none"}


def taken(folder: Path, given) -> datetime:
    """Load and build a company's files; the instant when that was done."""
    given.write(folder)
    workspace = Workspace.open(folder)
    load(workspace)
    build(workspace)
    return datetime.now(UTC).replace(tzinfo=None)


def changes(folder: Path, first: datetime, second: datetime, *kpis: str, **question):
    found = known_changes(
        Workspace.open(folder),
        Question(kpis=kpis, **{**Q1, **question}),
        f"{first.isoformat()}Z",
        f"{second.isoformat()}Z",
        NOW,
    )
    return {change.shown.kpi: change for change in found.changes}, found


def told(change):
    """The effects by cause: rows in, rows out, change of the value."""
    return {effect.cause.value: (effect.rows_in, effect.rows_out, effect.value) for effect in change.effects}


@pytest.fixture(scope="module")
def loaded_twice(tmp_path_factory):
    """
    loaded first                               loaded later
      p of a, q of b                             q moves to c
      t1 page view by p, t2 download by q        t3 webinar by p (new), t1 becomes a form (changed)
      minutes: a 1, b 10, c -                    minutes: a 5 + 30, b -, c 10
      d1 of a, 100                               d1 of a, 150 (changed), d2 of b, 40 (new)
    """
    people = [{"person_id": "p", "account_id": "a"}, {"person_id": "q", "account_id": "b"}]
    touches = [
        touch("t1", at(2, 1), "page_view", person_id="p", channel="web"),
        touch("t2", at(2, 2), "download", person_id="q", channel="web"),
    ]
    deals = [deal("d1", "a", at(1, 10), amount=100)]
    folder = tmp_path_factory.mktemp("twice")
    first = taken(folder, company("a b c", people=people, touches=touches, opportunities=deals))
    people[1] = {"person_id": "q", "account_id": "c"}
    touches[0] = touch("t1", at(2, 1), "form_submit", person_id="p", channel="web")
    touches.append(touch("t3", at(2, 3), "webinar_attended", person_id="p", channel="webinar"))
    deals = [deal("d1", "a", at(1, 10), amount=150), deal("d2", "b", at(1, 11), amount=40)]
    second = taken(folder, company("a b c", people=people, touches=touches, opportunities=deals))
    return folder, first, second


@pytest.fixture
def twice(loaded_twice, tmp_path):
    """A copy of its own of what was loaded twice."""
    folder, first, second = loaded_twice
    return shutil.copytree(folder, tmp_path / "twice"), first, second


def test_each_cause_has_its_rows_and_its_effect(twice):
    """minutes 11 -> 45: t3 is new, +30; t1 changed, +4; t2 moved from b to c, both in scope: nothing in the sum"""
    found, _ = changes(*twice, "engagement_minutes")
    change = found["engagement_minutes"]
    assert (change.value_before, change.value_after) == (11, 45)
    assert told(change) == {
        "new rows": (1, 0, 30),
        "changed rows": (1, 0, 4),
        "changed links": (1, 1, 0),
    }
    assert [(row["key"], row["amount"], row["cause"]) for row in change.rows] == [
        ("t3", 30, "new rows"),
        ("t2", -10, "changed links"),
        ("t2", 10, "changed links"),
        ("t1", 4, "changed rows"),
    ]


def test_an_account_that_counts_by_other_rows_says_which(twice):
    """engaged: a, b -> a, c.  b was engaged by t2, which is c's now because the person's row changed"""
    change = changes(*twice, "engaged_account_rate")[0]["engaged_account_rate"]
    assert change.value_before == change.value_after == pytest.approx(200 / 3)
    assert not change.is_changed
    assert change.effects == ()
    penetration = changes(*twice, "people_per_account", cohort="abm", where=("name=c",))[0]
    (row,) = [row for row in penetration["people_per_account"].rows if row["key"] == "q"]
    assert (row["account_before"], row["account_after"], row["cause"]) == (None, "c", "changed rows")


def test_effects_add_up(twice):
    """Every number of the catalogue: its effects sum to its difference, and those of its parts to theirs."""
    found, _ = changes(*twice)
    changed = [change for change in found.values() if change.is_changed and change.difference is not None]
    assert len(changed) > 10
    for change in changed:
        assert sum(effect.value for effect in change.effects) == pytest.approx(change.difference), change
        numerators = change.after.numerator - change.before.numerator
        assert sum(effect.numerator for effect in change.effects) == pytest.approx(numerators)
        if change.before.denominator is not None:
            denominators = change.after.denominator - change.before.denominator
            assert sum(effect.denominator for effect in change.effects) == pytest.approx(denominators)


def test_nothing_changes_where_nothing_was_loaded(twice):
    folder, _, second = twice
    found, _ = changes(folder, second, second + timedelta(seconds=1))
    assert not any(change.is_changed for change in found.values())


def test_changed_definitions_are_a_cause_of_their_own(tmp_path):
    """t1: 1 minute, engaged by the first definitions; 10 minutes are wanted by the later ones; t2 of b is new"""
    touches = [touch("t1", at(2, 1), "page_view", account_id="a")]
    first = taken(tmp_path, company("a b", touches=touches))
    touches.append(touch("t2", at(2, 2), "page_view", account_id="b"))
    minutes = {"engaged": {"rule": "minutes", "minutes": 10}}
    later = taken(tmp_path, company("a b", touches=touches, settings=minutes))
    found, whole = changes(tmp_path, first, later, "engaged_accounts")
    change = found["engaged_accounts"]
    assert (change.value_before, change.value_after) == (1, 0)
    assert told(change) == {"new rows": (1, 0, 1), "changed definitions": (0, 2, -2)}
    assert whole.flags == (), "the build kept what held when the first rows came"


def test_a_split_question_shows_its_groups(twice):
    found = known_changes(
        Workspace.open(twice[0]),
        Question(kpis=("engagement_minutes",), by=("name",), **Q1),
        f"{twice[1].isoformat()}Z",
        f"{twice[2].isoformat()}Z",
        NOW,
    )
    sides = {
        change.shown.group["name"]: (change.value_before, change.value_after) for change in found.changes
    }
    assert sides == {"a": (1, 35), "b": (10, 0), "c": (0, 10)}
    assert all(change.effects == () for change in found.changes)


def test_wrong_instants_are_refused(twice):
    folder, first, second = twice
    with pytest.raises(UsageError, match="later"):
        changes(folder, second, first)
    with pytest.raises(Unanswerable, match="Nothing was loaded"):
        changes(folder, datetime(2020, 1, 1), second)
