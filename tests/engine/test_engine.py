"""What every engine can do, on every engine."""

from threading import Thread

import pyarrow as pa
import pytest

from abmetry.errors import AbmetryError
from engine.every_engine import on_every_engine


def rows(engine, sql):
    return engine.query(sql).to_pylist()


@on_every_engine
def test_what_a_question_stores_replaces_what_had_the_name(engine):
    engine.create_table("kept", "select 1 as x", temporary=True)
    engine.create_table("kept", "select x + 1 as x from kept", temporary=True)
    assert rows(engine, "select * from kept") == [{"x": 2}]
    engine.create_view("seen", "select x * 10 as x from kept")
    assert rows(engine, "select * from seen") == [{"x": 20}]
    engine.register("given", pa.table({"x": pa.array([5, None], pa.int64())}))
    assert rows(engine, "select count(*) as n, sum(x) as x from given") == [{"n": 2, "x": 5}]
    for name in ("seen", "kept", "given", "never_there"):
        engine.drop(name)
    with pytest.raises(Exception, match="seen"):
        engine.query("select * from seen")


@on_every_engine
def test_a_query_without_rows_has_its_columns(engine):
    empty = engine.query("select 1 as x, 'a' as y where 1 = 0")
    assert (empty.num_rows, empty.column_names) == (0, ["x", "y"])


@on_every_engine
def test_parquet_that_is_written_can_be_opened_under_a_name(engine, tmp_path):
    path = tmp_path / "out" / "two words.parquet"
    assert engine.write_parquet("select 1 as x union all select 2", path) == 2
    assert engine.write_parquet("select 1 as x union all select 2 union all select 3", path) == 3
    files = str(path / "*.parquet") if path.is_dir() else str(path)
    engine.open_parquet("numbers", [files])
    assert rows(engine, "select sum(x) as s from numbers") == [{"s": 6}]


@on_every_engine
def test_sessions_see_the_files_and_not_each_others_tables(engine, tmp_path):
    path = tmp_path / "t.parquet"
    engine.write_parquet("select 1 as x", path)
    engine.open_parquet("numbers", [str(path)])
    with engine.session() as one, engine.session() as other:
        for number, session in enumerate((one, other)):
            session.open_parquet("numbers", [str(path)])
            session.create_table("own", f"select x + {number} as x from numbers", temporary=True)
        assert [rows(session, "select x from own") for session in (one, other)] == [[{"x": 1}], [{"x": 2}]]
    with pytest.raises(Exception, match="own"):
        engine.query("select * from own")


@on_every_engine
def test_sessions_work_in_threads(engine):
    found = {}

    def work(number):
        with engine.session() as session:
            session.create_table("mine", f"select {number} as x", temporary=True)
            found[number] = rows(session, "select x from mine")

    threads = [Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [{"x": number}] for number in range(3)}


@pytest.mark.spark
def test_spark_says_in_a_sentence_what_it_cannot_do(spark):
    with spark.session() as session:
        with pytest.raises(AbmetryError, match=r"^Spark cannot make 'asof_x': \[TABLE_OR_VIEW_NOT_FOUND\]"):
            session.create_table("asof_x", "select * from nowhere", temporary=True)
        with pytest.raises(
            AbmetryError, match=r"^Spark cannot answer: \[UNRESOLVED_ROUTINE\].*`nothing_of_ours`"
        ):
            session.query("select nothing_of_ours(1) as x")
        with pytest.raises(AbmetryError, match="keeps no tables of its own"):
            session.create_table("kept", "select 1 as x")


@pytest.mark.spark
def test_a_view_over_a_file_leaves_the_file_to_be_found_below_it(spark, tmp_path):
    """`touches` becomes a view over what `touches` was."""
    with spark.session() as session:
        session.write_parquet("select 1 as x", tmp_path / "t.parquet")
        session.open_parquet("touches", [str(tmp_path / "t.parquet")])
        session.create_view("touches", f"select x + 1 as x from {session.stored('touches')}")
        assert rows(session, "select * from touches") == [{"x": 2}]
        assert rows(session, f"select * from {session.stored('touches')}") == [{"x": 1}]


@pytest.mark.spark
def test_a_second_engine_joins_the_spark_that_runs_and_leaves_it_running(spark):
    from abmetry.engine.spark import SparkEngine

    with SparkEngine() as other:
        assert rows(other, "select 1 as x") == [{"x": 1}]
    assert rows(spark, "select 2 as x") == [{"x": 2}]
