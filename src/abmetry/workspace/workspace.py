"""A workspace: a folder with an abmetry.toml."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from abmetry.errors import SettingsError
from abmetry.lang.message import message
from abmetry.workspace.definition import definition_hash
from abmetry.workspace.document import read_settings
from abmetry.workspace.places import SETTINGS_FILE, Places
from abmetry.workspace.settings import Settings


@dataclass(frozen=True)
class Workspace:
    """The folder, what its abmetry.toml says, and where its things are."""

    root: Path
    settings: Settings

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """The workspace in this very folder.

        Raises:
            SettingsError: It has no abmetry.toml, or one that cannot be used.
        """
        root = Path(path).expanduser().resolve()
        if not (root / SETTINGS_FILE).is_file():
            raise SettingsError(
                message(
                    "{root} has no {settings_file}, so it is not a workspace.",
                    root=root,
                    settings_file=SETTINGS_FILE,
                ),
                message("`abmetry init {path}` makes one.", path=path),
            )
        return cls(root, read_settings(root / SETTINGS_FILE))

    @classmethod
    def find(cls, start: Path | str = ".") -> Self:
        """The workspace of a folder: the nearest of it and its parents that has an abmetry.toml.

        Raises:
            SettingsError: None of them has one, or the nearest cannot be used.
        """
        here = Path(start).expanduser().resolve()
        folder = _nearest(here)
        if folder is not None:
            return cls.open(folder)
        raise SettingsError(
            message(
                "Neither {here} nor a folder above it has an {settings_file}.",
                here=here,
                settings_file=SETTINGS_FILE,
            ),
            message("`abmetry init DIR` makes a workspace; --workspace DIR names one."),
        )

    @staticmethod
    def is_near(start: Path | str = ".") -> bool:
        """Whether a folder or one of its parents has an abmetry.toml."""
        return _nearest(Path(start).expanduser().resolve()) is not None

    @property
    def places(self) -> Places:
        """Where its files and folders are."""
        return Places(self.root)

    @cached_property
    def definition_hash(self) -> str:
        """What its numbers are defined by, as "sha256:..."."""
        return definition_hash(self.settings, self.root)


def _nearest(here: Path) -> Path | None:
    return next((folder for folder in (here, *here.parents) if (folder / SETTINGS_FILE).is_file()), None)
