"""One rival in a process of its own: ``python rival.py NAME WORKSPACE``; prints the cost, then the numbers."""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.side_by_side.wanted import facts_of, written

TRIES = 3


def main() -> None:
    name, workspace = sys.argv[1], Path(sys.argv[2])
    ours = name.startswith("abmetry")
    module = import_module(f"benchmarks.side_by_side.by_{'abmetry' if ours else name}")
    given = workspace if ours else facts_of(workspace)
    what = module.everything if name == "abmetry_catalogue" else module.numbers
    costs = []
    for _ in range(TRIES):
        begun, worked = time.perf_counter(), time.process_time()
        found = what(given)
        costs.append((time.process_time() - worked, time.perf_counter() - begun))
    processor, seconds = min(costs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"processor": processor, "seconds": seconds, "peak_gb": peak}))
    print(found if isinstance(found, int) else written(found))


if __name__ == "__main__":
    main()
