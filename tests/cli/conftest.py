"""A way to run a command and see what it says."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from abmetry.cli.app import run


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        def refuse(constant: str) -> None:
            raise AssertionError(f"{constant} is no JSON")

        return json.loads(self.out, parse_constant=refuse)


Abmetry = Callable[..., Outcome]


@pytest.fixture
def abmetry(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Abmetry:
    """Runs a command in this process."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def go(*arguments: object) -> Outcome:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Outcome(status, said.out, said.err)

    return go


@pytest.fixture
def in_workspace(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built workspace as the folder one is in."""
    monkeypatch.chdir(built)
    return built
