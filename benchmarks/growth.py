"""How time and memory grow with the touches: `growth.csv`, and the picture `growth.svg` and `growth.png`.

python benchmarks/growth.py [--millions 1 2 5 10 20] [--folder DIR] [--memory 4GB] [--draw]

Every step of every size runs in a process of its own. A size that was measured before is replaced in the CSV, others
stay; `--draw` only draws what is there. 100 million touches want some 40 GB of disk in DIR, and what is spilled:

python benchmarks/growth.py --millions 100 --memory 10GB --folder DIR
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.growth_picture import draw  # noqa: E402
from benchmarks.run import Measured, step  # noqa: E402

RESULTS = HERE / "growth.csv"
TOUCHES_PER_ACCOUNT = 200
STEPS = ("make", "load", "build", "catalogue", "one_kpi", "day", "load_day", "build_day")
COLUMNS = (
    "touches", "accounts", "step", "seconds", "processor", "peak_gb", "disk_gb", "measured_on", "machine", "load"
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how Abmetry grows.")
    parser.add_argument(
        "--millions", type=float, nargs="+", default=[1, 2, 5, 10, 20], help="millions of touches"
    )
    parser.add_argument(
        "--folder", type=Path, help="where the companies are made, each in a folder, and kept"
    )
    parser.add_argument("--memory", help="memory of the engine, such as 10GB; default: the workspace's")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--draw", action="store_true", help="only draw")
    asked = parser.parse_args()
    if not asked.draw:
        for millions in sorted(asked.millions):
            with tempfile.TemporaryDirectory() as temporary:
                parent = asked.folder or Path(temporary)
                measure(parent / f"{millions:g}m", millions, asked.memory, asked.steps, asked.results)
    draw(read(asked.results), asked.results.with_suffix(""))


def measure(folder: Path, millions: float, memory: str | None, steps: list[str], results: Path) -> None:
    """Every step at one size, each written as soon as it is known."""
    accounts = round(millions * 1_000_000 / TOUCHES_PER_ACCOUNT)
    touches = 0
    for name in steps:
        arguments = (str(accounts), str(TOUCHES_PER_ACCOUNT)) if name == "make" else ()
        if name == "make" and folder.exists():
            shutil.rmtree(folder)
        measured = step(name, folder, *arguments)
        if name == "make" and memory:
            with (folder / "abmetry.toml").open("a", encoding="utf-8") as settings:
                settings.write(f'\n[engine]\nmemory = "{memory}"\n')
        touches = int(measured.said.get("touches", touches)) or _touches(folder)
        if name != "day":
            keep(results, _row(folder, touches, accounts, name, measured))


def _touches(folder: Path) -> int:
    return int(json.loads((folder / "truth.json").read_text())["rows"]["touches"])


def _row(folder: Path, touches: int, accounts: int, name: str, measured: Measured) -> dict[str, str]:
    places = {"make": "exports", "load": ".abmetry/lake/model", "build": ".abmetry/lake/builds"}
    where = places.get(name)
    return {
        "touches": str(touches),
        "accounts": str(accounts),
        "step": name,
        "seconds": f"{measured.seconds:.3f}",
        "processor": f"{measured.processor:.3f}",
        "peak_gb": f"{measured.peak_gb:.2f}",
        "disk_gb": f"{_gigabytes(folder / where):.3f}" if where else "",
        "measured_on": date.today().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def _gigabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**3


def keep(results: Path, row: dict[str, str]) -> None:
    """Put a row into the CSV, in the place of one of the same size and step."""
    others = [r for r in read(results) if (r["accounts"], r["step"]) != (row["accounts"], row["step"])]
    rows = sorted([*others, row], key=lambda r: (int(r["accounts"]), STEPS.index(r["step"])))
    with results.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(results: Path) -> list[dict[str, str]]:
    """What was measured, smallest first."""
    if not results.exists():
        return []
    with results.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
