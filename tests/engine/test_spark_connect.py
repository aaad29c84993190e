"""Spark Connect: a server on loopback builds and answers as DuckDB does; this process drives it without Java."""

import importlib.util
from collections.abc import Iterator
from datetime import date, datetime
from threading import Thread

import pytest

from abmetry.answers.question import Question
from abmetry.errors import AbmetryError, Unanswerable
from abmetry.facts.serving import serve
from abmetry.sample import make
from engine.both_engines import both_engines, on
from engine.parity_questions import NOW, QUARTER, WHOLE
from engine.spark_cluster import connect_server, free_port
from patience import SLOW

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("grpc") is None,
        reason="Spark Connect needs grpcio, which `pip install 'abmetry[spark]'` brings",
    ),
]


@pytest.fixture(scope="module")
def remote(tmp_path_factory) -> Iterator[str]:
    """The address of a server."""
    with connect_server(tmp_path_factory.mktemp("connect")) as address:
        yield address


def rows(engine, sql):
    return engine.query(sql).to_pylist()


def test_sessions_have_tables_of_their_own_and_share_files(remote, tmp_path):
    from abmetry.engine.spark import SparkEngine

    with SparkEngine(remote) as engine:
        assert (
            engine.write_parquet("select 1 as x, cast(null as timestamp) as at", tmp_path / "t.parquet") == 1
        )
        engine.open_parquet("numbers", [str(tmp_path / "t.parquet")])
        engine.create_table("kept", "select x + 1 as x from numbers", temporary=True)
        found = {}

        def work(number: int) -> None:
            with engine.session() as session:
                session.create_table("kept", f"select x + {number} as x from numbers", temporary=True)
                session.create_view("seen", "select x * 10 as x from kept")
                found[number] = rows(session, "select * from seen")

        threads = [Thread(target=work, args=(number,)) for number in (10, 20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {10: [{"x": 110}], 20: [{"x": 210}]}
        assert rows(engine, "select * from kept") == [{"x": 2}]
        with pytest.raises(AbmetryError, match=r"^Spark cannot answer: \[TABLE_OR_VIEW_NOT_FOUND\]"):
            engine.query("select * from seen")


def test_arrow_comes_in_with_its_types(remote):
    import pyarrow as pa

    from abmetry.engine.spark import SparkEngine

    given = {"a": "x", "n": 1, "f": 0.5, "b": True, "d": date(2026, 1, 1), "t": datetime(2026, 3, 29, 2, 30)}
    with SparkEngine(remote) as engine:
        engine.register("given", pa.Table.from_pylist([given, dict.fromkeys(given)]))
        assert rows(engine, "select * from given order by a nulls last") == [given, dict.fromkeys(given)]
        engine.register("nothing", pa.Table.from_pylist([given]).slice(0, 0))
        assert engine.query("select * from nothing").schema == engine.query("select * from given").schema
        assert rows(engine, "select * from nothing") == []


@pytest.mark.many
@pytest.mark.skipif(not SLOW, reason="takes minutes (ABMETRY_SLOW=1)")
def test_a_company_is_built_and_asked_with_its_lake_at_an_address(remote, tmp_path):
    """Facts, catalogue and credit are those of DuckDB, which does not read them there."""
    make(tmp_path / "company", accounts=300, months=12, until=date(2026, 11, 1))
    lake = f"file:{tmp_path}/a lake"
    with both_engines(tmp_path / "company", master=remote, lake=lake) as both:
        record = both.other.record
        assert record.address == f"{lake}/builds/{record.id}"
        assert both.own.record.rows == record.rows
        assert both.differing_facts() == []
        question = Question(WHOLE, period=QUARTER)
        assert both.differences(lambda one: one.answer(question, NOW).to_list()) == []
        by_channel = Question(period=QUARTER, by=("channel",))
        assert both.differences(lambda one: one.attribution(by_channel, ("all",), NOW).to_list()) == []
        with pytest.raises(Unanswerable, match=r"are at file:.*, where only Spark reads them"):
            serve(on(both.other.workspace, "duckdb"), record)


def test_what_spark_connect_cannot_do_is_told(remote, tmp_path):
    """It removes no files: a lake's old builds stay."""
    from abmetry.engine.spark import SparkEngine

    with SparkEngine(remote) as engine:
        assert engine.remove((tmp_path / "nothing").as_uri()) is False


def test_a_server_that_ends_is_a_sentence_and_holds_nobody_up(tmp_path, monkeypatch):
    import abmetry.engine.spark_connect as connecting
    from abmetry.engine.spark import SparkEngine

    monkeypatch.setattr(connecting, "RETRIES", 1)
    with connect_server(tmp_path) as address:
        engine = SparkEngine(address)
        engine.create_table("kept", "select 1 as x", temporary=True)
        assert rows(engine, "select x from kept") == [{"x": 1}]
    with pytest.raises(AbmetryError, match=r"^Spark cannot "):
        engine.query("select x from kept")
    engine.close()


def test_a_server_that_is_not_there_is_a_sentence():
    from abmetry.engine.spark import SparkEngine

    address = f"sc://127.0.0.1:{free_port()}"
    with pytest.raises(AbmetryError, match=f"^No Spark Connect server answers at {address}: ") as caught:
        SparkEngine(f"{address}/;token=secret")
    assert "secret" not in str(caught.value)
