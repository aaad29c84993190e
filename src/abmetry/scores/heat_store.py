"""Models of research heat, kept in the workspace under their versions."""

from __future__ import annotations

import os
from pathlib import Path

from abmetry.errors import SettingsError
from abmetry.lang.message import message
from abmetry.scores.heat_model import Model
from abmetry.workspace.places import Places
from abmetry.workspace.settings import Settings


class HeatStore:
    """The models of a workspace; settings that lie in no folder have none and keep none."""

    def __init__(self, settings: Settings) -> None:
        """Find the folder."""
        self._folder: Path | None = Places(settings.folder).models if settings.folder else None

    def find(self, version: str) -> Model | None:
        """The model of that version, if it is kept."""
        if self._folder is None:
            return None
        try:
            return Model.from_json((self._folder / f"{version}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def keep(self, model: Model) -> None:
        """Keep a model; one that is kept is never changed."""
        if self._folder is None or self.find(model.id):
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = self._folder / f".{model.id}.{os.getpid()}"
        partial.write_text(model.to_json(), encoding="utf-8")
        partial.replace(self._folder / f"{model.id}.json")

    def pinned(self, version: str) -> Model:
        """The model that the settings name.

        Raises:
            SettingsError: It is not kept; names those that are.
        """
        if found := self.find(version):
            return found
        kept = sorted(path.stem for path in self._folder.glob("*.json")) if self._folder else []
        raise SettingsError(
            message(
                '[heat] model = "{version}" names a model that is not kept in this workspace.',
                version=version,
            ),
            message("Kept are: {kept}.", kept=", ".join(kept))
            if kept
            else message("None is kept yet; leave the key out and build."),
        )
