"""Other definitions, tried before they are taken."""

from datetime import datetime

import pytest

from abmetry.answers.changes.defined import defined_changes
from abmetry.answers.question import Question
from abmetry.errors import SettingsError, Unanswerable
from abmetry.facts.build import build
from abmetry.facts.build_record import current_build
from abmetry.model.load import load
from abmetry.workspace.workspace import Workspace
from recompute.drawn import at, company, touch

NOW = datetime(2027, 1, 1)
QUESTION = Question(start="2026-01-01", end="2026-04-01", compare="none")


@pytest.fixture
def workspace(tmp_path):
    """a: tier 1, a page view of 1 minute;  b: tier 2, a download of 10;  c: on no list"""
    given = company(
        "a b",
        touches=[
            touch("t1", at(2, 1), "page_view", account_id="a"),
            touch("t2", at(3, 25), "download", account_id="b"),
        ],
    )
    given.tables["accounts"].append({"account_id": "c", "name": "c", "domain": "c-corp.es", "employees": 900})
    given.tables["list_members"] = [
        {"list_id": "named", "account_id": "a", "tier": "1"},
        {"list_id": "named", "account_id": "b", "tier": "2"},
    ]
    opened = Workspace.open(given.write(tmp_path))
    load(opened)
    build(opened)
    return opened


def other(workspace, more="", **swapped):
    """Another abmetry.toml: this one with texts swapped, and more at its end."""
    text = workspace.places.settings_file.read_text()
    for before, after in swapped.items():
        text = text.replace(before, after)
    path = workspace.root / "next.toml"
    path.write_text(text + more)
    return path


def test_numbers_and_accounts_before_and_after(workspace):
    """by minutes: only b, with 10, is engaged"""
    wanted = other(workspace, '\n[engaged]\nrule = "minutes"\nminutes = 10\n')
    found = defined_changes(workspace, QUESTION, wanted, NOW)
    assert found.settings == (("engaged.rule", "any", "minutes"),)
    changed = {change.shown.kpi: change for change in found.changes if change.is_changed}
    engaged = changed["engaged_accounts"]
    assert (engaged.value_before, engaged.value_after) == (2, 1)
    (effect,) = engaged.effects
    assert (effect.cause.value, effect.rows_in, effect.rows_out, effect.value) == (
        "changed definitions",
        0,
        1,
        -1,
    )
    assert [row["account_before"] for row in engaged.rows] == ["a"]
    stages = {
        (one.name, one.before, one.after, one.came, one.went) for one in found.accounts if one.kind == "stage"
    }
    assert stages == {("engaged", 2, 1, (), ("a",)), ("target", 0, 1, ("a",), ())}


def test_a_list_that_is_added_brings_its_accounts(workspace):
    wanted = other(workspace, '\n[lists.large]\nwhere = "employees > 500"\n')
    found = defined_changes(workspace, QUESTION, wanted, NOW)
    lists = [(one.name, one.before, one.after, one.came) for one in found.accounts if one.kind == "list"]
    assert lists == [("large", 0, 1, ("c",))]
    targets = next(change for change in found.changes if change.shown.kpi == "target_accounts")
    assert (targets.value_before, targets.value_after) == (2, 3)


def test_nothing_is_written(workspace):
    before = current_build(workspace.places)
    defined_changes(workspace, QUESTION, other(workspace, "\n[renewal]\ngrace_days = 10\n"), NOW)
    assert current_build(workspace.places) == before
    assert [folder.name for folder in workspace.places.builds.iterdir()] == [before.id]


def test_a_build_that_is_behind_is_refused(workspace):
    company("a b d").write(workspace.root)
    load(workspace)
    with pytest.raises(Unanswerable, match="does not hold all"):
        defined_changes(workspace, QUESTION, other(workspace), NOW)


def test_wrong_definitions_are_told_with_their_line(workspace):
    with pytest.raises(SettingsError, match="line"):
        defined_changes(workspace, QUESTION, other(workspace, "\n[renewal]\ngrace = 10\n"), NOW)
