"""Which files a source's folder holds."""

from __future__ import annotations

from pathlib import Path

from abmetry.errors import LoadError
from abmetry.lang.message import message


def matches(folder: Path, pattern: str) -> list[Path]:
    """The files or folders that a name or glob of the settings means, within the source; none where it means none."""
    root = folder if folder.is_dir() else folder.parent
    try:
        if (root / pattern).exists():
            return [root / pattern]
        return sorted(root.glob(pattern)) if not Path(pattern).is_absolute() else []
    except (OSError, ValueError):
        return []


def entries(folder: Path) -> list[Path]:
    """What is in the source's folder, hidden and lock files left out; the file itself where it is one.

    Raises:
        LoadError: There is no such folder, or it cannot be listed.
    """
    if not folder.exists():
        raise LoadError(
            message("There is no {folder}.", folder=folder),
            message("`path` of the source is relative to the workspace."),
        )
    if not folder.is_dir():
        return [folder]
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except OSError as error:
        raise LoadError(
            message("{folder} cannot be listed: {error}.", folder=folder, error=error.strerror or error)
        ) from error
