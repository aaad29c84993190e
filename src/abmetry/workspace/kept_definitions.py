"""Definitions as they were: every abmetry.toml that a build was made by, with the instant from which it held."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from abmetry.workspace.document import parse_settings
from abmetry.workspace.places import SETTINGS_FILE, Places
from abmetry.workspace.workspace import Workspace

_STAMP = "%Y%m%dT%H%M%S%fZ"


def keep_definitions(workspace: Workspace, at: datetime) -> None:
    """Keep what abmetry.toml says, if it is not what was kept last.

    Args:
        workspace: The workspace as it is built.
        at: The instant from which it holds, naive UTC.
    """
    text = workspace.places.settings_file.read_text(encoding="utf-8-sig")
    kept = _kept(workspace.places)
    if kept and kept[-1].read_text(encoding="utf-8") == text:
        return
    folder = workspace.places.definitions
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{at.strftime(_STAMP)}.toml"
    partial = target.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(target)


def defined_at(workspace: Workspace, at: datetime) -> Workspace | None:
    """The workspace by the definitions that held at an instant; None: none were kept by then.

    The engine stays the one of today. Files that the definitions name are read as they are today.

    Args:
        workspace: The workspace of today.
        at: The instant, naive UTC.

    Raises:
        SettingsError: What was kept is not understood by this version.
    """
    earlier = [path for path in _kept(workspace.places) if _since(path) <= at]
    if not earlier:
        return None
    text = earlier[-1].read_text(encoding="utf-8")
    settings = parse_settings(text, f"the {SETTINGS_FILE} of {_since(earlier[-1]):%Y-%m-%d %H:%M} UTC")
    placed = settings.in_folder(workspace.root)
    return replace(workspace, settings=placed.model_copy(update={"engine": workspace.settings.engine}))


def _kept(places: Places) -> list[Path]:
    return sorted(places.definitions.glob("*.toml")) if places.definitions.is_dir() else []


def _since(path: Path) -> datetime:
    return datetime.strptime(path.stem, _STAMP)
