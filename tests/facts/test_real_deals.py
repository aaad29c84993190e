"""Deals and subscriptions of real exports come to the figures that are known of them."""

import csv
from datetime import date, timedelta

import pytest

from facts.model_fixture import tiny_model

pytestmark = pytest.mark.real_data


def test_deals_without_history_close_as_their_rows_say(real_data):
    """8,800 deals: 4,238 won for 10,005,534 and 2,473 lost; 1,425 open ones have no account."""
    with (real_data / "crm_sales" / "sales_pipeline.csv").open(encoding="utf-8") as file:
        rows = [
            {
                "opportunity_id": row["opportunity_id"],
                "account_id": row["account"] or None,
                "stage": row["deal_stage"],
                "created_at": row["engage_date"] or "2016-10-01",
                "closed_at": row["close_date"] or None,
                "amount": row["close_value"] or None,
                "is_won": row["deal_stage"] == "Won",
                "is_closed": row["deal_stage"] in ("Won", "Lost"),
            }
            for row in csv.DictReader(file)
        ]
    model = tiny_model(opportunities=rows).build("opportunity_states")
    found = model.rows(
        "select status, count(*) as deals, sum(amount_reporting) as amount,"
        " count(closed_at) as dated from opportunity_states where state_to is null group by status"
    )
    counts = {row["status"]: (row["deals"], row["dated"]) for row in found}
    assert counts == {"won": (4238, 4238), "lost": (2473, 2473), "open": (2089, 0)}
    assert {row["amount"] for row in found if row["status"] == "won"} == {10005534}
    (homeless,) = model.rows("select count(*) as deals from opportunities where account_id is null")
    assert homeless["deals"] == 1425


def test_customers_who_came_back_begin_a_new_spell(real_data):
    """121 monthly subscription periods: new customers bring 2,295 a month, those who came back 150."""
    with (real_data / "subscriptions" / "subscription_periods.csv").open(encoding="utf-8") as file:
        periods = list(csv.DictReader(file))
    rows = [
        {
            "contract_id": row["subscription_id"],
            "account_id": row["customer_id"],
            "starts_on": row["start_date"],
            "ends_on": date.fromisoformat(row["end_date"]) - timedelta(days=1),
            "annual_value": float(row["monthly_amount"]) * 12,
        }
        for row in periods
    ]
    model = tiny_model(settings={"renewal": {"grace_days": 1}}, contracts=rows).build("customer_spells")
    found = model.rows(
        """
        select spell_number, sum(c.annual_value_reporting) / 12.0 as monthly
        from (select *, row_number() over (partition by account_id order by spell_from) as spell_number
              from customer_spells) s
        join contracts c on c.account_id = s.account_id and c.active_from = s.spell_from
        group by spell_number
        """
    )
    first = sum(row["monthly"] for row in found if row["spell_number"] == 1)
    again = sum(row["monthly"] for row in found if row["spell_number"] > 1)
    assert (first, again) == (2295, 150)
