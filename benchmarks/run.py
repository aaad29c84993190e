"""How long loading, building and asking take at a size, as ratios to one raw scan of the same columns.

python benchmarks/run.py [--accounts 100000] [--touches-per-account 200] [--folder DIR]

Every step runs in a process of its own, so that its peak memory is its own; the scan runs in the same run, on the same
machine, so that ratios can be compared between machines when seconds cannot.
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

STEPS = Path(__file__).with_name("steps.py")


@dataclass(frozen=True)
class Measured:
    """One step: seconds of wall time and of processor, and gigabytes of peak memory."""

    seconds: float
    processor: float
    peak_gb: float
    said: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure Abmetry at a size.")
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--touches-per-account", type=int, default=200)
    parser.add_argument(
        "--folder", type=Path, help="where the company is made, and kept; default: a temporary one"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        made = step("make", folder, str(asked.accounts), str(asked.touches_per_account))
        measured = {
            name: step(name, folder) for name in ("load", "reload", "build", "scan", "catalogue", "one_kpi")
        }
    report(made, measured)


def step(name: str, folder: Path, *arguments: str) -> Measured:
    """Run one step in a process of its own."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    ended = subprocess.run(
        [sys.executable, str(STEPS), name, str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        sys.exit(f"{name}: {ended.stderr.strip()}")
    said = json.loads(ended.stdout.splitlines()[-1])
    return Measured(said.pop("seconds"), said.pop("processor"), said.pop("peak_gb"), said)


def report(made: Measured, measured: dict[str, Measured]) -> None:
    """Print the table of benchmarks/README.md."""
    scan = measured["scan"]
    as_loaded, as_built = scan.seconds, scan.said["facts_seconds"]
    rows = [
        ("sample company made", made, False),
        ("first load", measured["load"], False),
        ("load again, nothing new", measured["reload"], False),
        ("build", measured["build"], False),
        ("whole catalogue, 4 quarters x tiers x both cohorts", measured["catalogue"], True),
        ("one KPI, one scope", measured["one_kpi"], True),
    ]
    print(
        f"\n{date.today().isoformat()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores,",
        end=" ",
    )
    print(f"Python {platform.python_version()}\n")
    print("; ".join(f"{int(count):,} {name}" for name, count in made.said.items()) + "\n")
    print("| step | seconds | of processor | scans as loaded | scans as built | peak memory, GB |")
    print("|---|---|---|---|---|---|")
    print(f"| raw scan of the touches as loaded | {as_loaded:.2f} | | 1 | | |")
    print(f"| raw scan of the touches as built | {as_built:.2f} | | | 1 | |")
    for name, one, asks in rows:
        built = f"{one.seconds / as_built:.1f}" if asks else ""
        print(
            f"| {name} | {one.seconds:.2f} | {one.processor:.1f} | {one.seconds / as_loaded:.1f} | {built} |"
            f" {one.peak_gb:.1f} |"
        )


if __name__ == "__main__":
    main()
