"""One raw file as rows of several tables, with expressions, conditions, look-ups and attributes."""

from pathlib import Path

import pytest

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
from abmetry.model.conform import conform
from abmetry.model.tables import TABLES
from abmetry.sources.extract import Extract, RawFile, Refused
from abmetry.sources.reader import Reader


@pytest.fixture
def engine():
    with LoadingEngine() as opened:
        yield opened


def read(engine: LoadingEngine, folder: Path, name: str, content: str) -> RawFile:
    (folder / name).write_text(content)
    found = Reader(engine, folder, folder / "staging").read(folder / name)
    assert isinstance(found, RawFile)
    return found


def rows(engine: LoadingEngine, extract: Extract) -> list[dict[str, object]]:
    found = conform(engine, TABLES[extract.table], extract, zone="UTC", kinds={"dial": "call"})
    return engine.query(f"select * from ({found.sql}) as c order by _line").to_pylist()


def test_one_file_fills_two_tables_and_looks_up_a_third(engine, tmp_path: Path) -> None:
    task = read(
        engine,
        tmp_path,
        "Task.csv",
        "Id,WhoId,Kind,Done,Day\n1,p1,Dial,1,2026-01-01\n2,p2,Dial,0,2026-01-02\n",
    )
    who = read(engine, tmp_path, "Contact.csv", "Id,AccountId\np1,a1\n")
    touches = Extract(
        "touches",
        task,
        columns={
            "touch_id": "'task-' || raw.\"Id\"",
            "occurred_at": 'raw."Day"',
            "kind": 'raw."Kind"',
            "account_id": 'who."AccountId"',
        },
        where="raw.\"Done\" = '1'",
        joins=f'left join {who.relation} as who on who."Id" = raw."WhoId"',
        attributes=("WhoId",),
    )
    found = rows(engine, touches)
    assert [(r["touch_id"], r["kind"], r["account_id"], r["attributes"]) for r in found] == [
        ("task-1", "call", "a1", '{"WhoId":"p1"}')
    ]
    tasks = Extract("tasks", task, columns={"task_id": 'raw."Id"', "user_id": "'u'", "due_at": 'raw."Day"'})
    assert [(r["task_id"], r["due_at_is_date"], r["_line"]) for r in rows(engine, tasks)] == [
        ("1", True, 2),
        ("2", True, 3),
    ]


def test_a_column_that_the_table_has_not(engine, tmp_path: Path) -> None:
    file = read(engine, tmp_path, "a.csv", "Id\n1\n")
    with pytest.raises(LoadError, match="has no column colour"):
        rows(engine, Extract("tasks", file, columns={"colour": 'raw."Id"'}))


def test_a_required_column_without_expression_rejects_every_row(engine, tmp_path: Path) -> None:
    file = read(engine, tmp_path, "a.csv", "Id\n1\n")
    assert [r["_problem"] for r in rows(engine, Extract("tasks", file, columns={"task_id": 'raw."Id"'}))] == [
        1
    ]


@pytest.mark.parametrize(
    ("name", "says"), [("no.csv", "no such file"), ("folder", "a folder"), ("x.doc", "format")]
)
def test_what_cannot_be_read_is_refused(engine, tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "x.doc").write_text("x")
    found = Reader(engine, tmp_path, tmp_path / "staging").read(tmp_path / name)
    assert isinstance(found, Refused)
    assert says in found.reason


def test_columns_are_found_whatever_their_case(engine, tmp_path: Path) -> None:
    file = read(engine, tmp_path, "a.csv", " Account Id ,NAME\n1,x\n")
    assert (file.columns, file.column("account id"), file.column("x")) == (
        ("Account Id", "NAME"),
        "Account Id",
        None,
    )
