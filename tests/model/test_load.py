"""Loads: versions, duplicates, refusals, and that a failed load leaves the lake as it was."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from abmetry.errors import LoadError, UsageError
from abmetry.model import load as load_module
from abmetry.model.load import load
from abmetry.model.records import read_records
from abmetry.model.rejected import rejected

sys.path.insert(0, str(Path(__file__).parent))
from workspaces import Loading, counts

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


def test_a_refused_file_stops_nothing_else(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    report = loading.load(
        {
            "accounts.csv": ACCOUNTS,
            "people.csv": "persn_id,email\n1,x\n",
            "users.csv": b"",
            "acounts.csv": ACCOUNTS,
        }
    )
    assert report.exit_status == 1
    refused = {left.file: left.reason for left in report.record.refused}
    assert "it has persn_id, email (person_id may be persn_id)" in refused["people.csv"]
    assert "empty" in refused["users.csv"]
    assert [(left.file, left.reason) for left in report.record.ignored] == [
        ("acounts.csv", "It is named after no table; did you mean accounts?")
    ]
    assert counts(report, "accounts") == (2, 2, 0, 0)


def test_a_folder_where_a_file_is_expected(tmp_path: Path) -> None:
    """Root may read files without rights, so a folder stands in for a file that cannot be read."""
    loading = Loading(tmp_path)
    (loading.files / "accounts" / "x.csv").mkdir(parents=True)
    report = loading.load({"users.csv": "user_id,name\n1,Ann\n", "people.parquet/x.txt": "x"})
    assert counts(report, "users") == (1, 1, 0, 0)
    assert {left.file for left in report.record.ignored} == {str(Path("accounts/x.csv")), "people.parquet"}


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.files.rmdir()
    report = loading.load()
    assert report.exit_status == 1
    assert "There is no" in report.record.refused[0].reason


def test_other_column_and_file_names(tmp_path: Path) -> None:
    settings = (
        '[sources.tables]\naccounts = "companies.csv"\n'
        '[sources.columns.accounts]\naccount_id = "Id"\nname = "Company Name"'
    )
    loading = Loading(tmp_path, settings)
    loading.load({"companies.csv": "ID,company name\na,Acme\n"})
    assert loading.rows("model_accounts")[0]["name"] == "Acme"


def test_parquet_with_types(tmp_path: Path) -> None:
    from datetime import datetime

    loading = Loading(tmp_path)
    table = pa.table(
        {
            "account_id": pa.array([1.0, 2.0]),
            "name": ["Acme", "Beta"],
            "domains": [["a.com"], None],
            "employees": pa.array([5, None], pa.int32()),
            "annual_revenue": [float("nan"), 2.5],
            "created_at": pa.array([datetime(2026, 1, 1, 10)] * 2, pa.timestamp("us", "UTC")),
            "researched_at": pa.array([datetime(2026, 1, 1, 10)] * 2, pa.timestamp("ms")),
            "accepted_at": pa.array([datetime(2026, 1, 1).date()] * 2),
        }
    )
    pq.write_table(table, loading.files / "accounts.parquet")
    assert counts(loading.load(), "accounts") == (2, 2, 0, 0)
    row = loading.rows("model_accounts")[0]
    assert (row["account_id"], row["domains"], row["employees"], row["annual_revenue"]) == (
        "1",
        '["a.com"]',
        5,
        None,
    )
    assert row["created_at"] == datetime(2026, 1, 1, 10)
    assert row["researched_at"] == datetime(2026, 1, 1, 9)
    assert (row["accepted_at"], row["accepted_at_is_date"]) == (datetime(2025, 12, 31, 23), True)


def test_the_same_content_from_csv_and_parquet_is_unchanged(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.load({"surveys.csv": "response_id,responded_at,score\n1,2026-01-01T10:00:00Z,9\n"})
    (loading.files / "surveys.csv").unlink()
    from datetime import datetime

    at = pa.array([datetime(2026, 1, 1, 10)], pa.timestamp("us", "UTC"))
    pq.write_table(
        pa.table({"response_id": [1], "responded_at": at, "score": [9]}), loading.files / "surveys.parquet"
    )
    assert counts(loading.load(), "surveys") == (1, 0, 1, 0)


def test_workbooks(tmp_path: Path) -> None:
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Accounts"
    sheet.append(["account_id", "name", "employees", "created_at"])
    sheet.append([1, "Acme", 12, datetime(2026, 4, 3)])
    sheet.append([])
    sheet.append([2, "Beta", "x", datetime(2026, 4, 3, 10, 30)])
    book.create_sheet("notes").append(["hello"])
    loading = Loading(tmp_path)
    book.save(loading.files / "crm.xlsx")
    report = loading.load()
    assert counts(report, "accounts") == (2, 1, 0, 1)
    assert rejected(loading.workspace)["line"].to_pylist() == [4]
    row = loading.rows("model_accounts")[0]
    assert (row["account_id"], row["created_at_is_date"]) == ("1", True)
    assert report.record.ignored[0].file == "crm.xlsx [notes]"


def test_two_loads_exclude_each_other(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.load({"accounts.csv": ACCOUNTS})
    lock = loading.workspace.places.home / "load.lock"
    import socket

    lock.write_text(json.dumps({"host": socket.gethostname(), "process": os.getppid()}))
    with pytest.raises(LoadError, match="Another load is running"):
        loading.load()
    lock.write_text(json.dumps({"host": socket.gethostname(), "process": 2**22 + 1}))
    loading.load()
    assert not lock.exists()


def test_unknown_sources_and_none(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    with pytest.raises(UsageError, match='no source "cmr"') as error:
        load(loading.workspace, ["cmr"])
    assert error.value.help == "Did you mean crm?"
    with pytest.raises(UsageError) as error:
        load(loading.workspace, ["website"])
    assert error.value.help == "There is crm."


def test_a_full_disk_leaves_the_lake_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loading = Loading(tmp_path)
    loading.load({"accounts.csv": ACCOUNTS})
    before = sorted(loading.workspace.places.lake.rglob("*"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(load_module, "write_record", full)
    with pytest.raises(LoadError, match="No space left on device"):
        loading.load({"accounts.csv": ACCOUNTS + "c,Gamma\n"})
    assert sorted(loading.workspace.places.lake.rglob("*")) == before
    monkeypatch.undo()
    assert counts(loading.load(), "accounts") == (3, 1, 2, 0)


def test_a_file_limit_while_writing_is_one_sentence(tmp_path: Path) -> None:
    """A process that may write files of one megabyte only, as a nearly full disk would have it."""
    pytest.importorskip("resource")
    loading = Loading(tmp_path)
    rows = "".join(f"{i},{i * 7919 % 1000003}-{i * 104729 % 1000033}\n" for i in range(200_000))
    (loading.files / "accounts.csv").write_text("account_id,name\n" + rows)
    import subprocess

    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "from abmetry.errors import LoadError\n"
        "from abmetry.model.load import load\n"
        "from abmetry.workspace.workspace import Workspace\n"
        "try:\n    load(Workspace.open(sys.argv[1]))\n"
        "except LoadError as error:\n    print(error.message)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(load_module.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout == "The lake cannot be written: File too large.\n"
    assert list(loading.workspace.places.model.rglob("*.parquet")) == []


def test_leftovers_of_a_killed_load_are_removed_and_never_counted(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.load({"accounts.csv": ACCOUNTS})
    stored = next(loading.workspace.places.model.rglob("*.parquet"))
    orphan = stored.with_name("20990101T000000.000000Z-0.parquet")
    orphan.write_bytes(stored.read_bytes())
    assert len(loading.rows("model_accounts")) == 2
    loading.load()
    assert not orphan.exists()


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


def parquet(path: Path, ids: range, name: str = "n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = [str(i) for i in ids]
    pq.write_table(pa.table({"account_id": texts, "name": [f"{name}{i % 7}" for i in ids]}), path)


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


def test_a_file_that_changes_while_it_is_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A further load reads changed rows a second time; by then the file has lost its rows."""
    from abmetry.model import finish as finish_module

    loading = Loading(tmp_path)
    path = loading.files / "accounts.parquet"
    parquet(path, range(10))
    loading.load()
    parquet(path, range(10), "new")
    whole = finish_module.store

    def shrunk(*args: object) -> tuple[str, ...]:
        parquet(path, range(5), "new")
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(finish_module, "store", shrunk)
    report = loading.load()
    assert [(left.file, left.reason) for left in report.record.refused] == [
        ("accounts.parquet", "It changed while it was read. Load again once it is complete.")
    ]
    assert report.record.tables == ()
    assert loading.rows("model_accounts")[3]["name"] == "n3"


@pytest.mark.parametrize("written", ["name", None])
def test_records_of_one_file_or_none(tmp_path: Path, written: str | None) -> None:
    loading = Loading(tmp_path)
    record = loading.load({"accounts.csv": ACCOUNTS}).record
    path = loading.workspace.places.lake / "loads" / f"{record.load_id}.json"
    content = json.loads(path.read_text())
    content["tables"][0]["stored"] = content["tables"][0]["stored"][0] if written else None
    path.write_text(json.dumps(content))
    assert len(loading.rows("model_accounts")) == (2 if written else 0)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    (loading.files / "accounts").mkdir()
    try:
        for name in (b"accounts/a\xff.csv", b"accounts/b\xff.parquet", b"other\xff.csv"):
            Path(os.fsdecode(os.fsencode(loading.files) + b"/" + name)).write_text(ACCOUNTS)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    report = loading.load({"users.csv": "user_id,name\n1,Ann\n"})
    assert counts(report, "users") == (1, 1, 0, 0)
    assert {left.reason for left in report.record.refused} == {"Its name is no UTF-8; rename it."}
    assert [left.file for left in report.record.ignored] == ["other\\udcff.csv"]


def test_links_that_lead_round_in_a_circle(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    (loading.files / "accounts.csv").symlink_to("accounts.csv")
    (loading.files / "people").symlink_to(".")
    report = loading.load({"users.csv": "user_id,name\n1,Ann\n"})
    assert counts(report, "users") == (1, 1, 0, 0)
    assert report.exit_status == 1


def test_two_thousand_columns_are_read_and_many_more_refused(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    for columns in (2_000, 200_000):
        names = ",".join(f"c{i}" for i in range(columns))
        content = f"account_id,name,{names}\na,Acme{',1' * columns}\n"
        report = loading.load({"accounts.csv": content})
        if columns == 2_000:
            assert json.loads(loading.rows("model_accounts")[0]["attributes"])["c1999"] == "1"
    assert [left.reason for left in report.record.refused] == ["It has more than 4,000 columns."]


def test_a_folder_and_a_file_without_rights(tmp_path: Path) -> None:
    """Read by a user who may not: root gives its rights up for a moment."""
    if not hasattr(os, "seteuid") or os.geteuid() != 0:
        pytest.skip("only root can become nobody")
    Loading(tmp_path).load({"users.csv": "user_id,name\n1,Ann\n"})  # what is imported must be so before
    with tempfile.TemporaryDirectory() as folder:
        loading = Loading(Path(folder) / "ws")
        (loading.files / "people").mkdir(mode=0)
        (loading.files / "users.csv").write_text("user_id,name\n1,Ann\n")
        (loading.files / "accounts.csv").write_text(ACCOUNTS)
        (loading.files / "accounts.csv").chmod(0)
        for path in (Path(folder), loading.workspace.root):
            path.chmod(0o777)
        os.seteuid(65534)
        try:
            report = loading.load()
        finally:
            os.seteuid(0)
    assert counts(report, "users") == (1, 1, 0, 0)
    refused = {left.file: left.reason for left in report.record.refused}
    assert refused["accounts.csv"] == "It cannot be read: Permission denied."
    assert refused["people"].endswith("people cannot be listed: Permission denied.")
