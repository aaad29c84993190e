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
def test_what_is_sent_to_an_address_lies_there_until_it_is_removed(spark, tmp_path):
    """The first file lacks a column that the second has."""
    address = f"file:{tmp_path}/a lake/model"
    with spark.session() as session:
        session.send(pa.table({"x": [1]}), f"{address}/1.parquet")
        session.send(pa.table({"x": [2]}), f"{address}/1.parquet", further=True)
        session.send(pa.table({"x": [3], "y": ["b"]}), f"{address}/2.parquet")
        both = session.reading([f"{address}/1.parquet", f"{address}/2.parquet"])
        assert rows(session, f"select x, y from {both} order by x") == [
            {"x": 1, "y": None},
            {"x": 2, "y": None},
            {"x": 3, "y": "b"},
        ]
        session.send(pa.table({"x": [9]}), f"{address}/1.parquet")
        assert rows(session, f"select x from {session.reading([f'{address}/1.parquet'])}") == [{"x": 9}]
        assert session.remove(address)
    assert not (tmp_path / "a lake" / "model").exists()


@pytest.mark.spark
def test_paths_are_of_the_local_file_system_and_addresses_are_as_they_are_given(tmp_path):
    from abmetry.engine.spark import address_of

    assert address_of(tmp_path / "a b") == f"file://{tmp_path}/a b"
    for address in ("s3a://bucket/x y", "hdfs://name:8020/x", "file:/x", "s3://bucket/x"):
        assert address_of(address) == address


@pytest.mark.spark
def test_one_process_has_one_spark(spark):
    from abmetry.engine.spark import SparkEngine

    with pytest.raises(
        AbmetryError, match=r"^This process runs Spark at spark://127.0.0.1:\d+, and one process"
    ):
        SparkEngine("local[3]")


@on_every_engine
def test_a_fact_in_parts_is_what_stands_of_them(engine, tmp_path):
    """b is made anew twice, and the second time twofold; c goes."""
    from abmetry.facts.incremental.parts import next_part, rows_sql
    from abmetry.steps.renewal import Renewal, by

    def written(path, *values):
        engine.write_parquet(" union all ".join(values), path)

    written(tmp_path / "t.parquet", "select 'a' as id, 1 as n", "select 'b', 2", "select 'c', 3")
    first, second = (next_part(tmp_path, "t", number) for number in (1, 2))
    written(first.rows, "select 'b' as id, 20 as n")
    written(first.gone, "select 'b' as key_0")
    written(second.rows, "select 'b' as id, 200 as n", "select 'b', 201")
    written(second.gone, "select 'b' as key_0", "select 'c'")
    renewal = Renewal(key=by("id"), touched={}, within={})
    if engine.dialect.name == "duckdb":
        found = rows(
            engine, f"select id, n from ({rows_sql(engine, renewal, tmp_path, 't')}) t order by id, n"
        )
    else:
        engine.open_rows("t", rows_sql(engine, renewal, tmp_path, "t"))
        with engine.session() as session:
            found = rows(session, "select id, n from t order by id, n")
    assert [tuple(row.values()) for row in found] == [("a", 1), ("b", 200), ("b", 201)]


@pytest.mark.spark
def test_a_second_engine_joins_the_spark_that_runs_and_leaves_it_running(spark):
    from abmetry.engine.spark import SparkEngine

    with SparkEngine() as other:
        assert rows(other, "select 1 as x") == [{"x": 1}]
    assert rows(spark, "select 2 as x") == [{"x": 2}]
