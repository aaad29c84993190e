"""Counting checks."""

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.steps.fact import steps_sql
from abmetry.steps.quality_rows import QUALITY_COLUMNS, Check, quality_steps


def test_counts_what_is_found_with_at_most_five_keys_and_leaves_out_what_is_not():
    with DuckDBEngine(threads=1) as engine:
        engine.create_table("t", "select unnest(range(7)) as n")
        checks = [Check("some", "t", "n", "t", "Seven."), Check("none", "t", "n", "t where n > 9", "None.")]
        sql = steps_sql(quality_steps(engine.dialect, checks), [column.name for column in QUALITY_COLUMNS])
        rows = engine.query(sql).to_pylist()
    assert rows == [
        {"check_name": "some", "fact": "t", "rows": 7, "detail": "Seven.", "sample": '["0","1","2","3","4"]'}
    ]
