"""The language in which a run of the command speaks: `--lang`, else the workspace's, else English."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from abmetry.lang.words import Words

_SETTINGS_FILE = "abmetry.toml"
_spoken: ContextVar[Words | None] = ContextVar("spoken", default=None)


def words() -> Words:
    """The words of this run; English where nothing else is said."""
    from abmetry.lang.words import Words

    return _spoken.get() or Words()


def speak(told: Words) -> None:
    """Speak so from now on."""
    _spoken.set(told)


def t(text: str, several: str | None = None, /, **values: Any) -> str:
    """A text in the language of this run; with a second text, ``n`` decides between them."""
    if several is not None:
        return words().plural(text, several, values.pop("n"), **values)
    if not values and _spoken.get() is None:
        return text
    return words().text(text, **values)


def written(value: float, places: int) -> str:
    """A number with so many decimals."""
    return words().number(value, places)


def percent(value: float, places: int = 1) -> str:
    """A percentage, given from 0 to 100."""
    return words().percent(value, places)


def count(value: float | None) -> str:
    """A whole number; nothing where there is none."""
    return "" if value is None else words().number(value, 0)


def listen(given: Sequence[str]) -> None:
    """Take the language from what was typed, before anything is said.

    Raises:
        UsageError: There is no such language.
    """
    language = _given(given, "--lang")
    section = _workspace(_given(given, "--workspace"))
    language = language or str(section.get("language", "en"))
    calendar = section.get("calendar", "gregory")
    if language == "en" and calendar == "gregory":
        _spoken.set(None)
        return
    from abmetry.lang.words import Words

    speak(Words(language, calendar="persian" if calendar == "persian" else "gregory"))


def _given(given: Sequence[str], option: str) -> str | None:
    for place, word in enumerate(given):
        if word == option and place + 1 < len(given):
            return given[place + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


def _workspace(named: str | None) -> dict[str, Any]:
    """[workspace] of the settings that are named or near, as far as they can be read; errors are told later."""
    here = Path(named).expanduser() if named else Path.cwd()
    for folder in (here,) if named else (here, *here.parents):
        file = folder / _SETTINGS_FILE
        if file.is_file():
            try:
                found = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("workspace", {})
            except (OSError, ValueError):
                return {}
            return found if isinstance(found, dict) else {}
    return {}
