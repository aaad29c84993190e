"""Files of the sample company: CSV for what a person may read, Parquet for what is large."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from abmetry.sample.columns import Columns

READABLE_ROWS = 300_000
"""Tables with more rows than this are written as Parquet."""


def write_table(folder: Path, name: str, columns: Columns) -> int:
    """Write `<name>.csv` (or .parquet if large) into `folder`; returns the rows."""
    table = pa.table(columns)
    if table.num_rows > READABLE_ROWS:
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    else:
        style = "needed" if any(_needs_quotes(column) for column in table.columns) else "none"
        options = csv.WriteOptions(quoting_style=style, quoting_header="none")
        csv.write_csv(table, folder / f"{name}.csv", options)
    return int(table.num_rows)


def write_touches(folder: Path, number: int, touches: Any) -> int:
    """Write one part of the touches as `part-<number>.parquet`; returns the rows."""
    pq.write_table(touches, folder / f"part-{number:03d}.parquet", compression="zstd", row_group_size=250_000)
    return int(touches.num_rows)


def _needs_quotes(column: Any) -> bool:
    if not pa.types.is_string(column.type):
        return False
    found = pc.any(pc.match_substring_regex(column, '[",\\n\\r]'))
    return bool(found.as_py())
