"""Loads: versions, rows twice, rows that are missing later, and what is stored."""

import json
import sys
from pathlib import Path

import pytest

from abmetry.errors import UsageError
from abmetry.model import load as load_module
from abmetry.model.load import load
from abmetry.model.records import read_records
from abmetry.model.rejected import rejected

sys.path.insert(0, str(Path(__file__).parent))
from workspaces import Loading, counts, parquet

ACCOUNTS = "account_id,name\na,Acme\nb,Beta\n"


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    files = {"accounts.csv": ACCOUNTS, "spend.csv": "spent_on,amount\n2026-01-01,5\n2026-01-01,5\n"}
    first = loading.load(files)
    assert (counts(first, "accounts"), counts(first, "spend")) == ((2, 2, 0, 0), (2, 2, 0, 0))
    again = loading.load()
    assert (counts(again, "accounts"), counts(again, "spend")) == ((2, 0, 2, 0), (2, 0, 2, 0))
    assert len(loading.rows("model_spend")) == 2


def test_a_changed_row_is_a_new_version_and_so_is_its_return(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.load({"accounts.csv": ACCOUNTS})
    changed = loading.load({"accounts.csv": ACCOUNTS.replace("Acme", "Acme Corp")})
    assert counts(changed, "accounts") == (2, 1, 1, 0)
    loading.load({"accounts.csv": ACCOUNTS})
    names = [
        (row["name"], row["version"]) for row in loading.rows("versions_accounts", "account_id, version")
    ]
    assert names == [("Acme", 1), ("Acme Corp", 2), ("Acme", 3), ("Beta", 1)]
    assert [row["name"] for row in loading.rows("model_accounts", "account_id")] == ["Acme", "Beta"]
    then = changed.record.loaded_at
    assert [row["name"] for row in loading.rows("model_accounts", "account_id", known_at=then)] == [
        "Acme Corp",
        "Beta",
    ]


def test_a_row_missing_from_a_later_export_stays_and_is_counted(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.load({"accounts.csv": ACCOUNTS})
    report = loading.load({"accounts.csv": "account_id,name\na,Acme\nc,Gamma\n"})
    assert report.record.tables[0].missing_from_last_export == 1
    assert [row["account_id"] for row in loading.rows("model_accounts")] == ["a", "b", "c"]


def test_keys_twice_in_one_load(tmp_path: Path) -> None:
    """a: lines 2 and 5 equal, line 3 differs; the last (5) is loaded."""
    loading = Loading(tmp_path)
    content = "account_id,name\na,Acme\na,Other\nb,Beta\na,Acme\n"
    assert counts(loading.load({"accounts.csv": content}), "accounts") == (4, 2, 1, 1)
    row = rejected(loading.workspace).to_pylist()[0]
    assert (row["line"], row["value"], row["reason"]) == (3, "a", "the same key again on line 5")


def test_keys_twice_in_two_files(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    files = {"accounts/1.csv": "account_id,name\na,Old\n", "accounts/2.csv": "account_id,name\na,New\n"}
    assert counts(loading.load(files), "accounts") == (2, 1, 0, 1)
    assert loading.rows("model_accounts")[0]["name"] == "New"
    row = rejected(loading.workspace).to_pylist()[0]
    assert (row["file"], row["reason"]) == (
        str(Path("accounts/1.csv")),
        f"the same key again on line 2 of {Path('accounts/2.csv')}",
    )


def test_keys_of_several_columns_with_empty_ones(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    content = "list_id,account_id,tier,valid_from\nl,a,1,\nl,a,2,2026-01-01\n"
    loading.load({"list_members.csv": content})
    assert counts(loading.load(), "list_members") == (2, 0, 2, 0)
    loading.load({"list_members.csv": content.replace("l,a,1", "l,a,3")})
    assert [row["tier"] for row in loading.rows("model_list_members", "tier")] == ["2", "3"]


def test_a_table_counts_as_loaded_with_no_rows(tmp_path: Path) -> None:
    from abmetry.engine.duckdb import DuckDBEngine
    from abmetry.model.versions import open_model

    loading = Loading(tmp_path)
    loading.load({"accounts.csv": ACCOUNTS, "tasks.csv": "task_id,user_id\n"})
    with DuckDBEngine() as engine:
        assert open_model(engine, loading.workspace.places) == {"accounts", "tasks"}
        assert engine.query("select * from model_tasks").num_rows == 0
        assert engine.query("select * from versions_touches").num_rows == 0


def test_unknown_sources_and_none(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    with pytest.raises(UsageError, match='no source "cmr"') as error:
        load(loading.workspace, ["cmr"])
    assert error.value.help == "Did you mean crm?"
    with pytest.raises(UsageError) as error:
        load(loading.workspace, ["website"])
    assert error.value.help == "There is crm."


def test_knowledge_times_increase_even_if_the_clock_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading = Loading(tmp_path)
    first = loading.load({"accounts.csv": ACCOUNTS})
    from datetime import UTC, datetime

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2020, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(load_module, "datetime", Earlier)
    second = loading.load()
    assert second.record.loaded_at > first.record.loaded_at
    assert [r.load_id for r in read_records(loading.workspace.places)] == [
        first.record.load_id,
        second.record.load_id,
    ]


def test_large_files_are_stored_one_by_one_and_small_ones_together(tmp_path: Path) -> None:
    """1 and 2: 100000 rows; 3: two, one of them in 2 too; 4: two. Stored: 1, 2 without that one, 3 with 4."""
    loading = Loading(tmp_path)
    parquet(loading.files / "accounts/1.parquet", range(100_000))
    parquet(loading.files / "accounts/2.parquet", range(100_000, 200_001))
    parquet(loading.files / "accounts/3.parquet", range(200_000, 200_002), "other")
    parquet(loading.files / "accounts/4.parquet", range(300_000, 300_002))
    first = loading.load()
    assert counts(first, "accounts") == (200_005, 200_004, 0, 1)
    assert len(first.record.tables[0].stored) == 3
    assert len(list(loading.workspace.places.model.rglob("*.parquet"))) == 3
    assert counts(loading.load(), "accounts") == (200_005, 0, 200_004, 1)
    parquet(loading.files / "accounts/1.parquet", range(100_000), "new")
    second = loading.load()
    assert (counts(second, "accounts"), second.record.tables[0].changed) == (
        (200_005, 100_000, 100_004, 1),
        100_000,
    )
    found = loading.rows("model_accounts", "cast(account_id as integer)")
    assert [row["account_id"] for row in found] == [str(i) for i in (*range(200_002), 300_000, 300_001)]
    assert [found[i]["name"] for i in (1, 100_000, 200_000)] == ["new1", "n5", "other3"]


@pytest.mark.parametrize("written", ["name", None])
def test_records_of_one_file_or_none(tmp_path: Path, written: str | None) -> None:
    loading = Loading(tmp_path)
    record = loading.load({"accounts.csv": ACCOUNTS}).record
    path = loading.workspace.places.lake / "loads" / f"{record.load_id}.json"
    content = json.loads(path.read_text())
    del content["crc32"]  # older records have no checksum
    content["tables"][0]["stored"] = content["tables"][0]["stored"][0] if written else None
    path.write_text(json.dumps(content))
    assert len(loading.rows("model_accounts")) == (2 if written else 0)
