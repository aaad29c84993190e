"""Raw text to canonical types: dates, numbers, booleans, lists and words, settled by evidence or refused."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from abmetry.model.rejected import rejected

sys.path.insert(0, str(Path(__file__).parent))
from workspaces import Loading, counts


def column(
    tmp_path: Path, name: str, cells: list[str], settings: str = ""
) -> tuple[list[Any], list[Any], str | None]:
    """Values, rejected cells, and the reason of a refusal, of one column of opportunities."""
    loading = Loading(tmp_path, settings)
    lines = [f"{i}\tOpen\t2026-01-01\t{cell}" for i, cell in enumerate(cells)]
    content = f"opportunity_id\tstage\tcreated_at\t{name}\n" + "\n".join(lines) + "\n"
    if name in ("created_at", "stage"):
        lines = [
            f"{i}\t{'Open' if name != 'stage' else '2026-01-01'}\t{cell}" for i, cell in enumerate(cells)
        ]
        other = "stage" if name == "created_at" else "created_at"
        content = f"opportunity_id\t{other}\t{name}\n" + "\n".join(lines) + "\n"
    report = loading.load({"opportunities.tsv": content})
    if report.record.refused:
        return [], [], report.record.refused[0].reason
    values = [row[name] for row in loading.rows("model_opportunities", "cast(opportunity_id as integer)")]
    return values, [row["value"] for row in rejected(loading.workspace).to_pylist()], None


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-07-01T10:00:00Z", "2026-07-01T10:00:00"),
        ("2026-07-01T10:00:00.250+0000", "2026-07-01T10:00:00.250"),
        ("2026-07-01 10:00:00+02:00", "2026-07-01T08:00:00"),
        ("2026-07-01 10:00:00 +02:00", "2026-07-01T08:00:00"),
        ("2026-07-01 10:00:00 UTC", "2026-07-01T10:00:00"),
        ("2026-07-01T10:00", "2026-07-01T08:00:00"),
        ("2026-01-01 10:00:00", "2026-01-01T09:00:00"),
        ("2026-07-01", "2026-06-30T22:00:00"),
        ("2026/07/01", "2026-06-30T22:00:00"),
        ("2026-7-1 9:05", "2026-07-01T07:05:00"),
        ("  2026-07-01T10:00:00Z  ", "2026-07-01T10:00:00"),
        ("25/07/2026 10:00", "2026-07-25T08:00:00"),
        ("07/25/2026, 10:00:01 PM", "2026-07-25T20:00:01"),
        ("07/25/2026 12:30 AM", "2026-07-24T22:30:00"),
        ("25.07.2026", "2026-07-24T22:00:00"),
    ],
)
def test_instants(tmp_path: Path, cell: str, instant: str) -> None:
    """Zone of the workspace: Europe/Madrid, two hours ahead of UTC in summer, one in winter."""
    assert column(tmp_path, "created_at", [cell]) == ([utc(instant)], [], None)


def test_bare_dates_are_marked(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.load({"tasks.csv": "task_id,user_id,due_at\na,u,2026-07-01\nb,u,2026-07-01 00:00\nc,u,\n"})
    assert [row["due_at_is_date"] for row in loading.rows("model_tasks")] == [True, False, None]


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "soon", "1/2/26", "2026-13-01", "1751364000", "2026-07-01 25:00", "20260701"]
)
def test_what_is_no_instant_is_rejected(tmp_path: Path, cell: str) -> None:
    assert column(tmp_path, "created_at", [cell, "2026-01-01"])[1] == [cell]


@pytest.mark.parametrize("cell", ["0000-12-31", "9999-12-31T23:00:00-05:00", "10000-01-01"])
def test_instants_outside_the_years_of_the_calendar_are_rejected(tmp_path: Path, cell: str) -> None:
    assert column(tmp_path, "created_at", [cell, "2026-01-01"])[1] == [cell]


def test_parquet_instants_beyond_all_measure_are_rejected(tmp_path: Path) -> None:
    """10^15 milliseconds after 1970 are in the year 33658."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    loading = Loading(tmp_path)
    due = pa.array([10**15, 0], pa.timestamp("ms"))
    done = pa.array([1, 10**15], pa.timestamp("ms", "UTC"))
    table = pa.table({"task_id": ["a", "b"], "user_id": ["u", "u"], "due_at": due, "completed_at": done})
    pq.write_table(table, loading.files / "tasks.parquet")
    assert counts(loading.load(), "tasks") == (2, 0, 0, 2)
    assert rejected(loading.workspace)["column"].to_pylist() == ["due_at", "completed_at"]


def test_one_row_settles_the_order_of_all(tmp_path: Path) -> None:
    values, bad, _ = column(tmp_path, "expected_close_on", ["03/04/2026", "25/12/2026"])
    assert (values, bad) == ([date(2026, 4, 3), date(2026, 12, 25)], [])


def test_month_first(tmp_path: Path) -> None:
    values, _, _ = column(tmp_path, "expected_close_on", ["03/04/2026", "12/25/2026"])
    assert values == [date(2026, 3, 4), date(2026, 12, 25)]


def test_only_ambiguous_dates_are_refused(tmp_path: Path) -> None:
    reason = column(tmp_path, "expected_close_on", ["03/04/2026", ""])[2]
    assert reason is not None
    assert "expected_close_on" in reason
    assert "dates.day_first" in reason


def test_contradicting_dates_are_refused(tmp_path: Path) -> None:
    reason = column(tmp_path, "expected_close_on", ["25/12/2026", "12/25/2026"])[2]
    assert reason is not None
    assert "1 have the day first and 1 the month first" in reason


@pytest.mark.parametrize(("setting", "day"), [("true", date(2026, 4, 3)), ("false", date(2026, 3, 4))])
def test_the_settings_settle_dates(tmp_path: Path, setting: str, day: date) -> None:
    settings = f"[sources.dates]\nday_first = {setting}"
    assert column(tmp_path, "expected_close_on", ["03/04/2026"], settings) == ([day], [], None)


def test_with_settings_rows_that_do_not_fit_are_rejected(tmp_path: Path) -> None:
    settings = "[sources.dates]\nday_first = true"
    values, bad, _ = column(tmp_path, "expected_close_on", ["25/12/2026", "12/25/2026"], settings)
    assert (values, bad) == ([date(2026, 12, 25)], ["12/25/2026"])


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1234.5", "-3", "+4.25", "1e3", ".5"], [1234.5, -3.0, 4.25, 1000.0, 0.5]),
        (["1,234.50", "1,234", "12"], [1234.5, 1234.0, 12.0]),
        (["1.234,50", "1.234", "12"], [1234.5, 1234.0, 12.0]),
        (["12,5", "1.234"], [12.5, 1234.0]),
        (["1,234,567", "1,234"], [1234567.0, 1234.0]),
        (["€1,234.50", "$ 5.00", "7 £"], [1234.5, 5.0, 7.0]),
        (["1 234,50 €", "1'234,50"], [1234.5, 1234.5]),
        (["1.234", "2"], [1.234, 2.0]),
        (["0,125"], [0.125]),
    ],
)
def test_numbers(tmp_path: Path, cells: list[str], values: list[float]) -> None:
    assert column(tmp_path, "amount", cells) == (values, [], None)


@pytest.mark.parametrize("cells", [["1,234", "5"], ["1,50", "2.50"], ["1,234", "1.234"]])
def test_numbers_that_can_be_read_in_two_ways_are_refused(tmp_path: Path, cells: list[str]) -> None:
    reason = column(tmp_path, "amount", cells)[2]
    assert reason is not None
    assert "amount" in reason


@pytest.mark.parametrize(("sign", "value"), [(".", 1234.0), (",", 1.234)])
def test_the_settings_settle_numbers(tmp_path: Path, sign: str, value: float) -> None:
    settings = f'[sources.numbers]\ndecimal = "{sign}"'
    assert column(tmp_path, "amount", ["1,234"], settings) == ([value], [], None)


@pytest.mark.parametrize("cell", ["x", "1.2.3", "nan", "inf", "1e999", "12,34.5", "0x10", "1_000"])
def test_what_is_no_number_is_rejected(tmp_path: Path, cell: str) -> None:
    assert column(tmp_path, "amount", [cell, "5.5"])[:2] == ([5.5], [cell])


def test_whole_numbers(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    cells = ["1200", '"1,200"', "1200.0", "1.5", "99999999999999999999"]
    lines = "".join(f"{i},n,{cell}\n" for i, cell in enumerate(cells))
    report = loading.load({"accounts.csv": "account_id,name,employees\n" + lines})
    assert [row["employees"] for row in loading.rows("model_accounts")] == [1200, 1200, 1200]
    assert counts(report, "accounts") == (5, 3, 0, 2)


def test_booleans(tmp_path: Path) -> None:
    cells = ["true", "FALSE", "Yes", "no", "1", "0", "t", "", "maybe"]
    values, bad, _ = column(tmp_path, "is_won", cells)
    assert (values, bad) == ([True, False, True, False, True, False, True, None], ["maybe"])


def test_lists(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    rows = 'a,n,a.com; b.com ;\nb,n,"[""c.com"", ""d.com""]"\nc,n,\nd,n,[broken\n'
    loading.load({"accounts.csv": "account_id,name,domains\n" + rows})
    assert [row["domains"] for row in loading.rows("model_accounts")] == [
        '["a.com","b.com"]',
        '["c.com","d.com"]',
        None,
    ]
    assert rejected(loading.workspace)["reason"].to_pylist() == ["is no list"]


def test_words(tmp_path: Path) -> None:
    values, bad, _ = column(tmp_path, "type", ["New Business", "RENEWAL", "", "Upsell"])
    assert (values, bad) == (["new_business", "renewal", None], ["Upsell"])


def test_touch_kinds_and_the_settings_words_for_them(tmp_path: Path) -> None:
    loading = Loading(tmp_path, '[kinds]\n"Web Visit" = "page_view"')
    content = (
        "touch_id,occurred_at,kind\n1,2026-01-01,web visit\n2,2026-01-01,Email Click\n3,2026-01-01,Fax\n"
    )
    assert counts(loading.load({"touches.csv": content}), "touches") == (3, 2, 0, 1)
    assert [row["kind"] for row in loading.rows("model_touches")] == ["page_view", "email_click"]
    assert rejected(loading.workspace).select(["line", "column", "value"]).to_pylist() == [
        {"line": 4, "column": "kind", "value": "Fax"}
    ]


def test_required_cells_and_groups(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    content = "campaign_id,person_id,account_id\nc,p,\nc,,a\nc,,\n,p,\n"
    assert counts(loading.load({"campaign_members.csv": content}), "campaign_members") == (4, 2, 0, 2)
    rows = rejected(loading.workspace).select(["line", "column", "reason"]).to_pylist()
    assert rows == [
        {"line": 4, "column": "person_id or account_id", "reason": "is empty"},
        {"line": 5, "column": "campaign_id", "reason": "is empty"},
    ]


def test_unknown_columns_become_attributes(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    loading.load({"accounts.csv": 'Account_ID , NAME,Colour "x"\na, Acme ,red\n'})
    row = loading.rows("model_accounts")[0]
    assert (row["account_id"], row["name"]) == ("a", "Acme")
    assert "red" in row["attributes"]


def test_the_source_zone_holds_for_instants_without_offset(tmp_path: Path) -> None:
    assert column(tmp_path, "created_at", ["2026-01-01 10:00"], 'timezone = "America/New_York"')[0] == [
        utc("2026-01-01T15:00")
    ]
