"""The steps that benchmarks/run.py measures, each for a process of its own: ``python steps.py STEP FOLDER``."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.day import add_day

from abmetry.answers.analysis import open_workspace
from abmetry.answers.question import Question
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.facts.build import build
from abmetry.facts.build_record import current_build
from abmetry.model.load import load
from abmetry.sample import make
from abmetry.workspace.workspace import Workspace

Said = dict[str, float]
TRIES = 5

# What the build reads of a touch, and what the KPIs read of it.
LOADED = (
    "touch_id", "occurred_at", "kind", "direction", "channel", "placement", "campaign_id", "person_id", "visitor_id",
    "account_id", "email", "user_id", "duration_seconds", "url", "topic", "value", "quantity", "ip", "user_agent",
    "thread_id", "outcome", "occurred_at_is_date",
)  # fmt: skip
BUILT = (
    "account_id", "occurred_at", "occurred_local", "kind", "channel", "campaign_id", "placement", "person_id",
    "visitor_id", "quantity", "minutes", "is_engagement", "is_marketing", "is_counted", "known_from", "known_to",
)  # fmt: skip


def make_company(folder: Path, accounts: str, touches_per_account: str) -> Said:
    if (folder / "truth.json").exists():
        return _rows(json.loads((folder / "truth.json").read_text())["rows"])
    truth = make(folder, accounts=int(accounts), touches_per_account=int(touches_per_account))
    return _rows(truth.rows)


def _rows(rows: dict[str, int]) -> Said:
    return {table: rows[table] for table in ("touches", "accounts", "people", "opportunities")}


def load_company(folder: Path) -> Said:
    load(Workspace.open(folder))
    return {}


def build_company(folder: Path) -> Said:
    build(Workspace.open(folder), full=True)
    return {}


def new_day(folder: Path) -> Said:
    """Touches of one more day, 0.2 % of those that there are, beside the others."""
    return {"new": add_day(folder)}


def build_after_day(folder: Path) -> Said:
    build(Workspace.open(folder))
    return {}


def scan(folder: Path) -> Said:
    """One scan of the touches as loaded; beside it, one of the touches as built."""
    workspace = Workspace.open(folder)
    record = current_build(workspace.places)
    assert record is not None
    engine = DuckDBEngine(memory="4GB")
    loaded = [str(path) for path in (workspace.places.model / "touches").rglob("*.parquet")]
    built = [str(path) for path in (workspace.places.build(record.id) / "facts").glob("touches.parquet")]
    loaded_seconds = _median(lambda: _scan(engine, loaded, LOADED))
    return {"measured": loaded_seconds, "facts_seconds": _median(lambda: _scan(engine, built, BUILT))}


def _scan(engine: DuckDBEngine, paths: list[str], columns: tuple[str, ...]) -> None:
    # Statistics of a single file would answer instead of its rows.
    engine.execute("set disabled_optimizers = 'statistics_propagation'")
    read = engine.dialect.read_parquet(paths)
    engine.query(f"select {', '.join(f'max({column})' for column in columns)} from {read}")


def catalogue(folder: Path) -> Said:
    """Every KPI for four quarters, by tier, with the cohort outside the program and the quarters before."""
    with open_workspace(folder) as analysis:
        begun, worked = time.perf_counter(), time.process_time()
        analysis.ask(Question(period="2026", by=("tier", "quarter")))
        return {"measured": time.perf_counter() - begun, "processor": time.process_time() - worked}


def one_kpi(folder: Path) -> Said:
    with open_workspace(folder) as analysis:
        question = Question(kpis=("engaged_account_rate",), lists=(analysis.record.lists[0],))
        worked = time.process_time()
        seconds = _median(lambda: analysis.ask(question))
        return {"measured": seconds, "processor": (time.process_time() - worked) / TRIES}


def _median(what: Callable[[], object]) -> float:
    seconds = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


STEPS: dict[str, Callable[..., Said]] = {
    "make": make_company,
    "load": load_company,
    "reload": load_company,
    "build": build_company,
    "scan": scan,
    "catalogue": catalogue,
    "one_kpi": one_kpi,
    "day": new_day,
    "load_day": load_company,
    "build_day": build_after_day,
}


def main() -> None:
    name, folder, *arguments = sys.argv[1:]
    begun, worked = time.perf_counter(), time.process_time()
    said = STEPS[name](Path(folder), *arguments)
    seconds = said.pop("measured", time.perf_counter() - begun)
    processor = said.pop("processor", time.process_time() - worked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"seconds": seconds, "processor": processor, "peak_gb": peak, **said}))


if __name__ == "__main__":
    main()
