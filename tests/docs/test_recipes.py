"""The recipes of CONTRIBUTING.md, followed to the letter on a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

BLOCK = re.compile(
    r"`([\w./]+)`[^`]*?:\n\n(   ```(?:diff|python)\n.*?\n   ```\n(?:\n   ```diff\n.*?\n   ```\n)*)", re.DOTALL
)
FENCED = re.compile(r"   ```(\w+)\n(.*?)\n   ```\n", re.DOTALL)


def steps(title: str) -> list[tuple[str, str, str]]:
    """What a recipe does, in order: the file, whether it is a diff or Python, and the text."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = text.split(f"## {title}\n")[1].split("\n## ")[0]
    found = [
        (path, kind, textwrap.dedent(body))
        for path, blocks in BLOCK.findall(recipe)
        for kind, body in FENCED.findall(blocks)
    ]
    assert len(found) == len(FENCED.findall(recipe)), (
        "A block of code is not preceded by the name of its file."
    )
    return found


def follow(project: Path, title: str) -> None:
    for path, kind, body in steps(title):
        file = project / path
        if kind == "diff":
            lines = body.splitlines()
            old = "\n".join(line[1:] for line in lines if line[:1] != "+") + "\n"
            new = "\n".join(line[1:] for line in lines if line[:1] != "-") + "\n"
            text = file.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{path} has this {text.count(old)} times:\n{old}"
            file.write_text(text.replace(old, new), encoding="utf-8")
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8") + "\n\n" if file.exists() else ""
        file.write_text(f"{before}{body}\n", encoding="utf-8")


def run(project: Path, *command: str) -> str:
    """Run Python in the copy; what it prints."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path):
    left = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("src", "tests", "docs", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=left)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_a_kpi_is_added(project):
    follow(project, "Add a KPI")
    run(project, "-m", "pytest", "-q", "tests/kpis/test_engagement.py", "-k", "met_nobody")
    told = run(project, "-c", "from abmetry.cli.app import main; main()", "catalogue", "accounts_met_rate")
    assert "Which share of the target accounts did we meet?" in told
    run(project, "docs/reference.py")
    assert "### `accounts_met_rate`" in (project / "docs" / "kpis.md").read_text(encoding="utf-8")


def test_a_source_is_added(project):
    follow(project, "Add a source")
    run(
        project,
        "-m",
        "pytest",
        "-q",
        "tests/sources/acme",
        "tests/workspace/test_scaffold.py",
        "tests/test_house.py",
    )
    run(project, "docs/reference.py")
    assert '#type = "acme"' in (project / "docs" / "settings.md").read_text(encoding="utf-8")
    run(project, "-m", "ruff", "check", "src", "tests/sources/acme")
    run(project, "-m", "ruff", "format", "--check", "src/abmetry/sources", "src/abmetry/workspace")
