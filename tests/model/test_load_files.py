"""Which files a load reads, of which kind, and which it refuses or ignores."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from abmetry.model.rejected import rejected

sys.path.insert(0, str(Path(__file__).parent))
from workspaces import Loading, counts

ACCOUNTS = "account_id,name\na,Acme\nb,Beta\n"


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
