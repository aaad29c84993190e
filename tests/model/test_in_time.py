"""Rows of a table with a time are stored in its order.

file | rows    | times, in its order    | stored
1    | 130000  | rising, days 0 to 45   | moved
2    | 130000  | falling, days 100, 99  | sorted with 3
3    | 2       | day 95                 | sorted with 2
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from abmetry.model.in_time import files_in_order

sys.path.insert(0, str(Path(__file__).parent))
from workspaces import Loading, counts

BEGIN = datetime(2026, 1, 1)


def span(first: int, last: int) -> tuple[datetime, datetime]:
    return BEGIN + timedelta(days=first), BEGIN + timedelta(days=last)


def test_files_that_share_no_time_and_whose_groups_follow_one_another() -> None:
    assert files_in_order([]) == []
    assert files_in_order([[span(5, 6)], [], [span(0, 1), span(1, 5)]]) == [2, 0]
    assert files_in_order([[span(1, 2), span(0, 1)], [span(3, 4)]]) == [1], "the first falls"
    assert files_in_order([[span(0, 9)], [span(1, 2)], [span(9, 12)]]) == [2], "the second lies in the first"


def touches(path: Path, name: str, times: list[datetime]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {
        "touch_id": [f"{name}{place}" for place in range(len(times))],
        "occurred_at": pa.array(times, pa.timestamp("us")),
        "kind": ["page_view"] * len(times),
    }
    pq.write_table(pa.table(columns), path)


def test_what_lies_in_order_is_moved_and_the_rest_is_sorted_together(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    rising = [BEGIN + timedelta(seconds=30 * place) for place in range(130_000)]
    falling = [BEGIN + timedelta(days=100, seconds=-place) for place in range(130_000)]
    touches(loading.files / "touches/1.parquet", "a", rising)
    touches(loading.files / "touches/2.parquet", "b", falling)
    touches(loading.files / "touches/3.parquet", "c", [BEGIN + timedelta(days=95)] * 2)
    report = loading.load()
    assert counts(report, "touches") == (260_002, 260_002, 0, 0)
    moved, made = (loading.workspace.places.model / name for name in report.record.tables[0].stored)
    assert "_line" in pq.read_schema(moved).names
    for path, rows in ((moved, 130_000), (made, 130_002)):
        times = pq.read_table(path, columns=["occurred_at"]).column(0).to_pylist()
        assert len(times) == rows
        assert times == sorted(times)
    assert counts(loading.load(), "touches") == (260_002, 0, 260_002, 0)


def test_new_rows_of_a_further_load_are_in_order(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    later = [BEGIN + timedelta(days=day) for day in (3, 1, 2)]
    touches(loading.files / "touches.parquet", "a", later[:2])
    loading.load()
    touches(loading.files / "touches.parquet", "a", [later[0], later[2], later[1]])
    report = loading.load()
    assert counts(report, "touches") == (3, 2, 1, 0)
    (stored,) = report.record.tables[0].stored
    path = loading.workspace.places.model / stored
    assert pq.read_table(path, columns=["touch_id"]).column(0).to_pylist() == ["a2", "a1"]


def test_rows_without_a_time_are_stored_too(tmp_path: Path) -> None:
    loading = Loading(tmp_path)
    report = loading.load(
        {"campaign_members.csv": "campaign_id,person_id,responded_at\nc,p,\nc,q,2026-01-02\nc,r,2026-01-01\n"}
    )
    assert counts(report, "campaign_members") == (3, 3, 0, 0)
    assert [row["person_id"] for row in loading.rows("model_campaign_members", "responded_at")] == [
        "r",
        "q",
        "p",
    ]
