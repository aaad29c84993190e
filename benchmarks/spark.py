"""How long Spark takes to build and to answer beside DuckDB, on a cluster of a master and two workers on this machine.

python benchmarks/spark.py [--millions 1] [--folder DIR] [--memory 4g] [--steps build one_kpi catalogue]

Needs Java 17 and the extra `spark`. Every step of each engine runs in a process of its own; memory is not told, since
that of Spark is the cluster's.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

from benchmarks.run import Measured, step  # noqa: E402

from engine.spark_cluster import CONF, cluster  # noqa: E402

TOUCHES_PER_ACCOUNT = 200
STEPS = ("build", "one_kpi", "catalogue")
FOR_MANY_ROWS = {"spark.sql.shuffle.partitions": "8", "spark.sql.codegen.wholeStage": "true"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure Spark beside DuckDB.")
    parser.add_argument("--millions", type=float, default=1, help="millions of touches")
    parser.add_argument("--folder", type=Path, help="where the company is made, and kept")
    parser.add_argument("--memory", default="4g", help="of each worker, and of the driver")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary) / "company"
        accounts = round(asked.millions * 1_000_000 / TOUCHES_PER_ACCOUNT)
        made = step("make", folder, str(accounts), str(TOUCHES_PER_ACCOUNT))
        step("load", folder)
        embedded = measure(folder, asked.steps)
        with cluster(Path(temporary), asked.memory) as master:
            distributed = on_spark(folder, master, asked.memory, asked.steps)
    report(made, embedded, distributed)


def measure(folder: Path, steps: list[str]) -> dict[str, Measured]:
    """Each step by the engine of the workspace."""
    return {name: step(name, folder) for name in steps}


def on_spark(folder: Path, master: str, memory: str, steps: list[str]) -> dict[str, Measured]:
    """Each step on a cluster; the workspace's settings are as they were afterwards."""
    settings = folder / "abmetry.toml"
    before = settings.read_text(encoding="utf-8")
    conf = {**CONF, "spark.driver.memory": memory, "spark.executor.memory": memory, **FOR_MANY_ROWS}
    given = ", ".join(f'"{name}" = "{value}"' for name, value in conf.items())
    engine = f'\n[engine]\nname = "spark"\nspark.master = "{master}"\nspark.conf = {{ {given} }}\n'
    settings.write_text(before + engine, encoding="utf-8")
    try:
        return measure(folder, steps)
    finally:
        settings.write_text(before, encoding="utf-8")


def report(made: Measured, embedded: dict[str, Measured], distributed: dict[str, Measured]) -> None:
    """Print the table of benchmarks/README.md."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"\n{date.today().isoformat()}, {machine}; {made.said['touches']:,.0f} touches\n")
    print("| step | DuckDB, s | Spark, s | Spark over DuckDB |")
    print("|---|---|---|---|")
    for name, own in embedded.items():
        other = distributed[name].seconds
        print(f"| {name} | {own.seconds:.2f} | {other:.1f} | {other / own.seconds:.0f} |")


if __name__ == "__main__":
    main()
