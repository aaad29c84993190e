"""Deals, drawn."""

from datetime import date, datetime

import pytest

from abmetry.engine.lint import lint
from abmetry.facts.opportunities import FACT, QUALITY
from abmetry.facts.rates import reference_rates
from facts.model_fixture import tiny_model
from facts.quality_table import quality


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_the_first_amount_of_the_history_and_the_oldest_row_stand_side_by_side():
    """Row: 70, then 999. History: silent, 80, 90. Missing type: new business."""
    model = tiny_model(
        settings={"workspace": {"timezone": "UTC"}},
        versions={
            "opportunities": """
            opportunity_id | account_id | stage | created_at | amount | version
            d1             | a1         | Talks | 2026-01-05 | 70     | 1
            d1             | a1         | Talks | 2026-01-05 | 999    | 2
            d2             | a1         | Talks | 2026-01-05 | 50     | 1
            """
        },
        opportunity_stages="""
        opportunity_id | stage | entered_at       | amount
        d1             | Talks | 2026-01-05 10:00 |
        d1             | Demo  | 2026-02-01       | 80
        d1             | Offer | 2026-03-01       | 90
        """,
    )
    columns = (
        "type, created_is_date, has_history, creation_amount_reporting, creation_amount_at,"
        " row_amount_reporting_at_creation"
    )
    assert model.fact("opportunities", columns, "opportunity_id") == [
        ("new_business", True, True, 80, datetime(2026, 2, 1), 70),
        ("new_business", True, False, None, None, 50),
    ]


def test_amounts_at_creation_take_the_rate_of_the_creation():
    model = tiny_model(
        opportunities="""
        opportunity_id | account_id | stage | created_at | amount | currency
        d1             | a1         | Talks | 2026-01-03 | 100    | usd
        """,
    )
    ((amount, currency),) = model.fact("opportunities", "row_amount_reporting_at_creation, currency")
    friday = reference_rates("USD", "EUR")[date(2026, 1, 2)]
    assert (amount, currency) == (pytest.approx(100 * friday), "USD")


def test_counts_what_is_missing():
    model = tiny_model(
        accounts="""
        account_id | name
        a1         | Acme
        """,
        opportunities="""
        opportunity_id | account_id | stage | created_at | amount | currency | type
        d1             |            | Talks | 2026-01-03 | 100    |          | renewal
        d2             | a9         | Talks | 2026-01-03 | 100    | XXX      | renewal
        d3             | a1         | Talks | 2026-01-03 | 100    |          |
        """,
    )
    assert quality(model, QUALITY) == {
        "opportunity_without_account": (1, '["d1"]'),
        "opportunity_of_unknown_account": (1, '["d2"]'),
        "opportunity_without_rate": (1, '["d2"]'),
        "opportunity_without_type": (1, '["d3"]'),
    }
