"""One sample company of 2,000 accounts, made once, and its tables as pandas read them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from abmetry.sample import Truth, make

UNTIL = date(2026, 11, 1)


@dataclass
class Company:
    """A made company: where it is, what was planted, and its tables as text."""

    folder: Path
    truth: Truth
    tables: dict[str, pd.DataFrame]

    def count(self, trap: str) -> int:
        return int(self.truth.traps[trap]["count"])


def read(folder: Path) -> dict[str, pd.DataFrame]:
    tables = {path.stem: pd.read_csv(path, dtype=str) for path in sorted((folder / "exports").glob("*.csv"))}
    tables["touches"] = pd.read_parquet(folder / "exports" / "touches")
    return tables


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("company")
    truth = make(folder, until=UNTIL)
    return Company(folder, truth, read(folder))
