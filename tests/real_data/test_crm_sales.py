"""A CRM's 8,800 deals, by the workspace of `examples/crm_sales`, come to the figures that are known of them.

The first close is on 1 March 2017, so no account is a customer when the period begins, and all 85 are target accounts.
"""

import re
from collections import Counter

import pytest

from real_data.example import Example

pytestmark = pytest.mark.real_data

PERIOD = ("--from", "2016-10-01", "--to", "2018-01-01")
EVERYTHING = ("--limit", "100000")


@pytest.fixture(scope="module")
def crm(real_data, tmp_path_factory):
    return Example(tmp_path_factory.mktemp("crm"), "crm_sales", real_data / "crm_sales")


def test_every_row_is_loaded(crm):
    tables = {one["table"]: (one["keys"], one["rejected"]) for one in crm.answer("status")["tables"]}
    assert tables == {"accounts": (85, 0), "opportunities": (8800, 0), "users": (35, 0)}
    assert crm.answer("rejected") == []


def test_deals_by_stage(crm):
    found = crm.model("select stage, count(*) from model_opportunities group by stage")
    assert dict(found) == {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}


def test_deals_with_an_account_by_stage_in_the_evidence(crm):
    """1,425 of the open deals have no account: 501 and 163 of them have one."""
    rows = crm.answer("evidence", "opportunities_created", *PERIOD, *EVERYTHING)
    assert Counter(row["stage"] for row in rows) == {
        "Won": 4238,
        "Lost": 2473,
        "Engaging": 501,
        "Prospecting": 163,
    }


def test_value_won(crm):
    answer = crm.kpi("new_revenue_won", *PERIOD)
    assert (answer["value"], answer["currency"], answer["n"]) == (10_005_534, "USD", 85)


def test_win_rate(crm):
    answer = crm.kpi("opportunity_win_rate", *PERIOD)
    assert (answer["numerator"], answer["denominator"]) == (4238, 6711)
    assert answer["value"] == pytest.approx(63.15005, abs=5e-6)


def test_cycle_of_won_deals(crm):
    answer = crm.kpi("deal_velocity_days", *PERIOD)
    assert answer["denominator"] == 4238
    assert answer["value"] == pytest.approx(51.7820, abs=5e-5)
    assert answer["extra"]["median"] == 57


def test_deals_without_an_account_stay_and_are_counted(crm):
    assert crm.kpi("opportunities_created", *PERIOD)["value"] == 8800 - 1425
    held = crm.answer("links", "--held")
    assert len(held) == 1425
    assert {row["subject"] for row in held} == {"opportunity"}
    without = "account_id is null and not is_closed"
    assert crm.model(f"select count(*) from model_opportunities where {without}") == [(1425,)]
    flags = crm.kpi("opportunities_created", *PERIOD)["flags"]
    assert any(re.match("1,?425 opportunities without an account", flag) for flag in flags)


def test_a_product_stays_as_the_deal_writes_it(crm):
    """The list of products has "GTX Pro", deals have "GTXPro": nobody says that they are one."""
    rows = crm.answer("evidence", "opportunity_win_rate", *PERIOD, *EVERYTHING)
    names = {row["name"] for row in rows}
    assert "GTXPro" in names
    assert "GTX Pro" not in names
    assert crm.model("select count(*) from model_opportunities where name = 'GTXPro'") == [(1480,)]


def test_a_sector_that_is_misspelt_stays_as_it_is(crm):
    misspelt = crm.kpi("target_accounts", *PERIOD, "--where", "industry=technolgy")
    assert misspelt["value"] == 12
    groups = {
        a["group"]["industry"]: a["value"]
        for a in crm.answer("kpi", "target_accounts", *PERIOD, "--by", "industry")
    }
    assert groups["technolgy"] == 12
    assert "technology" not in groups
    assert sum(groups.values()) == 85


def test_deals_that_nobody_engaged_begin_on_the_day_of_the_export(crm):
    found = crm.model(
        "select distinct cast(created_at as date) from model_opportunities where stage = 'Prospecting'"
    )
    assert [str(day) for (day,) in found] == ["2017-12-31"]
