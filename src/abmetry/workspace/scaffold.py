"""A new workspace: a commented abmetry.toml, a folder for exports, a .gitignore."""

import json
from importlib.resources import files
from pathlib import Path

from abmetry.errors import UsageError
from abmetry.lang.message import message
from abmetry.workspace.places import Places
from abmetry.workspace.workspace import Workspace

_IGNORED = """\
# What Abmetry makes by itself, and the exports it reads: neither belongs into git.
/.abmetry/
/exports/*
!/exports/.gitkeep
"""


def settings_text(name: str) -> str:
    """The commented abmetry.toml of a new workspace of this name."""
    template = files("abmetry.workspace").joinpath("new_workspace.toml").read_text(encoding="utf-8")
    return template.replace('name = ""', f"name = {json.dumps(name, ensure_ascii=False)}", 1)


def init(folder: Path | str) -> Workspace:
    """Makes the folder a workspace, and opens it.

    Raises:
        UsageError: It is a workspace already, or cannot be written.
    """
    root = Path(folder).expanduser().resolve()
    places = Places(root)
    if places.settings_file.exists():
        raise UsageError(
            message("{root} is a workspace already; its abmetry.toml is left as it is.", root=root)
        )
    try:
        places.exports.mkdir(parents=True, exist_ok=True)
        (places.exports / ".gitkeep").touch()
        ignored = root / ".gitignore"
        if not ignored.exists():
            ignored.write_text(_IGNORED, encoding="utf-8")
        places.settings_file.write_text(settings_text(root.name), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            message("{root} cannot be made a workspace: {error}.", root=root, error=error.strerror or error)
        ) from error
    return Workspace.open(root)
