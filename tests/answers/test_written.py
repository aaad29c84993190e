"""Files that a spreadsheet can open safely."""

import csv
import io

import pyarrow as pa
import pytest
from pyarrow import parquet

from abmetry.answers.written import csv_bytes, parquet_bytes

RUN = ["=1+1", "+34 600", "-x", "@a", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_a_cell_that_a_spreadsheet_would_run(kind):
    table = pa.table(
        {"text": pa.array([*RUN, "plain", None, "a=b"], kind), "number": [-1.5] * (len(RUN) + 3)}
    )
    rows = list(csv.DictReader(io.StringIO(csv_bytes(table).decode(), newline="")))
    assert [row["text"] for row in rows] == [*(f"'{text}" for text in RUN), "plain", "", "a=b"]
    assert rows[0]["number"] == "-1.5"


def test_a_heading_that_a_spreadsheet_would_run():
    assert csv_bytes(pa.table({"=cmd": [1]})).decode().splitlines()[0].strip('"') == "'=cmd"


def test_csv_of_nothing():
    assert csv_bytes(pa.table({})) == b""


def test_parquet_holds_the_text_itself():
    table = pa.table({"text": ["=1+1"]})
    assert parquet.read_table(io.BytesIO(parquet_bytes(table))) == table
