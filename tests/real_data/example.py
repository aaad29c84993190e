"""A workspace of `examples`, whose exports are a folder of real data, asked through the commands."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from abmetry.answers.analysis import open_workspace
from abmetry.answers.question import Question
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.model.versions import open_model
from abmetry.workspace.workspace import Workspace

EXAMPLES = Path(__file__).parents[2] / "examples"


class Example:
    """Loaded and built when made."""

    def __init__(self, root: Path, name: str, exports: Path) -> None:
        self.root = root / name
        shutil.copytree(EXAMPLES / name, self.root)
        (self.root / "exports").symlink_to(exports, target_is_directory=True)
        self.loaded = self.command("load")
        self.command("build", "--quiet")

    def command(self, *words: str) -> str:
        """What a command writes."""
        program = "import sys; from abmetry.cli.app import run; sys.exit(run(sys.argv[1:]))"
        done = subprocess.run(
            [sys.executable, "-c", program, *words, "--workspace", str(self.root)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def answer(self, *words: str) -> Any:
        """What a command answers in JSON."""
        return json.loads(self.command(*words, "--format", "json"))

    def kpi(self, name: str, *words: str) -> dict[str, Any]:
        """One KPI, of one group."""
        (found,) = self.answer("kpi", name, *words)
        return found

    def count(self, table: str) -> int:
        """Rows of a table, as `status` tells."""
        return {one["table"]: one["keys"] for one in self.answer("status")["tables"]}[table]

    def facts(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the facts of the build, for what no command lists."""
        with open_workspace(self.root) as analysis, analysis.session(Question()) as engine:
            return [tuple(row.values()) for row in engine.query(query).to_pylist()]

    def model(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the canonical model, for what no command lists."""
        with DuckDBEngine() as engine:
            open_model(engine, Workspace.open(self.root).places)
            return [tuple(row.values()) for row in engine.query(query).to_pylist()]
