"""Rows twice in a load, where one line of a file gave several rows.

line | user_id | name
2    | u1      | Ann
2    | u2      | Bob      (of the same line)
3    | u1      | Anna     (the same key again: this one is taken)
"""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from abmetry.engine.loading import LoadingEngine
from abmetry.model.finish import finish, forget
from abmetry.model.stored import stored_columns
from abmetry.model.tables import TABLES
from abmetry.model.typed import TypedFile

USERS = TABLES["users"]


def typed(path: Path, rows: list[tuple[int, str, str]]) -> TypedFile:
    """The rows as a load conforms them."""
    filled = {
        "_line": pa.array([line for line, _, _ in rows], pa.int64()),
        "_problem": pa.nulls(len(rows), pa.string()),
        "_value": pa.nulls(len(rows), pa.string()),
        "user_id": pa.array([key for _, key, _ in rows]),
        "name": pa.array([name for _, _, name in rows]),
        "content_hash": pa.array([f"{key}-{name}" for _, key, name in rows]),
        "loaded_at": pa.array([datetime(2026, 1, 1)] * len(rows), pa.timestamp("us")),
        "version": pa.array([1] * len(rows), pa.int32()),
    }
    rest = {name: pa.nulls(len(rows), pa.string()) for name in stored_columns(USERS) if name not in filled}
    pq.write_table(pa.table({**filled, **rest}), path)
    return TypedFile(path, "users.csv", f"select * from read_parquet('{path}')", len(rows), 0, True)


def test_only_the_row_itself_is_left_out(tmp_path: Path) -> None:
    file = typed(tmp_path / "typed.parquet", [(2, "u1", "Ann"), (2, "u2", "Bob"), (3, "u1", "Anna")])
    with LoadingEngine() as engine:
        found = finish(engine, USERS, [file], [], folder=tmp_path, target=tmp_path / "stored.parquet")
        rejected = engine.query(found.repeated_sql).to_pylist()
        forget(engine)
    assert (found.good, found.loaded, found.repeated, found.unchanged) == (3, 2, 1, 0)
    stored = pq.read_table(tmp_path / "stored.parquet").to_pylist()
    assert sorted((row["user_id"], row["name"]) for row in stored) == [("u1", "Anna"), ("u2", "Bob")]
    assert [(row["line"], row["value"]) for row in rejected] == [(2, "u1")]
