"""How long the ways of the data take on a sample company: made and loaded, built anew, built again, all KPIs asked.

python benchmarks/run.py [--accounts N] [--months M] [--engine duckdb|spark]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

COMMAND = Path(sys.executable).parent / "abmetry"


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the commands of Abmetry on a sample company.")
    parser.add_argument("--accounts", type=int, default=2000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size = ("--accounts", str(asked.accounts), "--months", str(asked.months))
        within = ("--workspace", folder, "--engine", asked.engine)
        timed("demo (make, load, build)", ("demo", folder, *size, "--no-serve"))
        timed("load (nothing new)", ("load", *within))
        timed("build --full", ("build", "--full", *within))
        timed("build (nothing new)", ("build", *within))
        timed("kpi (whole catalogue)", ("kpi", "--format", "json", *within))
        timed("kpi --by tier", ("kpi", "--by", "tier", "--format", "json", *within))
        timed("funnel", ("funnel", "--format", "json", *within))


def timed(what: str, arguments: Sequence[str]) -> None:
    """Prints the seconds that one command takes; ends with its message where it fails."""
    begun = time.perf_counter()
    ended = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begun
    if ended.returncode != 0:
        sys.exit(f"{what}: {ended.stderr.strip()}")
    print(f"{what:<28} {seconds:8.2f} s", flush=True)


if __name__ == "__main__":
    main()
