"""Conditions on account attributes."""

import pytest

from abmetry.answers.where import Condition, attribute_sql, parse_condition
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.errors import UsageError

ACCOUNTS = """
    create table accounts as select * from (values
        ('a1', 'Software', 100, 'ES', '{"Plan": "gold", "Sales region": "North"}'),
        ('a2', 'Food; Retail', 2000, 'PT', '{"Plan": "free", "Sales region": "South"}'),
        ('a3', null, null, 'FR', null)
    ) as rows(account_id, industry, employees, country, attributes)
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("industry=Software", ["a1"]),
        ("industry = 'Food; Retail'", ["a2"]),
        ("industry!=Software", ["a2", "a3"]),
        ("employees>500", ["a2"]),
        ("employees<=100", ["a1"]),
        ("employees=100", ["a1"]),
        ("employees!=100", ["a2", "a3"]),
        ("Sales region=North", ["a1"]),
        ("Sales region in North,South", ["a1", "a2"]),
        ("country in ES,PT", ["a1", "a2"]),
        ("country IN ('ES', 'FR')", ["a1", "a3"]),
        ("Plan=gold", ["a1"]),
        ("industry=' or 1=1 --", []),
    ],
)
def test_a_condition_keeps_the_accounts_that_meet_it(text, found):
    with DuckDBEngine() as engine:
        engine.execute(ACCOUNTS)
        condition = parse_condition(text).sql(engine.dialect, frozenset({"Plan", "Sales region"}))
        rows = engine.query(f"select account_id from accounts a where {condition} order by 1").to_pylist()
    assert [row["account_id"] for row in rows] == found


def test_spaces_and_quotes_are_not_part_of_a_value():
    assert parse_condition(' country  in  ES , "PT" ') == Condition("country", "in", ("ES", "PT"))


@pytest.mark.parametrize("text", ["", "industry", "=Software", "industry=", "industry~Software"])
def test_what_is_no_condition(text):
    with pytest.raises(UsageError, match="is not a condition"):
        parse_condition(text)


def test_an_attribute_that_no_account_has_names_the_nearest():
    with DuckDBEngine() as engine, pytest.raises(UsageError, match="No account") as told:
        attribute_sql(engine.dialect, "industri", frozenset())
    assert "industry" in (told.value.help or "")


def test_a_number_is_compared_with_a_number():
    with DuckDBEngine() as engine, pytest.raises(UsageError, match="is no number"):
        parse_condition("employees>many").sql(engine.dialect, frozenset())
