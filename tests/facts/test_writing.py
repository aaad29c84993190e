"""Facts are written while others are made; what cannot be written ends the build."""

from pathlib import Path

import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.errors import AbmetryError
from abmetry.facts.writing import FactWriter


def test_facts_are_written_beside_the_making(tmp_path: Path):
    with DuckDBEngine(tmp_path / "x.duckdb") as engine:
        with FactWriter(engine, tmp_path / "facts") as writer:
            for count in (3, 5):
                engine.create_table(f"fact{count}", f"select range as x from range({count})")
                writer.write(f"fact{count}")
            assert writer.rows() == {"fact3": 3, "fact5": 5}
        written = engine.dialect.read_parquet([str(tmp_path / "facts" / "fact5.parquet")])
        assert engine.query(f"select count(*) as n from {written}").to_pylist() == [{"n": 5}]


def test_what_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "facts").write_text("a file where the folder should be")
    with DuckDBEngine(tmp_path / "x.duckdb") as engine:
        engine.create_table("fact", "select 1 as x")
        with FactWriter(engine, tmp_path / "facts") as writer:
            writer.write("fact")
            with pytest.raises((AbmetryError, OSError)):
                writer.rows()
            with pytest.raises((AbmetryError, OSError)):
                writer.write("fact")
