"""How often insights find what was planted in the sample company, and how often what was not.

    nice -n 19 python benchmarks/insight_recovery.py --accounts 2000 --seeds 50 --keep found.jsonl

Each seed makes a sample company, loads and builds it, and asks for insights as `abmetry insights` does. What is found
is compared with the story: planted; following from it (visits of research come over channels and by people; meetings of
the buyer are meetings; content customers use the product more); and neither. With --keep, what each seed found is added
to a file, and seeds that are in it already are not run again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from abmetry.answers.analysis import Analysis
from abmetry.answers.question import Question
from abmetry.facts.build import build
from abmetry.model.load import load
from abmetry.sample.company import make
from abmetry.workspace.workspace import Workspace

UNTIL = date(2026, 11, 1)
MONTHS = 30
MORE, LESS = 1, -1
Row = dict[str, Any]

PLANTED: dict[str, tuple[tuple[tuple[str, str], ...], int]] = {
    "economic buyer takes part: shorter cycle": ((("cycle", "economic buyer early"),), LESS),
    "economic buyer is named: shorter cycle": ((("cycle", "economic buyer named"),), LESS),
    "webinar: opens a deal more often": ((("opening", "webinar_attended"),), MORE),
    "research: opens a deal more often": (
        (("opening", "site visit"), ("opening", "high-value page"), ("opening", "research heat")),
        MORE,
    ),
    "intent surge: opens a deal more often": ((("opening", "intent surge"),), MORE),
    "target: opens a deal more often": ((("opening", "target list"),), MORE),
    "target: shorter cycle": ((("cycle", "target list"),), LESS),
    "target: wins more": ((("win", "target list"),), MORE),
    "target: bigger deals": ((("deal_size", "target list"),), MORE),
    "stalled stage of an industry": ((("stay in Security review", "industry Financial services"),), MORE),
    "promoters renew more": ((("renewal", "promoter"),), MORE),
    "detractors renew less": ((("renewal", "detractor"),), LESS),
    "competitor surge: renews less": ((("renewal", "competitor surge"),), LESS),
}
"""An effect: the insights of which any one tells of it, and their direction."""

FOLLOWING: tuple[tuple[str, tuple[str, ...], int], ...] = (
    (
        "opening",
        ("engagement", "people", "channels", "persona ", "economic buyer", "executive meeting", "channel web",
         "channel search", "channel social_ads", "channel email", "channel content", "channel chat", "channel webinar"),
        MORE,
    ),
    ("opening", ("first touch ",), MORE),
    ("opening", ("first touch ",), LESS),
    (
        "cycle",
        ("economic buyer", "executive meeting", "engagement_early", "people_early", "channels_early",
         "channel meeting early", "channel sales_email early"),
        LESS,
    ),
    ("win", ("economic buyer early", "economic buyer named", "executive meeting early"), MORE),
    ("cycle", ("industry Financial services",), MORE),
    ("cycle", ("industry ",), LESS),
    ("stay in Security review", ("industry ",), LESS),
    ("stay in", ("target list",), LESS),
    *(
        (
            outcome,
            ("engagement", "people", "channels", "product use", "meetings", "channel product", "channel sales_email",
             "channel meeting", "channel call"),
            MORE,
        )
        for outcome in ("nps", "renewal")
    ),
)  # fmt: skip
"""By what an outcome's name begins with: factors (by their beginning) that follow from what is planted, and how.

Visits of research come over channels and by people. Meetings and mail of the buyer are meetings and mail. Quicker deals
have lost more of their losers by the landmark. Industries that are not stalled are quicker than all with the stalled
one. Content customers use the product more and meet us more; contracts that are cancelled see no talks of renewal.
"""


def planted_of(row: Row) -> str | None:
    """The planted effect that an insight tells of, if it does."""
    for effect, (pairs, way) in PLANTED.items():
        if (row["outcome"], row["factor"]) in pairs and row["effect"] * way > 0:
            return effect
    return None


def follows(row: Row) -> bool:
    """Whether an insight follows from what is planted."""
    return any(
        row["outcome"].startswith(outcome) and row["factor"].startswith(factors) and row["effect"] * way > 0
        for outcome, factors, way in FOLLOWING
    )


def mined(accounts: int, seed: int, folder: Path) -> list[Row]:
    """What is tried in the company of one seed, and what comes of it."""
    make(folder, accounts=accounts, months=MONTHS, seed=seed, until=UNTIL)
    workspace = Workspace.open(folder)
    load(workspace)
    analysis = Analysis(workspace, build(workspace))
    with analysis:
        found = analysis.insights(Question(), datetime(2026, 11, 1))
    return [
        {
            "seed": seed,
            "outcome": one.outcome.name,
            "factor": one.factor.name,
            "status": one.status,
            "found": one.is_found,
            "effect": one.found.difference.value,
            "p": one.found.difference.p,
            "q": one.q,
        }
        for one in found.all
        if one.found.difference is not None
    ]


def seeds_of(asked: argparse.Namespace) -> Iterator[tuple[int, list[Row]]]:
    """The rows of every seed: those that were kept, then the others."""
    kept: dict[int, list[Row]] = {}
    if asked.keep and asked.keep.exists():
        for line in asked.keep.read_text().splitlines():
            rows = json.loads(line)
            kept[rows[0]["seed"]] = rows
    for seed in range(1, asked.seeds + 1):
        if seed not in kept:
            with tempfile.TemporaryDirectory() as folder:
                kept[seed] = mined(asked.accounts, seed, Path(folder))
            if asked.keep:
                with asked.keep.open("a") as file:
                    file.write(json.dumps(kept[seed]) + "\n")
        yield seed, kept[seed]


def report(companies: Sequence[list[Row]]) -> None:
    """Tables in Markdown."""
    many = len(companies)
    print("| planted | tried in | found in | held in | did not hold in | median effect |")
    print("|---|---|---|---|---|---|")
    for effect, (pairs, way) in PLANTED.items():
        own = [[row for row in rows if (row["outcome"], row["factor"]) in pairs] for rows in companies]
        right = [[row for row in rows if row["found"] and row["effect"] * way > 0] for rows in own]
        held = sum(any(row["status"] == "holds" for row in rows) for rows in right)
        refused = sum(bool(rows) and all(row["status"] == "does not hold" for row in rows) for rows in right)
        effects = [min(rows, key=lambda row: row["p"])["effect"] for rows in own if rows]
        median = f"{np.median(effects):+.0f}" if effects else ""
        print(
            f"| {effect} | {sum(map(bool, own))} | {sum(map(bool, right))} | {held} | {refused} | {median} |"
        )
    everything = [row for rows in companies for row in rows]
    found = [row for row in everything if row["found"]]
    holding = [row for row in found if row["status"] == "holds"]
    kinds = {"planted": 0, "following": 0, "neither": 0}
    odd: dict[str, list[int]] = {}
    print("\n| | found a company | held a company |\n|---|---|---|")
    counts = {kind: [0, 0] for kind in kinds}
    for row in found:
        kind = "planted" if planted_of(row) else "following" if follows(row) else "neither"
        counts[kind][0] += 1
        counts[kind][1] += row["status"] == "holds"
        if kind == "neither":
            name = f"{row['outcome']}: {row['factor']} ({'more' if row['effect'] > 0 else 'less'})"
            odd.setdefault(name, [0, 0])[0] += 1
            odd[name][1] += row["status"] == "holds"
    for kind, (first, second) in counts.items():
        print(f"| {kind} | {first / many:.2f} | {second / many:.2f} |")
    print(f"| all | {len(found) / many:.2f} | {len(holding) / many:.2f} |")
    print(
        f"\nNeither: {100 * counts['neither'][0] / max(len(found), 1):.1f} % of what is found,"
        f" {100 * counts['neither'][1] / max(len(holding), 1):.1f} % of what holds;"
        f" {len(everything) / many:.0f} comparisons tried a company."
    )
    for name, (first, second) in sorted(odd.items(), key=lambda item: -item[1][0])[:20]:
        print(f"  {name}: found in {first}, held in {second}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--accounts", type=int, default=2000)
    arguments.add_argument("--seeds", type=int, default=50)
    arguments.add_argument("--keep", type=Path)
    asked = arguments.parse_args()
    begun = time.perf_counter()
    companies = [rows for _, rows in seeds_of(asked)]
    print(f"{asked.accounts:,} accounts, {len(companies)} seeds; {time.perf_counter() - begun:,.0f} s\n")
    report(companies)


if __name__ == "__main__":
    main()
