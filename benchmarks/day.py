"""One more day of a sample company: new touches after its last ones, as an export of a night would bring them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

DAYS_LIKE_IT = 30


def add_day(folder: Path, share: float = 0.002, seed: int = 7) -> int:
    """Write so large a share of the touches anew, a day later; returns how many.

    They are drawn from the last thirty days, so that who does what is as it was lately; ids are their own, the time of
    day stays.
    """
    parts = folder / "exports" / "touches"
    everything = ds.dataset(sorted(parts.glob("part-*.parquet")))
    last = max(_newest(path) for path in parts.glob("part-*.parquet"))
    midnight = last.replace(hour=0, minute=0, second=0, microsecond=0)
    lately = everything.to_table(filter=ds.field("occurred_at") >= midnight - timedelta(days=DAYS_LIKE_IT))
    wanted = min(lately.num_rows, round(everything.count_rows() * share))
    chosen = np.random.default_rng(seed).choice(lately.num_rows, wanted, replace=False)
    rows = lately.take(pa.array(np.sort(chosen)))
    of_day = pc.subtract(rows["occurred_at"], pc.floor_temporal(rows["occurred_at"], unit="day"))
    next_day = pa.scalar(midnight + timedelta(days=1), rows.schema.field("occurred_at").type)
    rows = _replaced(rows, "occurred_at", pc.add(next_day, of_day))
    rows = _replaced(rows, "touch_id", pa.array([f"N{number:09d}" for number in range(wanted)]))
    pq.write_table(rows, parts / "next-day.parquet", compression="zstd")
    return wanted


def _newest(path: Path) -> pa.TimestampScalar:
    return pc.max(pq.read_table(path, columns=["occurred_at"])["occurred_at"]).as_py()


def _replaced(rows: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return rows.set_column(rows.schema.get_field_index(name), name, column)
