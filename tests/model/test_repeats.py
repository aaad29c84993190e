"""Rows without an id of their own: money spent, told apart by day, campaign, channel, account, currency and order.

line | spent_on   | campaign_id | amount | key
2    | 2026-01-01 | web         | 5      | (2026-01-01, web) 1
3    | 2026-01-01 | web         | 5      | (2026-01-01, web) 2
4    | 2026-01-01 | web         | 7      | (2026-01-01, web) 3
5    | 2026-01-02 | web         | 5      | (2026-01-02, web) 1
"""

import sys
from pathlib import Path

import pytest

from abmetry.model.tables import TABLES

sys.path.insert(0, str(Path(__file__).parent))
from workspaces import Loading, counts

HEADER = "spent_on,campaign_id,amount\n"
ROWS = ["2026-01-01,web,5", "2026-01-01,web,5", "2026-01-01,web,7", "2026-01-02,web,5"]


def export(rows: list[str]) -> dict[str, str | bytes]:
    return {"spend.csv": HEADER + "".join(f"{row}\n" for row in rows)}


def amounts(loading: Loading, **how: object) -> list[float]:
    return [row["amount"] for row in loading.rows("model_spend", "spent_on, amount", **how)]


@pytest.fixture
def loading(tmp_path: Path) -> Loading:
    loading = Loading(tmp_path)
    assert counts(loading.load(export(ROWS)), "spend") == (4, 4, 0, 0)
    return loading


def test_spend_alone_repeats_keys() -> None:
    assert [table.name for table in TABLES.values() if table.repeats] == ["spend"]
    assert all(table.key for table in TABLES.values())


def test_equal_rows_are_several_and_the_same_export_again_changes_nothing(loading: Loading) -> None:
    assert amounts(loading) == [5, 5, 7, 5]
    assert counts(loading.load(), "spend") == (4, 0, 4, 0)
    assert amounts(loading) == [5, 5, 7, 5]


def test_a_corrected_amount_is_a_new_version(loading: Loading) -> None:
    """Line 3 says 6 now: 22 spent became 23, and what was known before stays 22."""
    before = loading.load().record.loaded_at
    report = loading.load(export([ROWS[0], "2026-01-01,web,6", *ROWS[2:]]))
    assert counts(report, "spend") == (4, 1, 3, 0)
    assert report.record.tables[0].changed == 1
    assert amounts(loading) == [5, 6, 7, 5]
    assert amounts(loading, known_at=before) == [5, 5, 7, 5]
    assert sorted(row["version"] for row in loading.rows("versions_spend")) == [1, 1, 1, 1, 2]


def test_a_further_row_of_the_same_key_is_new(loading: Loading) -> None:
    report = loading.load(export([*ROWS, "2026-01-01,web,9"]))
    assert (counts(report, "spend"), report.record.tables[0].changed) == ((5, 1, 4, 0), 0)
    assert amounts(loading) == [5, 5, 7, 9, 5]


def test_rows_beyond_those_of_the_later_export_stay_and_are_counted(loading: Loading) -> None:
    """Two rows of 1 January instead of three: the third (7) stays."""
    report = loading.load(export([ROWS[0], ROWS[1], ROWS[3]]))
    assert counts(report, "spend") == (3, 0, 3, 0)
    assert report.record.tables[0].missing_from_last_export == 1
    assert amounts(loading) == [5, 5, 7, 5]


@pytest.mark.parametrize("column", ["campaign_id", "channel", "account_id", "currency"])
def test_each_column_of_the_key_tells_rows_apart(tmp_path: Path, column: str) -> None:
    """Empty, a and b are three rows, whatever their order in the next export."""
    loading = Loading(tmp_path)
    rows = ["2026-01-01,1,\n", "2026-01-01,2,a\n", "2026-01-01,3,b\n"]
    loading.load({"spend.csv": f"spent_on,amount,{column}\n" + "".join(rows)})
    report = loading.load({"spend.csv": f"spent_on,amount,{column}\n" + "".join(reversed(rows))})
    assert counts(report, "spend") == (3, 0, 3, 0)


def test_rows_are_counted_across_the_files_of_a_load(tmp_path: Path) -> None:
    """One row per file of the same key: two rows; a bad amount takes no place."""
    loading = Loading(tmp_path)
    first = HEADER + "2026-01-01,web,x\n2026-01-01,web,5\n"
    files = {"spend/1.csv": first, "spend/2.csv": f"{HEADER}{ROWS[2]}\n"}
    assert counts(loading.load(files), "spend") == (3, 2, 0, 1)
    assert amounts(loading) == [5, 7]
    assert counts(loading.load(), "spend") == (3, 0, 2, 1)
