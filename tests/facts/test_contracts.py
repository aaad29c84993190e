"""Contracts, drawn."""

from datetime import date, datetime

import pytest

from abmetry.engine.lint import lint
from abmetry.facts.contracts import FACT, QUALITY
from abmetry.facts.rates import reference_rates
from facts.model_fixture import tiny_model
from facts.quality_table import quality


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_active_days_run_from_local_midnight_to_the_midnight_after_the_last_day():
    """c1 is cancelled before its end, c2 has no end, c3 ends in 9999, which is none."""
    model = tiny_model(
        contracts="""
        contract_id | account_id | starts_on  | ends_on    | cancelled_on
        c1          | a1         | 2026-01-01 | 2026-12-31 | 2026-06-30
        c2          | a1         | 2026-07-01 |            |
        c3          | a1         | 2026-07-01 | 9999-12-31 |
        """
    )
    assert model.fact("contracts", "last_on, active_from, active_to", "contract_id") == [
        (date(2026, 6, 30), datetime(2025, 12, 31, 23), datetime(2026, 6, 30, 22)),
        (None, datetime(2026, 6, 30, 22), None),
        (None, datetime(2026, 6, 30, 22), None),
    ]


def test_value_per_year():
    """Its own; else value / 366 days of the leap term x 365; nothing without an end."""
    model = tiny_model(
        contracts="""
        contract_id | account_id | starts_on  | ends_on    | value | annual_value
        c1          | a1         | 2026-01-01 | 2026-06-30 | 600   | 1000
        c2          | a1         | 2024-01-01 | 2024-12-31 | 366   |
        c3          | a1         | 2026-01-01 |            | 500   |
        """
    )
    assert model.fact("contracts", "annual_value_reporting", "contract_id") == [
        (1000,),
        (pytest.approx(365),),
        (None,),
    ]


def test_known_from_the_first_win_of_its_deal_without_one_from_its_first_day():
    """d1 was won on 1 February, opened again, won on 1 March; d2 was lost: a win to come must change nothing."""
    model = tiny_model(
        settings={"workspace": {"timezone": "UTC"}, "stages": {"Won": {"won": True}, "Lost": {"lost": True}}},
        opportunities="""
        opportunity_id | account_id | stage | created_at
        d1             | a1         | Won   | 2026-01-01
        d2             | a1         | Lost  | 2026-01-01
        """,
        opportunity_stages="""
        opportunity_id | stage | entered_at
        d1             | Won   | 2026-02-01
        d1             | Talks | 2026-02-10
        d1             | Won   | 2026-03-01
        d2             | Lost  | 2026-03-01
        """,
        contracts="""
        contract_id | account_id | opportunity_id | starts_on
        c1          | a1         | d1             | 2026-01-01
        c2          | a1         | d2             | 2026-01-01
        c3          | a1         | d9             | 2026-01-01
        """,
    )
    first = datetime(2026, 1, 1)
    known = model.fact("contracts", "contract_id, known_from", "contract_id")
    assert known == [("c1", datetime(2026, 2, 1)), ("c2", None), ("c3", first)]
    assert quality(model, QUALITY)["contract_of_deal_not_won"] == (1, '["c2"]')


def test_is_not_known_before_its_deal_was_created():
    """Wrong dates: d1 closed on 1 March, created on the 5th. Its contract is known from the 5th."""
    model = tiny_model(
        settings={"workspace": {"timezone": "UTC"}},
        opportunities="""
        opportunity_id | account_id | stage | created_at | closed_at  | is_won
        d1             | a1         | Won   | 2026-03-05 | 2026-03-01 | true
        """,
        contracts="""
        contract_id | account_id | opportunity_id | starts_on
        c1          | a1         | d1             | 2026-03-01
        """,
    )
    assert model.fact("contracts", "known_from") == [(datetime(2026, 3, 5),)]


def test_money_takes_the_rate_of_the_first_day():
    model = tiny_model(
        contracts="""
        contract_id | account_id | starts_on  | annual_value | currency
        c1          | a1         | 2026-01-04 | 100          | USD
        """
    )
    friday = reference_rates("USD", "EUR")[date(2026, 1, 2)]
    assert model.fact("contracts", "annual_value_reporting") == [(pytest.approx(100 * friday),)]


def test_counts_what_is_missing():
    model = tiny_model(
        accounts="""
        account_id | name
        a1         | Acme
        """,
        contracts="""
        contract_id | account_id | starts_on  | ends_on    | annual_value | currency
        c1          | a1         | 2026-01-04 |            |              |
        c2          | a1         | 2026-01-04 |            | 5            | XXX
        c3          | a1         | 2026-01-04 | 2026-01-01 | 5            |
        c4          | a9         | 2026-01-04 |            | 5            |
        """,
    )
    assert quality(model, QUALITY) == {
        "contract_without_annual_value": (1, '["c1"]'),
        "contract_without_rate": (1, '["c2"]'),
        "contract_ends_before_start": (1, '["c3"]'),
        "contract_of_unknown_account": (1, '["c4"]'),
    }
