"""The state of a workspace, before and after it is loaded and built."""

from pathlib import Path

from abmetry.answers.status import status
from abmetry.facts.build import build
from abmetry.kpis.catalogue import CATALOGUE
from abmetry.model.load import load
from abmetry.workspace.workspace import Workspace
from tiny_company import SETTINGS, exports


def test_step_by_step(tmp_path: Path):
    (tmp_path / "abmetry.toml").write_text(SETTINGS)
    exports(tmp_path / "exports")
    workspace = Workspace.open(tmp_path)
    new = status(workspace)
    assert (new.load, new.build, new.tables) == (None, None, ())
    assert new.sources[0] == {"name": "crm", "type": "files", "path": "exports", "loaded_at": None}
    assert new.available + len(new.unavailable) == len(CATALOGUE)
    load(workspace)
    loaded = status(workspace)
    assert loaded.load is not None
    assert loaded.load["rejected"] == 1
    assert loaded.sources[0]["loaded_at"]
    assert {row["table"]: row["keys"] for row in loaded.tables}["accounts"] == 40
    assert loaded.available > new.available
    build(workspace)
    done = status(workspace)
    assert done.build is not None
    assert done.build["stale"] is None
    assert done.build["rows"]["accounts"] == 40
    assert done.held == 1
    assert all(row["rows"] > 0 and row["detail"] for row in done.quality)
    load(workspace)
    again = status(workspace)
    assert again.build is not None
    assert again.build["stale"] is None, "the second load brought nothing new"
    (tmp_path / "abmetry.toml").write_text(SETTINGS + "\n[renewal]\ngrace_days = 30\n")
    changed = status(Workspace.open(tmp_path))
    assert changed.build is not None
    assert "have changed" in changed.build["stale"]


def test_what_is_unavailable_names_what_was_never_loaded(built: Path):
    for row in status(Workspace.open(built)).unavailable:
        assert row["why"]
        assert not set(row["needs"]) & {"accounts", "touches", "opportunities"}
