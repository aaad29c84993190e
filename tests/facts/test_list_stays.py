"""Stays on target lists, drawn."""

from datetime import datetime

import pytest

from abmetry.engine.lint import lint
from abmetry.errors import SettingsError, UsageError
from abmetry.facts.list_stays import FACT, QUALITY
from abmetry.facts.list_tiers import natural_key
from facts.model_fixture import tiny_model
from facts.quality_table import quality

ACCOUNTS = """
    account_id | name  | domain       | employees | created_at       | plan
    a1         | Acme  | acme.com     | 900       | 2026-01-05 10:00 | gold
    a2         | Beta  | beta.com     | 300       | 2026-01-05 10:00 |
    a3         | Gamma | www.gamma.es | 20        |                  | gold
    """
STAY = "list_id, account_id, tier, tier_rank, valid_from, valid_to, has_own_start"
CREATED = datetime(2026, 1, 5, 10)


def stays(columns=STAY, **tables):
    return tiny_model(**tables).fact("list_stays", columns, "list_id, account_id, valid_from")


def test_passes_the_linter():
    model = tiny_model(settings={"lists": {"big": {"where": "employees > 500 and plan = 'gold'"}}})
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_a_tier_changed_in_the_middle_makes_two_stays_at_local_midnights():
    """
    2026-01-01 ===== tier 2 ===== 2026-04-01 ===== tier 1 =====>
    """
    assert stays(
        accounts=ACCOUNTS,
        list_members="""
        list_id | account_id | tier | valid_from | valid_to
        named   | a1         | 2    | 2026-01-01 | 2026-04-01
        named   | a1         | 1    | 2026-04-01 |
        other   | a2         |      |            |
        """,
    ) == [
        ("named", "a1", "2", 2, datetime(2025, 12, 31, 23), datetime(2026, 3, 31, 22), True),
        ("named", "a1", "1", 1, datetime(2026, 3, 31, 22), None, True),
        ("other", "a2", None, 1_000_000, CREATED, None, False),
    ]


def test_with_lists_configured_only_those_count_and_their_order_ranks():
    found = stays(
        "list_id, tier, tier_rank",
        settings={"lists": {"named": {"members": "from list_members", "tiers": ["gold", "basic"]}}},
        list_members="""
        list_id | account_id | tier
        named   | a1         | basic
        named   | a2         | gold
        named   | a3         | odd
        other   | a1         | gold
        """,
    )
    assert found[:2] == [("named", "basic", 2), ("named", "gold", 1)]
    assert found[2][2] > 2
    assert len(found) == 3


def test_a_condition_over_columns_and_attributes_with_its_tiers():
    assert stays(
        "account_id, tier, has_own_start",
        accounts=ACCOUNTS,
        settings={
            "lists": {
                "big": {
                    "where": "employees > 100 or plan = 'gold'",
                    "tier": [
                        {"tier": "1", "where": "employees > 500"},
                        {"tier": "2", "where": "employees > 100"},
                    ],
                }
            }
        },
    ) == [("a1", "1", False), ("a2", "2", False), ("a3", None, False)]


def test_a_condition_that_names_no_column_is_told():
    model = tiny_model(settings={"lists": {"big": {"where": "count(name) > 1"}}})
    with pytest.raises(UsageError, match="COUNT"):
        model.build("list_stays")


def test_a_file_names_accounts_by_id_domain_or_name(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text(
        "Account_ID;Domain;Name;Tier;valid_from\n"
        "a1;;;2;2026-02-01\n"
        ";https://www.beta.com/es;;1;\n"
        ";; GAMMA ;;\n"
        ";nobody.org;;;\n",
        encoding="utf-8",
    )
    model = tiny_model(accounts=ACCOUNTS, settings={"lists": {"file": {"file": str(path)}}})
    assert model.fact("list_stays", "account_id, tier, has_own_start", "account_id") == [
        ("a1", "2", True),
        ("a2", "1", False),
        ("a3", None, False),
    ]
    assert quality(model, QUALITY)["list_file_row_without_account"] == (1, '["file: nobody.org"]')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("company\nAcme\n", "no column account_id or domain or name"),
        ("account_id,valid_from\na1,soon\n", "row 2: Invalid isoformat"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path, text, message):
    path = tmp_path / "targets.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        tiny_model(settings={"lists": {"file": {"file": str(path)}}}).build("list_stays")


def test_tiers_sort_as_people_sort_them():
    tiers = ["Tier 10", "b", "2", "Tier 2", "10", "A"]
    assert sorted(tiers, key=natural_key) == ["2", "10", "A", "b", "Tier 2", "Tier 10"]
