"""Conditions over a tiny table.

name   | employees | since      | seen_at (UTC)    | active | attributes
Acme   | 500       | 2026-01-01 | 2026-03-28 23:30 | true   | {"fit": "12", "plan": "gold"}
Beta   |           |            |                  |        | {}
"""

import pytest

from abmetry.engine.duckdb import DuckDBEngine
from abmetry.engine.lint import lint
from abmetry.errors import UsageError
from abmetry.model.column import Type
from abmetry.model.conditions import condition_sql

COLUMNS = {
    "name": Type.TEXT,
    "employees": Type.INTEGER,
    "since": Type.DATE,
    "seen_at": Type.TIMESTAMP,
    "active": Type.BOOLEAN,
}
TABLE = """
    select 'Acme ' as name, 500 as employees, date '2026-01-01' as since,
        timestamp '2026-03-28 23:30:00' as seen_at, true as active, '{"fit": "12", "plan": "gold"}' as attributes
    union all select 'Beta', null, null, null, null, '{}'
"""


@pytest.fixture(scope="module")
def engine():
    with DuckDBEngine(threads=1) as engine:
        engine.create_table("companies", TABLE)
        yield engine


def meets(engine, text):
    sql = condition_sql(text, engine.dialect, COLUMNS, "attributes", zone="Europe/Madrid")
    assert lint(f"select {sql} from companies") == []
    rows = engine.query(f"select trim(name) as name from companies where {sql} order by 1").to_pylist()
    return [row["name"] for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "name = 'Acme'",
        "name = Acme",
        "'Acme' = name",
        "employees >= 500",
        "500 <= employees",
        "employees between 200 and 500",
        "employees = '500'",
        "since < '2026-01-02'",
        "active",
        "active = yes",
        "not name = 'Beta'",
        "name in ('Acme', 'Gamma')",
        "name like 'AC%'",
        "employees is not null",
        "fit > 9",
        "plan = 'gold' and (fit = 12 or employees < 1)",
    ],
)
def test_holds_for_the_first_company_only(engine, text):
    assert meets(engine, text) == ["Acme"]


def test_what_is_not_known_does_not_hold(engine):
    assert meets(engine, "employees < 1000") == ["Acme"]
    assert meets(engine, "employees is null") == ["Beta"]


def test_a_bare_date_is_a_local_midnight(engine):
    """00:30 of 29 March in Madrid is 23:30 of the 28th, UTC."""
    assert meets(engine, "seen_at >= '2026-03-29'") == ["Acme"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("employees >", "cannot be read"),
        ("", "empty"),
        ("lower(name) = 'acme'", "LOWER(name)"),
        ("name in (select name from companies)", "is not a comparison"),
        ("employees = many", "many is not a number"),
        ("since = 'spring'", "spring is not a date"),
        ("companies.name = 'Acme'", "companies.name is not a column"),
        ("name = 'a'; drop table companies", "cannot be read"),
        ("1 = 1", "1 is not the name of a column"),
    ],
)
def test_names_the_bad_word(engine, text, word):
    with pytest.raises(UsageError) as caught:
        condition_sql(text, engine.dialect, COLUMNS, "attributes")
    assert word in caught.value.message


def test_names_the_nearest_column(engine):
    with pytest.raises(UsageError, match=r"employes is not a column; the nearest is employees\."):
        condition_sql("employes > 3", engine.dialect, COLUMNS, "attributes", attributes=["fit"])
