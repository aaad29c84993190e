"""The command `funnel`."""

import csv
import io

import pyarrow.parquet as pq

from abmetry.answers.funnel import STAGES

Q3 = ("--period", "2026-Q3")


def test_a_split_funnel_has_a_row_per_group_and_stage(abmetry, in_workspace, tmp_path):
    """a0..a9 are tier 1, all engaged; a10..a24 tier 2, of which a10..a19 engaged; a1 of tier 1 became a customer."""
    rows = list(csv.DictReader(io.StringIO(abmetry("funnel", *Q3, "--by", "tier", "--format", "csv").out)))
    assert [(row["group.tier"], row["stage"]) for row in rows] == [
        (tier, stage) for tier in ("1", "2") for stage in STAGES
    ]
    reached = {(row["group.tier"], row["stage"]): row["reached"] for row in rows}
    assert [reached[tier, "engaged"] for tier in ("1", "2")] == ["10", "10"]
    assert [reached[tier, "target"] for tier in ("1", "2")] == ["10", "15"]
    assert [reached[tier, "won"] for tier in ("1", "2")] == ["1", "0"]
    assert abmetry("funnel", *Q3, "--by", "tier", "-o", tmp_path / "funnel.parquet").status == 0
    table = pq.read_table(tmp_path / "funnel.parquet")
    assert table.column_names == list(rows[0])
    assert table["group.tier"].to_pylist() == [row["group.tier"] for row in rows]


def test_a_whole_funnel_has_a_row_per_stage(abmetry, in_workspace):
    rows = list(csv.DictReader(io.StringIO(abmetry("funnel", *Q3, "--format", "csv").out)))
    assert [row["stage"] for row in rows] == list(STAGES)
    assert [row["reached"] for row in rows][:2] == ["25", "20"]
