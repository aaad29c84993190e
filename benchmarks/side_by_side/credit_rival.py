"""One package for credit, in an environment of its own: ``python credit_rival.py NAME PATHS``; prints costs, credit."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import pandas as pd

SEPARATOR = " > "
Credit = dict[str, float]


def channel_attribution(ways: pd.DataFrame) -> dict[str, Callable[[], dict[str, Credit]]]:
    """First, last and linear touch by value; removal effects by simulated walks."""
    import ChannelAttribution as package  # noqa: N813

    data = ways.assign(won=ways["won"].astype(int), lost=(~ways["won"]).astype(int))
    data["amount"] = data["amount"].where(data["won"] == 1, 0.0)

    def heuristics() -> dict[str, Credit]:
        found = package.heuristic_models(data, "path", "won", "amount", sep=">", flg_pro=False)
        found = found.set_index("channel_name")
        names = {"first": "first_touch_value", "last": "last_touch_value", "linear": "linear_touch_value"}
        return {ours: found[theirs].to_dict() for ours, theirs in names.items()}

    def markov() -> dict[str, Credit]:
        found = package.markov_model(
            data,
            "path",
            "won",
            "amount",
            "lost",
            sep=">",
            seed=7,
            out_more=True,
            verbose=False,
            flg_pro=False,
        )
        effects = found["removal_effects"].set_index("channel_name").iloc[:, 0]
        return {"removal_effects": (effects / effects.sum()).to_dict()}

    return {"heuristics": heuristics, "markov": markov}


def mam(ways: pd.DataFrame) -> dict[str, Callable[[], dict[str, Credit]]]:
    """First, last and linear touch by value; removal effects by matrices."""
    from mam.core import MAM

    data = ways.assign(
        occurrences=1, amount=ways["amount"].where(ways["won"], 0.0).fillna(0.0), channels=ways["path"]
    )
    package = MAM(
        data,
        "grouped_journey",
        "channels",
        "won",
        occurrences_colname="occurrences",
        conversion_value_colname="amount",
        path_separator=SEPARATOR,
    )

    def heuristics() -> dict[str, Credit]:
        runs = {
            "first": package.run_first_click,
            "last": package.run_last_click,
            "linear": package.run_linear,
        }
        return {name: dict(run().to_polars().iter_rows()) for name, run in runs.items()}

    def markov() -> dict[str, Credit]:
        effects = package.run_markov().metadata["removal_effect"]["removal_effect"]
        return {"removal_effects": (effects / effects.sum()).to_dict()}

    return {"heuristics": heuristics, "markov": markov}


def main() -> None:
    name, path = sys.argv[1:]
    ways = pd.read_parquet(path)
    told: dict[str, Any] = {"credit": {}}
    with contextlib.redirect_stdout(io.StringIO()):
        for what, run in {"channel_attribution": channel_attribution, "mam": mam}[name](ways).items():
            begun, worked = time.perf_counter(), time.process_time()
            told["credit"].update(run())
            told[what] = {"processor": time.process_time() - worked, "seconds": time.perf_counter() - begun}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
