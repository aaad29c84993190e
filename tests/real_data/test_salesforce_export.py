"""A Salesforce org, by the workspace of `examples/salesforce_export`, comes to the figures that are known of it.

The org was filled in January 2024 with deals that closed in 2023: a period that ends after January 2024 sees them.
"""

import csv

import pytest

from real_data.example import Example

pytestmark = pytest.mark.real_data

PERIOD = ("--from", "2023-01-01", "--to", "2024-02-01")


@pytest.fixture(scope="module")
def org(real_data, tmp_path_factory):
    return Example(tmp_path_factory.mktemp("org"), "salesforce_export", real_data / "salesforce_export")


def test_every_object_is_loaded(org):
    tables = {one["table"]: (one["keys"], one["rejected"]) for one in org.answer("status")["tables"]}
    assert tables == {
        "accounts": (22, 0),
        "people": (102 + 60, 0),
        "campaigns": (8, 0),
        "campaign_members": (68, 0),
        "opportunities": (50, 0),
        "tasks": (75, 0),
        "touches": (0, 0),
    }
    assert org.answer("rejected") == []


def test_what_is_not_read_is_said(org):
    ignored = {one["file"] for one in org.answer("status")["load"]["ignored"]}
    assert ignored == {"AccountContactRelation.csv", "Case.csv", "LICENSE.txt"}


def test_contacts_with_an_account(org):
    """E-mails at example.com, of everybody, give nobody an account and merge none."""
    given = {(one["fact"], one["rule"]): one["rows"] for one in org.answer("links")["given"]}
    assert given == {("people", "source"): 18, ("people", None): 162 - 18}
    leads = org.kpi("leads_created", *PERIOD)
    assert (leads["value"], leads["extra"]["rest"]) == (18, 144)
    assert org.kpi("target_accounts", *PERIOD)["value"] == 22


def test_deals_won(org):
    answer = org.kpi("new_revenue_won", *PERIOD)
    assert answer["value"] == pytest.approx(10_542_562.98, abs=0.005)
    rate = org.kpi("opportunity_win_rate", *PERIOD)
    assert (rate["numerator"], rate["denominator"]) == (12, 15)
    assert org.kpi("opportunities_created", *PERIOD)["value"] == 50


def test_members_are_as_many_as_salesforce_counts(org, real_data):
    """NumberOfLeads and NumberOfContacts of each campaign."""
    with (real_data / "salesforce_export" / "Campaign.csv").open(encoding="utf-8-sig") as file:
        known = {
            row["Id"]: (int(row["NumberOfLeads"]), int(row["NumberOfContacts"]))
            for row in csv.DictReader(file)
        }
    found = org.model(
        "select campaign_id, count(case when person_id like '00Q%' then 1 end),"
        " count(case when person_id like '003%' then 1 end)"
        " from model_campaign_members group by campaign_id"
    )
    assert {campaign: (leads, contacts) for campaign, leads, contacts in found} == known
    assert len(known) == 8


def test_two_campaigns_of_one_name_are_two(org):
    found = org.model("select name, count(*) as n from model_campaigns group by name having count(*) > 1")
    assert found == [("Home Loan Special - July 2023", 2)]


def test_what_leads_write_as_their_company_is_kept(org):
    """Here it is the id of an account, and no name: no lead is given to it."""
    (value,) = org.model(
        "select distinct attributes ->> 'company' from model_people where person_id like '00Q%'"
    )
    assert value == ("001Ec00000GINb1IAH",)


def test_loaded_again_nothing_changes(org):
    org.command("load", "--quiet")
    assert org.count("opportunities") == 50
    assert org.model("select max(version) from versions_people") == [(1,)]
