"""Names of companies as people write them, matched to accounts: rule 5 of identity beside Splink.

python benchmarks/side_by_side/names.py --accounts 20000 --rivals rivals/bin/python

Half of the names are an account's, written anew (case, accents, another legal form, a slip of the keys, words left out
or added); half are of companies that are no accounts. The truth is known. Splink is given the names as rule 5 compares
them, without case, accents and legal forms, how many pairs there are to be found, and the truth to learn from; its
time is without making these names.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import unicodedata
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[2]))

from abmetry.identity.company_name import NameIndex, normalised
from abmetry.sample.accounts import make_accounts
from abmetry.sample.plan import Plan
from abmetry.workspace.settings import Settings

FORMS = (
    "",
    "S.L.",
    "SL",
    "S.A.",
    "GmbH",
    "AG",
    "SAS",
    "Ltd",
    "Limited",
    "plc",
    "S.r.l.",
    "B.V.",
    "Inc.",
    "LLC",
)
ADDED = ("Group", "International", "Europe", "Holding")


def make_names(accounts: int, seed: int = 7) -> tuple[pa.Table, pa.Table]:
    """Accounts (id, name), and as many names (id, name, truth: the account's id or null)."""
    rng = np.random.default_rng(seed)
    names = make_accounts(Plan(2 * accounts, 30, seed, 200, date(2026, 1, 1))).name.to_pylist()
    order = rng.permutation(len(names))
    known, strangers = order[:accounts], order[accounts:]
    ids = [f"A{number:06d}" for number in range(accounts)]
    mine = rng.choice(accounts, accounts // 2, replace=False)
    given = [(_written(names[known[number]], rng), ids[number]) for number in mine]
    given += [(_written(names[number], rng), None) for number in strangers[: accounts // 2]]
    asked = [given[number] for number in rng.permutation(len(given))]
    return (
        pa.table({"account_id": ids, "name": [names[number] for number in known]}),
        pa.table(
            {
                "name_id": [f"N{number:06d}" for number in range(len(asked))],
                "name": [name for name, _ in asked],
                "truth": pa.array([truth for _, truth in asked], pa.string()),
            }
        ),
    )


def _written(name: str, rng: np.random.Generator) -> str:
    *words, _ = name.split(" ")
    form = str(rng.choice(FORMS))
    if rng.random() < 0.3:
        words = [_slip(words[0], rng), *words[1:]]
    if rng.random() < 0.1:
        words = [*words, str(rng.choice(ADDED))]
    if rng.random() < 0.1 and len(words) > 1:
        words = words[:-1]
    written = " ".join([*words, form] if form else words)
    if rng.random() < 0.4:
        written = "".join(c for c in unicodedata.normalize("NFKD", written) if not unicodedata.combining(c))
    return [written, written.upper(), written.lower(), written][int(rng.integers(4))]


def _slip(word: str, rng: np.random.Generator) -> str:
    place = int(rng.integers(1, len(word) - 1))
    kind = int(rng.integers(3))
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place] + word[place:]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def by_abmetry(accounts: pa.Table, asked: pa.Table) -> dict[str, str]:
    """The account of every name that rule 5 links."""
    threshold = Settings().identity.names_threshold
    index = NameIndex(zip(accounts["account_id"].to_pylist(), accounts["name"].to_pylist(), strict=True))
    found = {}
    for name_id, name in zip(asked["name_id"].to_pylist(), asked["name"].to_pylist(), strict=True):
        match = index.match(name)
        if match is not None and match.similarity >= threshold and len(match.account_ids) == 1:
            found[name_id] = match.account_ids[0]
    return found


def judged(found: dict[str, str], asked: pa.Table) -> tuple[float, float]:
    """Precision and recall of links."""
    truth = dict(zip(asked["name_id"].to_pylist(), asked["truth"].to_pylist(), strict=True))
    right = sum(truth[name_id] == account_id for name_id, account_id in found.items())
    return right / max(1, len(found)), right / sum(account is not None for account in truth.values())


def compare(accounts: int, rivals: Path) -> list[str]:
    """Rows of the table of results."""
    known, asked = make_names(accounts)
    begun, worked = time.perf_counter(), time.process_time()
    found = by_abmetry(known, asked)
    cost = f"{time.perf_counter() - begun:.1f} | {time.process_time() - worked:.1f}"
    precision, recall = judged(found, asked)
    rows = [
        f"{asked.num_rows:,} names, half of them of {accounts:,} accounts.",
        "",
        "| names | seconds | of processor | precision | recall |",
        "|---|---|---|---|---|",
        f"| Abmetry, rule 5 | {cost} | {precision:.3f} | {recall:.3f} |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, key, given in (("accounts", "account_id", known), ("names", "name_id", asked)):
            plain = [normalised(said) for said in given["name"].to_pylist()]
            label = given["truth" if name == "names" else key]
            told = pa.table({"unique_id": given[key], "company": plain, "label": label})
            pq.write_table(told, Path(folder) / f"{name}.parquet")
        script = Path(__file__).with_name("names_rival.py")
        ended = subprocess.run(
            [str(rivals), str(script), folder], capture_output=True, text=True, check=False
        )
        if ended.returncode != 0:
            sys.exit(f"Splink: {ended.stderr.strip()}")
        for told in json.loads(ended.stdout.splitlines()[-1]):
            precision, recall = judged(told["found"], asked)
            cost = f"{told['seconds']:.1f} | {told['processor']:.1f}"
            rows.append(
                f"| Splink, from probability {told['from']} | {cost} | {precision:.3f} | {recall:.3f} |"
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the matching of names.")
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--rivals", type=Path, required=True, help="Python with rivals.txt installed")
    asked = parser.parse_args()
    print("\n".join(compare(asked.accounts, asked.rivals)))


if __name__ == "__main__":
    main()
