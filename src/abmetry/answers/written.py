"""Tables as the bytes of a file: CSV that a spreadsheet can open safely, and Parquet."""

from __future__ import annotations

import io

import pyarrow as pa

FORMULA = r"^([=+\-@\t\r\n＝＋－＠])"
"""How a text begins that a spreadsheet would take for a formula."""


def csv_bytes(table: pa.Table, *, heading: bool = True) -> bytes:
    """A table as CSV, safe for spreadsheets; without its heading where it goes on from rows before.

    A text cell that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or the end of a line)
    gets an apostrophe before it, and so does a heading; numbers stay as they are. JSON and Parquet hold the text
    itself. Instants are ISO 8601 with their offset, as in JSON.
    """
    import pyarrow.compute as pc
    from pyarrow import csv

    def safe(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
        return pc.replace_substring_regex(texts, FORMULA, r"'\1")

    def cells(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
        if pa.types.is_timestamp(column.type):
            instants = column.to_pylist()
            return pa.array([None if one is None else one.isoformat() for one in instants], pa.string())
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            return safe(column)
        return column

    columns = [cells(column) for column in table.columns]
    names = safe(pa.array(table.column_names, pa.string())).to_pylist()
    sink = io.BytesIO()
    options = csv.WriteOptions(include_header=heading, quoting_style="needed")
    csv.write_csv(pa.table(columns, names=names), sink, options)
    return sink.getvalue()


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as Parquet."""
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()
