"""The embedded engine: its files, its scratch, its errors."""

from pathlib import Path

import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.errors import AbmetryError


def rows(engine, sql):
    return engine.query(sql).to_pylist()


def test_a_file_is_there_for_the_next(tmp_path):
    path = tmp_path / "facts.duckdb"
    with DuckDBEngine(path) as engine:
        engine.create_table("kept", "select 7 as x")
        engine.create_table("gone", "select 8 as x", temporary=True)
    with DuckDBEngine(path, read_only=True) as one, DuckDBEngine(path, read_only=True) as other:
        assert rows(one, "select x from kept") == rows(other, "select x from kept") == [{"x": 7}]
        with pytest.raises(Exception, match="gone"):
            one.query("select * from gone")
        with pytest.raises(Exception, match="read-only"):
            one.execute("create table more as select 1")


def test_a_view_over_a_table_leaves_the_table_to_be_found_below_it(tmp_path):
    with DuckDBEngine(tmp_path / "facts.duckdb") as engine:
        engine.create_table("touches", "select 1 as x")
        with engine.session() as session:
            session.create_view("touches", f"select x + 1 as x from {session.stored('touches')}")
            assert rows(session, "select * from touches") == [{"x": 2}]
            assert rows(session, f"select * from {session.stored('touches')}") == [{"x": 1}]
        assert rows(engine, "select * from touches") == [{"x": 1}]


def test_a_stored_table_is_told_how_to_be_stored(tmp_path):
    """A dictionary of texts that come but once is in vain; all else the engine finds out."""
    made = """
        with numbers as (select range as number from range(300000))
        select 'T' || number as touch_id, 'page_view' as kind, number % 3 = 0 as is_engagement, number from numbers
        order by number
    """
    ways = "select distinct compression from pragma_storage_info('{}') where column_name = '{}'"
    with DuckDBEngine(tmp_path / "facts.duckdb", scratch=tmp_path / "scratch.duckdb") as engine:
        engine.create_table("touches", "select 1 as what_had_the_name")
        engine.store_table("touches", made, {"touch_id"})
        engine.store_table("workings", made, {"touch_id"}, temporary=True)
        assert engine.query("select * from touches") == engine.query(made)
        assert engine.query("select * from workings") == engine.query(made)
        for table in ("touches", "scratch.workings"):
            assert {"compression": "ZSTD"} in rows(engine, ways.format(table, "touch_id"))
            assert {"compression": "ZSTD"} not in rows(engine, ways.format(table, "kind"))
            assert {"compression": "Roaring"} in rows(engine, ways.format(table, "is_engagement"))
    with DuckDBEngine() as engine:
        engine.store_table("touches", made, {"touch_id"})
        assert engine.query("select * from touches") == engine.query(made)


def test_a_scratch_file_holds_what_is_temporary(tmp_path):
    path, scratch = tmp_path / "facts.duckdb", tmp_path / "scratch.duckdb"
    with DuckDBEngine(path, scratch=scratch) as engine:
        engine.create_table("step", "select range as x from range(1000)", temporary=True)
        engine.create_table("fact", "select count(*) as n from step")
        assert rows(engine, "select n from fact") == [{"n": 1000}]
    scratch.unlink()
    with DuckDBEngine(path, read_only=True) as engine:
        assert rows(engine, "select n from fact") == [{"n": 1000}]


def test_a_table_takes_other_rows_in_place_of_some_and_another_name(tmp_path):
    with DuckDBEngine(tmp_path / "facts.duckdb", scratch=tmp_path / "scratch.duckdb") as engine:
        engine.create_table("drafts", "select range as x, 'as it was' as y from range(4)")
        engine.create_table(
            "changes", "select * from (values (1, 'a'), (1, 'b'), (3, null)) as t(x, y)", temporary=True
        )
        coming = "select d.x, c.y from drafts as d join changes as c on c.x = d.x where c.y is not null order by 1, 2"
        engine.amend_table("drafts", "papers", coming, "changes", ("x",))
        told = [tuple(row.values()) for row in rows(engine, "select x, y from papers order by x, y")]
        assert told == [(0, "as it was"), (1, "a"), (1, "b"), (2, "as it was")]
    with DuckDBEngine(tmp_path / "facts.duckdb", read_only=True) as engine:
        assert rows(engine, "select table_name from information_schema.tables") == [{"table_name": "papers"}]


def test_a_file_that_could_not_be_written_whole_is_not_there(tmp_path):
    with DuckDBEngine() as engine:
        with pytest.raises(Exception, match="Conversion"):
            engine.write_parquet(
                "select cast(x as integer) as x from (values ('1'), ('a')) t(x)", tmp_path / "x.parquet"
            )
        assert list(tmp_path.iterdir()) == []


def test_errors_of_the_machine_are_sentences(tmp_path):
    with DuckDBEngine(memory="20MB", threads=1) as engine:
        engine.execute("set temp_directory = ''")
        with pytest.raises(AbmetryError, match="needs more memory") as error:
            engine.query("select list(range) as l from range(20000000)")
        assert "engine.memory" in (error.value.help or "")
        with pytest.raises(AbmetryError, match="is damaged or not there any more"):
            engine.query(
                f"select * from {engine.dialect.read_parquet([str(Path(tmp_path) / 'none.parquet')])}"
            )


def test_memory_is_kept_up_to_the_limit():
    asked = "select current_setting('block_allocator_memory') as kept"
    with DuckDBEngine(memory="100MB") as engine:
        assert rows(engine, asked) == [{"kept": "0 bytes"}]
    with DuckDBEngine(memory="100MB", keep_memory=True) as engine:
        assert rows(engine, asked) != [{"kept": "0 bytes"}]
        assert rows(engine, "select 1 as x") == [{"x": 1}]


def test_what_does_not_fit_is_spilled_to_a_folder_that_is_not_there_yet(tmp_path):
    engine = DuckDBEngine(memory="40MB", threads=1, spill=tmp_path / "workspace" / "spill" / "of-one")
    sql = "select hash(i) as h, i, repeat('x', 20) || i as words from range(1500000) as t(i) order by h"
    engine.create_table("ordered", sql, temporary=True)
    assert engine.query("select count(*) as n from ordered").to_pylist() == [{"n": 1_500_000}]
    assert any((tmp_path / "workspace").rglob("duckdb_temp_*"))
    engine.close()
