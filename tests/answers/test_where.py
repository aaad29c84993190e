"""Conditions on account attributes."""

import pytest

from abmetry.answers.analysis import open_workspace
from abmetry.answers.calendar import Calendar
from abmetry.answers.where import ATTRIBUTES, Attributes, Condition, parse_condition
from abmetry.engine.duckdb import DuckDBEngine
from abmetry.errors import UsageError

# In Madrid a1 was created on 1 March 2026 at 00:30, a2 on 1 March at 12:00.
ACCOUNTS = """
    create table accounts as select * from (values
        ('a1', 'Software', 100, 1e6, 'ES', 'USD', 'a2', timestamp '2026-02-28 23:30:00',
            '{"Plan": "gold", "Sales region": "North"}'),
        ('a2', 'Food; Retail', 2000, 5e5, 'PT', null, null, timestamp '2026-03-01 11:00:00',
            '{"Plan": "free", "Sales region": "South"}'),
        ('a3', null, null, null, 'FR', 'EUR', 'a2', null, null)
    ) as rows(account_id, industry, employees, annual_revenue, country, currency, parent_account_id, created_at,
        attributes)
"""
KNOWN = Attributes(frozenset({"Plan", "Sales region"}), Calendar("Europe/Madrid"))


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
        ("employees in 100, 2000.0", ["a1", "a2"]),
        ("annual_revenue=1000000", ["a1"]),
        ("annual_revenue in 1000000", ["a1"]),
        ("currency=USD", ["a1"]),
        ("parent_account_id=a2", ["a1", "a3"]),
        ("parent_account_id!=a2", ["a2"]),
        ("created_at=2026-03-01", ["a1", "a2"]),
        ("created_at in 2026-03-01,2026-03-02", ["a1", "a2"]),
        ("created_at<2026-03-01", []),
        ("created_at<=2026-03-01", ["a1", "a2"]),
        ("created_at>2026-03-01", []),
        ("created_at!=2026-03-01", ["a3"]),
        ("created_at<2026-03-01T10:00:00+01:00", ["a1"]),
        ("created_at>=2026-03-01T12:00", ["a2"]),
    ],
)
def test_a_condition_keeps_the_accounts_that_meet_it(text, found):
    with DuckDBEngine() as engine:
        engine.execute(ACCOUNTS)
        condition = parse_condition(text).sql(engine.dialect, KNOWN)
        rows = engine.query(f"select account_id from accounts a where {condition} order by 1").to_pylist()
    assert [row["account_id"] for row in rows] == found


def test_spaces_and_quotes_are_not_part_of_a_value():
    assert parse_condition(' country  in  ES , "PT" ') == Condition("country", "in", ("ES", "PT"))


@pytest.mark.parametrize("text", ["", "industry", "=Software", "industry=", "industry~Software"])
def test_what_is_no_condition(text):
    with pytest.raises(UsageError, match="is not a condition"):
        parse_condition(text)


def test_an_attribute_that_no_account_has_names_the_nearest():
    with pytest.raises(UsageError, match="No account") as told:
        KNOWN.type_of("industri")
    assert "industry" in (told.value.help or "")


def test_every_attribute_of_the_model_can_be_asked_but_the_several_domains():
    for name in ATTRIBUTES.keys() - {"domains"}:
        KNOWN.type_of(name)
    with pytest.raises(UsageError, match="several domains") as told:
        parse_condition("domains=acme.com").check(KNOWN)
    assert "domain" in (told.value.help or "")


def test_instants_are_grouped_by_their_local_day():
    """23:30 UTC on 28 February is 00:30 of the next day in Madrid."""
    with DuckDBEngine() as engine:
        engine.execute(ACCOUNTS)
        day = KNOWN.sql(engine.dialect, "created_at")
        rows = engine.query(f"select {day} as day from accounts a order by account_id").to_pylist()
    assert [row["day"] for row in rows] == ["2026-03-01", "2026-03-01", None]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("employees>many", "is no number"),
        ("employees in 1,many", "is no number"),
        ("created_at>soon", "'soon' is not a date or an instant"),
        ("created_at=2026-02-30", "'2026-02-30' is not a date or an instant"),
    ],
)
def test_an_attribute_is_compared_with_values_of_its_kind(text, told):
    with pytest.raises(UsageError, match=told):
        parse_condition(text).check(KNOWN)


def test_what_only_other_kpis_are_split_by_is_told(built):
    with open_workspace(built) as analysis:
        with pytest.raises(UsageError, match="engaged_accounts cannot be split by channel") as told:
            analysis.ask("engaged_accounts", by="channel")
        assert "tier" in (told.value.help or "")
        with pytest.raises(UsageError, match="No account has an attribute 'color'"):
            analysis.ask("engaged_accounts", by="color")
