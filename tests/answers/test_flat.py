"""Nested rows as flat columns."""

import re
from pathlib import Path

import pyarrow as pa

from abmetry.answers.analysis import open_workspace
from abmetry.answers.columns import FIRST
from abmetry.answers.flat import flatten
from abmetry.answers.question import Question


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


def test_columns_that_are_always_there_come_first_and_keep_their_kind():
    rows = [{"extra": {"b": 1}, "n": None, "group": {"tier": "1"}, "other": "x", "label": {}}]
    table = flatten(rows, {"kpi": pa.string(), "n": pa.float64()}, ("group", "label", "extra"))
    assert table.column_names == ["kpi", "n", "group.tier", "extra.b", "other"]
    assert table.schema.field("n").type == pa.float64()
    assert flatten([], {"n": pa.float64()}).schema.field("n").type == pa.float64()


def test_an_answer_has_the_same_columns_whatever_is_asked(built):
    """The first of them as docs/kpis.md lists them, then groups, names of ids, extras."""
    questions = (
        Question(kpis=("engaged_accounts",), period="2026-Q3", compare="none"),
        Question(kpis=("engaged_accounts", "deal_cycle_days"), period="2026-Q3", by=("owner",)),
        Question(kpis=("net_promoter_score",), period="2026-Q3"),
        Question(kpis=("abm_lift", "engaged_account_rate"), period="2026-Q3"),
    )
    with open_workspace(built) as analysis:
        tables = [analysis.ask(question).to_arrow() for question in questions]
    told = (Path(__file__).parents[2] / "docs" / "kpis.md").read_text(encoding="utf-8")
    rows = told[told.index("**Rows.**") : told.index("Behind them stand")]
    assert re.findall("`([^`]+)`", rows) == list(FIRST)
    for table in tables:
        assert table.column_names[: len(FIRST)] == list(FIRST)
        assert table.schema.types[: len(FIRST)] == list(FIRST.values())
        behind = [name.partition(".")[0] for name in table.column_names[len(FIRST) :]]
        assert behind == sorted(behind, key=("group", "label", "extra").index)
