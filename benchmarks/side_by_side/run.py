"""Abmetry beside what one would take instead: the same numbers of the same facts, in one run.

python benchmarks/side_by_side/run.py [--accounts 5000] [--folder DIR] [--rivals rivals/bin/python]

Twelve KPIs by pandas, Polars and SQL by hand; with `--rivals`, a Python that has rivals.txt installed, credit and names
too. Every rival runs in a process of its own, the best of three tries counts, and the run ends where numbers differ.
Writes `results.md` beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from benchmarks.run import step  # noqa: E402
from benchmarks.side_by_side import credit, names  # noqa: E402
from benchmarks.side_by_side.wanted import KPIS, Numbers, differences, read  # noqa: E402

RESULTS = HERE / "results.md"
RIVALS = {
    "abmetry": "Abmetry: one question, twelve KPIs, with intervals, flags and differences",
    "sql": "DuckDB: a query by hand per KPI",
    "pandas": "pandas",
    "polars": "Polars, lazy",
}
CATALOGUE = "abmetry_catalogue"
TOUCHES_PER_ACCOUNT = 200


@dataclass(frozen=True)
class Ran:
    """What one rival took, and its numbers (of the catalogue: how many results)."""

    seconds: float
    processor: float
    peak_gb: float
    said: str


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare Abmetry with what one would take instead.")
    parser.add_argument("--accounts", type=int, default=5000, help="200 touches each")
    parser.add_argument(
        "--folder", type=Path, help="where the company is, or is made and kept; default: a temporary one"
    )
    parser.add_argument("--rivals", type=Path, help="Python with rivals.txt installed")
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        made = step("make", folder, str(asked.accounts), str(TOUCHES_PER_ACCOUNT))
        if not (folder / ".abmetry" / "current").exists():
            step("load", folder)
            step("build", folder)
        touches = int(made.said["touches"])
        told = [_where(touches, asked.accounts), "", *kpi_rows(folder)]
        if asked.rivals:
            told += ["", *credit.compare(folder, asked.rivals)]
            told += ["", *names.compare(min(20_000, 4 * asked.accounts), asked.rivals)]
    asked.results.write_text("\n".join(told) + "\n", encoding="utf-8")
    print("\n".join(told))


def _where(touches: int, accounts: int) -> str:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    load = f"load average {os.getloadavg()[0]:.1f}"
    return f"{date.today().isoformat()}, {machine}, {load}; {touches:,} touches, {accounts:,} accounts."


def kpi_rows(folder: Path) -> list[str]:
    """The table of KPIs; ends the program where a rival says another number."""
    ran = {name: rival(name, folder) for name in (*RIVALS, CATALOGUE)}
    ours = ran["abmetry"]
    numbers = read(ours.said)
    for name in RIVALS:
        check(name, numbers, read(ran[name].said))
    rows = [
        f"{len(KPIS)} KPIs of four quarters by tier and of the accounts on no list: {len(numbers)} numbers, all equal.",
        "",
        "| KPIs | seconds | of processor | over Abmetry's | peak memory, GB |",
        "|---|---|---|---|---|",
    ]
    titles = {**RIVALS, CATALOGUE: f"Abmetry: the whole catalogue, {int(ran[CATALOGUE].said):,} results"}
    for name, title in titles.items():
        one = ran[name]
        ratio = one.processor / ours.processor
        rows.append(
            f"| {title} | {one.seconds:.2f} | {one.processor:.2f} | {ratio:.2f} | {one.peak_gb:.2f} |"
        )
    return rows


def check(name: str, ours: Numbers, theirs: Numbers) -> None:
    """End the program where two differ."""
    apart = differences(ours, theirs)
    if apart:
        sys.exit(f"{name} differs in {len(apart)} numbers, first {apart[0]}")


def rival(name: str, folder: Path) -> Ran:
    """Run one rival in a process of its own."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    ended = subprocess.run(
        [sys.executable, str(HERE / "rival.py"), name, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        sys.exit(f"{name}: {ended.stderr.strip()}")
    cost, said = ended.stdout.splitlines()[-2:]
    return Ran(**json.loads(cost), said=said)


if __name__ == "__main__":
    main()
