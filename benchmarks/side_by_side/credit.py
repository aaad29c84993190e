"""Credit by Abmetry beside ChannelAttribution and marketing-attribution-models, on the same deals.

python benchmarks/side_by_side/credit.py WORKSPACE --rivals rivals/bin/python
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.side_by_side.paths import moves, paths
from benchmarks.side_by_side.wanted import YEAR, facts_of

from abmetry.answers.analysis import open_workspace
from abmetry.answers.question import Question
from abmetry.influence.markov import removal_effects

RIVALS = {"channel_attribution": "ChannelAttribution", "mam": "marketing-attribution-models"}
HEURISTICS = ("first", "last", "linear")
Credit = dict[str, dict[str, float]]


def compare(workspace: Path, rivals: Path) -> list[str]:
    """Rows of the table of results; ends the program where numbers that should be equal are not."""
    begun, worked = time.perf_counter(), time.process_time()
    ways = paths(facts_of(workspace))
    making = _cost(begun, worked)
    begun, worked = time.perf_counter(), time.process_time()
    ours: Credit = {"removal_effects": dict(removal_effects(moves(ways)))}
    matrix = _cost(begun, worked)
    begun, worked = time.perf_counter(), time.process_time()
    ours.update(asked(workspace))
    asking = _cost(begun, worked)
    won = sum(ways["won"].to_pylist())
    rows = [
        f"{ways.num_rows:,} closed deals with marketing touches before them, {won:,} of them won, of {YEAR}.",
        "",
        "| credit | seconds | of processor | first, last, linear | removal effects |",
        "|---|---|---|---|---|",
        f"| Abmetry: eleven models, asked of the facts | {_told(asking)} | | |",
        f"| Abmetry: Markov alone, of the paths | {_told(matrix)} | | |",
        f"| the paths that the packages start from, by SQL | {_told(making)} | | |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paths.parquet"
        pq.write_table(ways, path)
        for name, title in RIVALS.items():
            theirs = _run(rivals, name, path)
            for model in HEURISTICS:
                _same(title, model, ours[model], theirs["credit"][model], 0.01 * won)
            worst = _worst(ours["removal_effects"], theirs["credit"]["removal_effects"])
            agree = "equal to the cent of every deal"
            rows.append(f"| {title}: three models | {_told(theirs['heuristics'])} | {agree} | |")
            rows.append(f"| {title}: Markov | {_told(theirs['markov'])} | | {worst:.1e} apart at most |")
    return rows


def asked(workspace: Path) -> Credit:
    """Credit by model and channel, as Abmetry answers it; without what no touch explains."""
    with open_workspace(workspace) as analysis:
        question = Question(
            kpis=("attributed_revenue",),
            period=str(YEAR),
            cohort="all",
            by=("channel", "model"),
            compare="none",
        )
        found: Credit = {}
        for result in analysis.ask(question):
            model, channel = str(result.group["model"]), str(result.group["channel"])
            if channel != "unattributed":
                found.setdefault(model, {})[channel] = result.value or 0.0
        return found


def _run(python: Path, name: str, path: Path) -> dict[str, Any]:
    script = Path(__file__).with_name("credit_rival.py")
    ended = subprocess.run(
        [str(python), str(script), name, str(path)], capture_output=True, text=True, check=False
    )
    if ended.returncode != 0:
        sys.exit(f"{name}: {ended.stderr.strip()}")
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told


def _same(title: str, model: str, ours: dict[str, float], theirs: dict[str, float], apart: float) -> None:
    for channel in sorted({*ours, *theirs}):
        one, other = ours.get(channel, 0.0), theirs.get(channel, 0.0)
        if abs(one - other) > apart:
            sys.exit(f"{title}, {model}, {channel}: {other} where Abmetry says {one}")


def _worst(ours: dict[str, float], theirs: dict[str, float]) -> float:
    return max(abs(ours.get(channel, 0) - theirs.get(channel, 0)) for channel in {*ours, *theirs})


def _cost(begun: float, worked: float) -> dict[str, float]:
    return {"processor": time.process_time() - worked, "seconds": time.perf_counter() - begun}


def _told(cost: dict[str, float]) -> str:
    return f"{cost['seconds']:.2f} | {cost['processor']:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare credit.")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--rivals", type=Path, required=True, help="Python with rivals.txt installed")
    asked_for = parser.parse_args()
    print("\n".join(compare(asked_for.workspace, asked_for.rivals)))


if __name__ == "__main__":
    main()
