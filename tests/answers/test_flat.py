"""Nested rows as flat columns."""

import pyarrow as pa

from abmetry.answers.flat import flatten


def test_objects_become_columns_and_lists_text():
    table = flatten(
        [
            {"kpi": "a", "interval": {"low": 1, "high": 2.5}, "flags": ["x", "y"], "scope": {"lists": ["n"]}},
            {"kpi": "b", "interval": None, "flags": [], "scope": {"lists": []}, "ok": True},
        ]
    )
    assert table.column_names == [
        "kpi",
        "interval.low",
        "interval.high",
        "flags",
        "scope.lists",
        "ok",
    ]
    assert table.column("interval.low").to_pylist() == [1.0, None]
    assert table.schema.field("interval.low").type == pa.float64()
    assert table.column("flags").to_pylist() == ["x; y", ""]
    assert table.column("ok").to_pylist() == [None, True]


def test_what_is_null_in_every_row_keeps_its_column():
    assert flatten([{"kpi": "a", "interval": None}]).column_names == ["kpi", "interval"]


def test_whole_and_broken_numbers_are_numbers():
    assert flatten([{"p": 1}, {"p": 0.5}]).schema.field("p").type == pa.float64()
