"""Subscription periods of 55 customers, by the workspace of `examples/subscriptions`, come to what is known of them.

Monthly revenue of a month is what the contracts bring that are active on its first day.
"""

from collections import defaultdict
from datetime import date

import pytest

from real_data.example import Example

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def billing(real_data, tmp_path_factory):
    return Example(tmp_path_factory.mktemp("billing"), "subscriptions", real_data / "subscriptions")


@pytest.fixture(scope="module")
def monthly(billing):
    """Customer to month to revenue, and the months from the first of all to the one after the last."""
    contracts = billing.facts("select account_id, starts_on, last_on, annual_value_reporting from contracts")
    months = [date(year, month, 1) for year in range(2017, 2021) for month in range(1, 13)]
    found = defaultdict(dict)
    for account, starts_on, last_on, annual in contracts:
        for month in months:
            if starts_on <= month <= last_on:
                found[account][month] = found[account].get(month, 0) + annual / 12
    first, last = min(row[1] for row in contracts), max(row[2] for row in contracts)
    lasting = [month for month in months if first <= month <= last]
    return found, [*lasting, months[months.index(lasting[-1]) + 1]]


def test_every_period_is_a_contract_of_its_customer(billing):
    assert (billing.count("contracts"), billing.count("accounts")) == (121, 55)
    assert billing.answer("rejected") == []


def test_revenue_peaks_in_november_2019(monthly):
    by_customer, months = monthly
    totals = {month: sum(one.get(month, 0) for one in by_customer.values()) for month in months}
    peak = max(totals, key=lambda month: totals[month])
    assert (peak, totals[peak]) == (date(2019, 11, 1), pytest.approx(1_840))


def test_what_changed_from_month_to_month(monthly):
    by_customer, months = monthly
    changes = defaultdict(float)
    for amounts in by_customer.values():
        known = False
        for before, month in zip([None, *months], months, strict=False):
            now, then = amounts.get(month, 0), amounts.get(before, 0)
            if now and not then:
                changes["reactivation" if known else "new"] += now
            elif then and not now:
                changes["churn"] -= then
            elif now != then:
                changes["upgrade" if now > then else "downgrade"] += now - then
            known = known or now > 0
    rounded = {kind: round(value) for kind, value in changes.items()}
    assert rounded == {"new": 2_295, "churn": -2_550, "upgrade": 660, "downgrade": -555, "reactivation": 150}


def test_the_annual_value_of_the_peak_is_in_the_kpi(billing):
    """The contracts that are active at the end of November 2019 are worth twelve times 1,840 a year."""
    answer = billing.kpi("average_contract_value", "--from", "2019-11-01", "--to", "2019-12-01")
    assert answer["numerator"] == pytest.approx(12 * 1_840)
