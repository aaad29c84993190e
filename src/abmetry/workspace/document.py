"""Reading abmetry.toml: its settings, or all that is wrong with it, each with its line, key and reason."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from abmetry.errors import SettingsError
from abmetry.lang.message import message
from abmetry.workspace.problems import Problem, problems_of, syntax_problem
from abmetry.workspace.settings import Settings
from abmetry.workspace.toml_lines import key_lines


def read_settings(path: Path, root: Path | None = None) -> Settings:
    """The settings that the file gives.

    Args:
        path: The file.
        root: The folder in which the files that it names are; None: its own.

    Raises:
        SettingsError: The file is not there, is not text, is not TOML, or holds a key or value that cannot
            be used.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            message("{path} cannot be read: {error}.", path=path, error=error.strerror or error)
        ) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SettingsError(
            message("{path}, line {line}: the file is not UTF-8 text.", path=path.name, line=str(line))
        ) from error
    return parse_settings(text, path.name).in_folder(root or path.parent)


def parse_settings(text: str, name: str = "abmetry.toml") -> Settings:
    """The settings that a TOML text gives; `name` stands in the errors.

    Raises:
        SettingsError: With the first problem as its message and the others as its help.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _error([syntax_problem(error, text)], name) from error
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise _error(problems_of(error, given, key_lines(text)), name) from None


def _error(problems: list[Problem], name: str) -> SettingsError:
    first, *others = (f"line {problem.line}: {problem.sentence}" for problem in problems)
    help = "\n".join(["Also:", *(f"  {other}" for other in others)]) if others else None
    return SettingsError(message("{name}, {first}", name=name, first=str(first)), help)
