"""The commands of the README and of the pages run; on a smaller sample company than the README's."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from abmetry.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
)


def commands(page: Path) -> list[str]:
    """Every command of `abmetry` in the blocks of a page, without remarks."""
    found = []
    for line in page.read_text(encoding="utf-8").splitlines():
        for part in line.split(" #")[0].split("&&"):
            if re.match(r"(    )?\s*abmetry [a-z]", part) and (
                line.startswith("    ") or line == line.lstrip()
            ):
                found.append(part.strip())
    return [one for one in found if not one.endswith((".", ",", ";")) and "`" not in one]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_is_known(page):
    for line in commands(page):
        _, name, *rest = shlex.split(line)
        told = CliRunner().invoke(app, [name, "--help"])
        assert told.exit_code == 0, line
        for option in rest:
            if option.startswith("--"):
                assert re.search(rf"{re.escape(option)}\b", told.output), line


def test_the_readme_has_commands():
    assert len(commands(ROOT / "README.md")) >= 10


def program(text: str) -> list[str]:
    """The commands of the README's blocks, one by one."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [part.strip() for block in blocks for line in block.splitlines() for part in line.split("&&")]


@pytest.mark.slow
def test_the_readme_runs(tmp_path, monkeypatch):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for command in program(text):
        name, *given = shlex.split(command)
        if command == "make demo":
            name, given = "abmetry", ["demo", "--no-serve", "--accounts", "300", "--months", "12"]
        if name == "cd":
            monkeypatch.chdir(Path(given[0]).expanduser())
        elif name == "cp":
            shutil.copytree(tmp_path / "abmetry-demo" / "exports", tmp_path / "exports")
            for file in sorted(tmp_path.glob("exports/*.csv")):
                shutil.copy(file, given[-1])
        elif name == "abmetry":
            if given == ["load"]:
                (settings,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
                with Path("abmetry.toml").open("a", encoding="utf-8") as file:
                    file.write(settings)
            given = [word.replace("~", str(tmp_path)) for word in given]
            ended = CliRunner().invoke(app, given)
            assert ended.exit_code == 0, f"{command}: {ended.output} {ended.exception}"
        else:
            assert command in ("make setup", ". .venv/bin/activate"), command
    monkeypatch.chdir(tmp_path)
    for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(code, "README.md", "exec"), {})


@pytest.mark.slow
def test_the_lake_is_read_as_its_page_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert (
        CliRunner().invoke(app, ["demo", "--no-serve", "--accounts", "300", "--months", "12"]).exit_code == 0
    )
    monkeypatch.chdir(tmp_path / "abmetry-demo")
    (code,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "lake.md").read_text(encoding="utf-8"), re.DOTALL
    )
    exec(compile(code, "lake.md", "exec"), {})
    assert "minutes" in capsys.readouterr().out
