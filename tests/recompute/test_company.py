"""A company written as a folder reads back as what it was."""

import csv
import tomllib
from datetime import UTC, date, datetime

from recompute.company import COLUMNS, Company
from recompute.generate import company_of


def test_a_company_is_written_cell_by_cell(tmp_path):
    """accounts: one row with a list, a time and nothing else; spend: loaded, no rows; people: never loaded."""
    row = {
        "account_id": "a",
        "name": "A",
        "domains": ["a.es", "b.es"],
        "created_at": datetime(2026, 1, 2, tzinfo=UTC),
    }
    row["researched_at"] = date(2026, 1, 3)
    folder = Company({"accounts": [row], "spend": []}, {"engaged": {"rule": "any"}}).write(tmp_path)
    with (folder / "exports" / "accounts.csv").open(encoding="utf-8") as file:
        written = next(csv.DictReader(file))
    assert {name: text for name, text in written.items() if text} == {
        "account_id": "a",
        "name": "A",
        "domains": "a.es;b.es",
        "created_at": "2026-01-02T00:00:00+00:00",
        "researched_at": "2026-01-03",
    }
    assert (folder / "exports" / "spend.csv").read_text(encoding="utf-8").split() == [
        ",".join(COLUMNS["spend"])
    ]
    assert not (folder / "exports" / "people.csv").exists()
    settings = tomllib.loads((folder / "abmetry.toml").read_text(encoding="utf-8"))
    assert settings["sources"] == [{"name": "company", "type": "files", "path": "exports"}]
    assert settings["engaged"] == {"rule": "any"}


def test_a_seed_makes_one_company():
    """The same seed, the same company; every table is there."""
    assert company_of(7) == company_of(7)
    assert set(company_of(7).tables) == set(COLUMNS)
