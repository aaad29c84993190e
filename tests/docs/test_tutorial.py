"""The tutorial's commands run, and print what the tutorial shows."""

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from abmetry.cli.app import app

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial"


def steps() -> list[tuple[list[str], list[str]]]:
    """Every block of commands, with the lines that are shown after it."""
    blocks = re.findall(
        r"```(sh|text)\n(.*?)```", (TUTORIAL / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    found: list[tuple[list[str], list[str]]] = []
    for kind, text in blocks:
        lines = text.strip("\n").splitlines()
        if kind == "sh":
            found.append((lines, []))
        else:
            found[-1][1].extend(lines)
    return found


def test_every_command_of_the_tutorial_prints_what_it_shows(tmp_path, monkeypatch):
    folder = tmp_path / "my-abm"
    shutil.copytree(TUTORIAL, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "110")
    assert sum(len(shown) for _, shown in steps()) >= 9
    for commands, shown in steps():
        printed = ""
        for command in commands:
            name, *arguments = command.split()
            assert name == "abmetry"
            ended = CliRunner().invoke(app, arguments)
            assert ended.exit_code == 0, f"{command}: {ended.output}"
            printed += ended.output
        for line in shown:
            assert line.split() in [one.split() for one in printed.splitlines()], line


@pytest.mark.parametrize("word", ["visit", "meeting held", "webinar attended"])
def test_the_words_of_the_exports_are_explained(word):
    assert word in (TUTORIAL / "abmetry.toml").read_text(encoding="utf-8")
