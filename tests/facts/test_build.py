"""Builds are whole or not there: readers keep theirs, a killed one leaves the last good one."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from abmetry.answers.analysis import open_workspace
from abmetry.errors import AbmetryError, Unanswerable
from abmetry.facts.build import build
from abmetry.facts.build_record import BuildRecord, current_build
from abmetry.facts.leftovers import KEPT
from abmetry.model.load import load
from abmetry.workspace.workspace import Workspace


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Workspace:
    folder = tmp_path / "tiny"
    shutil.copytree(built, folder)
    return Workspace.open(folder)


def engaged(workspace: Workspace) -> float | None:
    with open_workspace(workspace.root) as analysis:
        return analysis.ask("engaged_accounts", period="2026-Q3")[0].value


def add_touch(workspace: Workspace) -> None:
    with (workspace.places.exports / "touches.csv").open("a", encoding="utf-8") as file:
        file.write("new,2026-08-05T10:00:00Z,page_view,web,p24,/pricing\n")
    load(workspace)


def test_nothing_new_is_not_built_again(workspace):
    last = current_build(workspace.places)
    assert last is not None
    assert build(workspace).id == last.id
    load(workspace)
    assert build(workspace).id == last.id, "a load that brought nothing new changes nothing"
    assert build(workspace, full=True).id != last.id


def test_a_build_with_a_load_whose_record_is_lost_is_not_the_same(workspace):
    """The newest load is still there; the one before it is not."""
    add_touch(workspace)
    build(workspace)
    (workspace.places.exports / "touches.csv").write_text(
        "touch_id,occurred_at,kind,channel,person_id,url\nlater,2026-08-06T10:00:00Z,page_view,web,p24,/pricing\n",
        encoding="utf-8",
    )
    load(workspace)
    last = build(workspace)
    assert engaged(workspace) == 21
    sorted((workspace.places.lake / "loads").glob("*.json"))[-2].unlink()
    assert build(workspace).id != last.id


def test_a_build_of_another_version_is_refused_and_made_anew(workspace):
    last = current_build(workspace.places)
    folder = workspace.places.build(last.id)
    replace(last, form="of another version").write(folder)
    with pytest.raises(Unanswerable, match="another version"):
        engaged(workspace)
    assert build(workspace).id != last.id
    assert engaged(workspace) == 20


def test_new_rows_and_new_definitions_are_built(workspace):
    first = build(workspace)
    assert engaged(workspace) == 20
    add_touch(workspace)
    second = build(workspace)
    assert second.id != first.id
    assert engaged(workspace) == 21
    settings = workspace.root / "abmetry.toml"
    settings.write_text(settings.read_text() + '\n[engaged]\nrule = "minutes"\nminutes = 1000\n')
    changed = Workspace.open(workspace.root)
    assert build(changed).definition != second.definition
    assert engaged(changed) == 0


def test_a_reader_keeps_the_build_it_opened(workspace):
    with open_workspace(workspace.root) as reader:
        add_touch(workspace)
        build(workspace)
        build(workspace, full=True)
        assert reader.ask("engaged_accounts", period="2026-Q3")[0].value == 20
    assert engaged(workspace) == 21


def test_old_builds_go_and_the_newest_stay(workspace):
    ids = [build(workspace, full=True).id for _ in range(KEPT + 1)]
    left = sorted(folder.name for folder in workspace.places.builds.iterdir())
    assert left == ids[-KEPT:]


def test_as_known_before_a_load(workspace):
    """The touch that is loaded later is not known before; asking so does not change the current build."""
    before = datetime.now().astimezone().isoformat()
    add_touch(workspace)
    current = build(workspace)
    with open_workspace(workspace.root) as analysis:
        now = analysis.ask("engaged_accounts", period="2026-Q3")[0]
        then = analysis.ask("engaged_accounts", period="2026-Q3", known_at=before)[0]
    assert (now.value, then.value) == (21, 20)
    assert now.build != then.build
    assert current_build(workspace.places) == current


def test_two_builds_at_once_are_refused(workspace, monkeypatch):
    def meanwhile(*_: object) -> None:
        with pytest.raises(AbmetryError, match="Another build"):
            build(workspace, full=True)

    build(workspace, full=True, progress=meanwhile)


def test_a_failed_build_leaves_the_last_one(workspace, monkeypatch):
    last = current_build(workspace.places)

    def fail(name: str, *_: object) -> None:
        if name == "sessions":
            raise OSError(28, "No space left on device")

    with pytest.raises(AbmetryError, match="No space left"):
        build(workspace, full=True, progress=fail)
    assert current_build(workspace.places) == last
    assert engaged(workspace) == 20
    assert not list(workspace.places.builds.glob(".*"))


def test_a_killed_build_leaves_the_last_one_and_the_next_completes(workspace):
    last = current_build(workspace.places)
    code = f"""
import os, time
from abmetry.facts.build import build
from abmetry.workspace.workspace import Workspace
def wait(name, *_):
    if name == "touches":
        print("there", flush=True)
        time.sleep(60)
build(Workspace.open({str(workspace.root)!r}), full=True, progress=wait)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=os.environ)
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert current_build(workspace.places) == last
    assert engaged(workspace) == 20
    assert list(workspace.places.builds.glob(".*.partial")), "the killed build left something behind"
    assert build(workspace, full=True).id != last.id
    assert not list(workspace.places.builds.glob(".*.partial")), "and the next one cleared it away"


def test_a_damaged_build_says_what_helps_and_that_helps(workspace):
    record = current_build(workspace.places)
    assert record is not None
    (workspace.places.build(record.id) / "build.json").write_text("{")
    with pytest.raises(Unanswerable, match="cannot be read") as told:
        open_workspace(workspace.root)
    assert "abmetry build" in (told.value.help or "")
    build(workspace)
    assert engaged(workspace) == 20


def test_nothing_is_built_yet(tmp_path):
    (tmp_path / "abmetry.toml").write_text("")
    with pytest.raises(Unanswerable, match="Nothing is built"):
        open_workspace(tmp_path)


def test_the_record_says_what_is_in_the_build(workspace):
    record = current_build(workspace.places)
    assert record is not None
    folder = workspace.places.build(record.id)
    assert BuildRecord.read(folder) == record
    assert record.lists == ("named",)
    assert record.tiers == ("1", "2")
    assert {"accounts", "list_members", "people", "touches", "users"} <= set(record.loaded)
    assert {path.stem for path in (folder / "facts").iterdir()} == set(record.rows)
    assert json.loads((folder / "build.json").read_text())["id"] == record.id
    assert time.strptime(record.built_at[:10], "%Y-%m-%d")
