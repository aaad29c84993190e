"""Which steps of a query Spark makes before it."""

import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.spark_steps import spared

JOINS = "select a.n from base as a join base as b on b.n = a.n join base as c on c.n = a.n"
STEPS = f"with heavy as ({JOINS}), few as (select * from heavy where n > 1)"
TWICE = f"{STEPS} select f.n from few f join heavy h on h.n = f.n"
ONCE = f"{STEPS} select n from few"


def told(sql, worth=3):
    """The queries that are made before, and the one that reads them, their names being a, b..."""
    before, rest = spared(sql, worth)
    texts = [*(step.sql for step in before), rest]
    for letter, step in zip("abcdef", before, strict=False):
        texts = [text.replace(step.name, letter) for text in texts]
    return texts


def test_a_step_that_is_named_twice_is_made_before():
    assert told(TWICE) == [
        JOINS,
        "with heavy as (select * from a),\nfew as (select * from heavy where n > 1)\n"
        " select f.n from few f join heavy h on h.n = f.n",
    ]


def test_a_step_that_is_named_once_stays():
    assert spared(ONCE, 1)[0] == []


def test_a_light_step_stays_however_often_it_is_named():
    assert spared(TWICE, 4)[0] == []


def test_what_a_step_rests_on_goes_with_it_and_no_more():
    sql = (
        f"with other as (select 1 as n), heavy as ({JOINS}), more as (select * from heavy union all select 2)"
    )
    assert told(f"{sql} select * from more union all select * from more union all select * from other")[
        0
    ] == (f"with heavy as ({JOINS})\nselect * from heavy union all select 2")


def test_a_step_is_weighed_without_what_is_made_before_it():
    sql = f"with a as ({JOINS}), b as (select * from a union all select * from a)"
    assert told(f"{sql} select * from b union all select * from b")[:-1] == [JOINS]


def test_steps_of_queries_in_brackets_are_found():
    frames = " union all ".join(
        f"select * from ({TWICE.replace('> 1', f'> {i}')}) as frame_{i}" for i in (1, 2)
    )
    before, rest = spared(frames, 3)
    assert [step.sql for step in before] == [JOINS, JOINS]
    assert rest.startswith("select * from (with heavy as (select * from step_")


def test_a_query_in_brackets_sees_the_steps_around_it():
    sql = f"with base as (select 1 as n) select * from ({TWICE}) as inner_one"
    assert told(sql)[0] == f"with base as (select 1 as n)\n{JOINS}"


@pytest.mark.parametrize("text", ["')'", "'it''s ('", r"'\'('", '")("', "`(`"])
def test_brackets_in_texts_and_names_are_none(text):
    sql = TWICE.replace("n > 1", f"n > {text}")
    assert told(sql)[1].startswith("with heavy as (select * from a),\nfew as (select * from heavy where n > ")


@pytest.mark.parametrize("sql", ["with a as (select 1", "select 1)", "with", "select 1", ""])
def test_what_has_nothing_to_take_out_stays_as_it_is(sql):
    assert spared(sql, 1) == ([], sql)


def test_the_rows_are_the_same():
    engine = DuckDBEngine()
    engine.create_table("base", "select unnest([1, 2, 2, 3]) as n", temporary=True)
    before, rest = spared(TWICE, 3)
    for step in before:
        engine.create_table(step.name, step.sql, temporary=True)
    assert engine.query(f"select n, count(*) as c from ({rest}) as r group by 1 order by 1").equals(
        engine.query(f"select n, count(*) as c from ({TWICE}) as r group by 1 order by 1")
    )
