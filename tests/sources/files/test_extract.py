"""Files with columns and words of their own."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from sources.export_workspace import ExportWorkspace

DEALS = """Deal,Stage,Kind,Opened,Begun,Sum
1,Won,Upsell,2024-01-01,2024-02-02,5
2,Open,renewal,,2024-02-02,6
3,Open,,,,7
"""
SETTINGS = """
[sources.tables]
opportunities = "deals.csv"
[sources.columns.opportunities]
opportunity_id = "deal"
type = "Kind"
created_at = { columns = ["Opened", "Begun"], otherwise = "2024-03-03" }
is_won = "stage"
amount = ["Sum", "Total"]
[sources.words.opportunities]
type = { upsell = "expansion" }
is_won = { won = "yes", open = "no" }
"""


def test_columns_and_words(tmp_path):
    """The first filled column counts, else the text; words are read whatever their case, others stay as they are."""
    crm = ExportWorkspace(tmp_path, "files", SETTINGS)
    crm.load({"deals.csv": DEALS})
    assert crm.rows("opportunities", "opportunity_id", "type", "created_at", "is_won", "stage", "amount") == [
        ("1", "expansion", datetime(2024, 1, 1), True, "Won", 5),
        ("2", "renewal", datetime(2024, 2, 2), False, "Open", 6),
        ("3", None, datetime(2024, 3, 3), False, "Open", 7),
    ]


def test_what_was_made_something_else_stays_an_attribute(tmp_path):
    crm = ExportWorkspace(tmp_path, "files", SETTINGS)
    crm.load({"deals.csv": DEALS})
    first = crm.rows("opportunities", "opportunity_id", "attributes")[0][1]
    assert first == '{"Kind":"Upsell","Opened":"2024-01-01","Begun":"2024-02-02"}'


def test_a_word_that_means_nothing_known(tmp_path):
    crm = ExportWorkspace(tmp_path, "files", SETTINGS)
    crm.load({"deals.csv": DEALS.replace("Upsell", "Barter")})
    assert [(line, value) for _, line, value, _ in crm.rejected] == [(2, "Barter")]


def test_none_of_the_columns_is_there(tmp_path):
    crm = ExportWorkspace(tmp_path, "files", SETTINGS)
    crm.load({"deals.csv": DEALS.replace("Sum", "Price")})
    ((_, reason),) = crm.told
    assert 'the settings say that amount is its column "Sum" or "Total", which it has not' in reason


def test_words_of_a_column_that_there_is_not(tmp_path):
    crm = ExportWorkspace(tmp_path, "files", SETTINGS + 'stag = { a = "b" }')
    crm.load({"deals.csv": DEALS})
    ((_, reason),) = crm.told
    assert "the settings map stag, which opportunities has not; did you mean stage?" in reason


def test_a_constant_for_every_row(tmp_path):
    crm = ExportWorkspace(tmp_path, "files", 'columns.users.role = { otherwise = "sdr" }')
    crm.load({"users.csv": "user_id,name\n1,Al\n2,Bo\n"})
    assert crm.rows("users", "user_id", "role") == [("1", "sdr"), ("2", "sdr")]


def test_a_column_of_its_own_type_keeps_it_unless_words_are_told(tmp_path):
    """Of Parquet: a number as it is, and one of which words are told as text."""
    crm = ExportWorkspace(
        tmp_path,
        "files",
        'words.accounts.segment = { 1 = "small", 2 = "large" }\ncolumns.accounts.employees = "n"',
    )
    table = pa.table({"account_id": ["a", "b"], "name": ["A", "B"], "segment": [1, 3], "n": [10, 20]})
    pq.write_table(table, crm.files / "accounts.parquet")
    crm.load({})
    assert crm.rows("accounts", "account_id", "segment", "employees") == [("a", "small", 10), ("b", "3", 20)]
