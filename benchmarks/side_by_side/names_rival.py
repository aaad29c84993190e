"""Splink on names of companies, in an environment of its own: ``python names_rival.py FOLDER``; prints links and costs.

Levels by Jaro-Winkler of the whole name and of its second word, blocked by the beginnings of the first two words. What
right pairs look like is told it by the truth itself, which nobody has outside of a benchmark: trained by expectation
maximisation on one field it found no pair that is sure.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from pathlib import Path

import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

PROBABILITIES = (0.5, 0.9, 0.99)
BLOCKS = ("first", "second")
LEVELS = [0.99, 0.98, 0.97, 0.96, 0.94, 0.92, 0.88]


def prepared(rows: pd.DataFrame) -> pd.DataFrame:
    """Id, name and the parts it is blocked by."""
    words = rows["company"].str.split(" ", regex=False)
    return rows.assign(second_word=words.str[1], first=words.str[0].str[:4], second=words.str[1].str[:4])


def linked(accounts: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Pairs with their probability."""
    api = DuckDBAPI()
    settings = SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=len(names) / 2 / (len(accounts) * len(names)),
        comparisons=[
            cl.JaroWinklerAtThresholds("company", LEVELS),
            cl.JaroWinklerAtThresholds("second_word", [0.92]),
        ],
        blocking_rules_to_generate_predictions=[block_on(block) for block in BLOCKS],
    )
    tables = [
        api.register(accounts, dataset_display_name="accounts"),
        api.register(names, dataset_display_name="names"),
    ]
    linker = Linker(tables, settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_m_from_label_column("label")
    found = linker.inference.predict(threshold_match_probability=min(PROBABILITIES))
    return found.as_pandas_dataframe()


def best(pairs: pd.DataFrame, least: float) -> dict[str, str]:
    """The account of every name whose most probable pair is its only one of that probability."""
    sides = pairs[pairs["match_probability"] >= least]
    of_names = sides["source_dataset_l"] == "names"
    sides = sides.assign(
        name_id=sides["unique_id_l"].where(of_names, sides["unique_id_r"]),
        account_id=sides["unique_id_r"].where(of_names, sides["unique_id_l"]),
    )
    top = sides.groupby("name_id")["match_probability"].transform("max")
    sides = sides[sides["match_probability"] == top].drop_duplicates("name_id", keep=False)
    return dict(zip(sides["name_id"], sides["account_id"], strict=True))


def main() -> None:
    folder = Path(sys.argv[1])
    accounts, names = (pd.read_parquet(folder / f"{name}.parquet") for name in ("accounts", "names"))
    with contextlib.redirect_stdout(io.StringIO()):
        begun, worked = time.perf_counter(), time.process_time()
        pairs = linked(prepared(accounts), prepared(names))
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    told = [
        {"from": least, "seconds": seconds, "processor": processor, "found": best(pairs, least)}
        for least in PROBABILITIES
    ]
    print(json.dumps(told))


if __name__ == "__main__":
    main()
