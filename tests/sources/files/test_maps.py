"""Small exports as services write them, by the ready column maps."""

from datetime import date, datetime
from typing import get_args

import pytest

from abmetry.sources.files.maps.registry import MAPS
from abmetry.workspace.sources import ColumnMapName
from sources.export_workspace import ExportWorkspace


@pytest.fixture
def by_map(tmp_path):
    def workspace(name, settings=""):
        return ExportWorkspace(tmp_path, "files", f'map = "{name}"\n{settings}')

    return workspace


def test_every_map_can_be_named():
    assert sorted(get_args(ColumnMapName)) == sorted(MAPS)


LINKEDIN = """Company Engagement Report (in UTC)
Date Generated: March 5, 2026

Start Date (in UTC),Campaign ID,Campaign Name,Currency,Company Name,Company Website,Impressions,Clicks,Total Spent
2026-02-01,c1,Spring,EUR,Acme,https://www.acme.com/en,"1,200",3,12.50
2026-02-01,c1,Spring,EUR,Beta,beta.com,40,0,0
2026-02-02,c1,Spring,EUR,Acme,https://www.acme.com/en,10,1,"1,050.25"
Total,,,,,,"1,250",4,"1,062.75"
"""


def test_linkedin_companies_are_touches_with_quantities_and_spend(by_map):
    """Four lines of titles stand before the header; the last row is a sum."""
    export = by_map("linkedin_ads")
    export.load({"companies.csv": LINKEDIN})
    columns = "kind", "occurred_at", "quantity", "ip", "campaign_id", "channel"
    assert sorted(export.rows("touches", *columns)) == [
        ("ad_click", datetime(2026, 2, 1), 3, "acme.com", "c1", "social_ads"),
        ("ad_click", datetime(2026, 2, 2), 1, "acme.com", "c1", "social_ads"),
        ("ad_impression", datetime(2026, 2, 1), 40, "beta.com", "c1", "social_ads"),
        ("ad_impression", datetime(2026, 2, 1), 1200, "acme.com", "c1", "social_ads"),
        ("ad_impression", datetime(2026, 2, 2), 10, "acme.com", "c1", "social_ads"),
    ]
    assert export.rows("spend", "spent_on", "amount", "currency", "campaign_id") == [
        (date(2026, 2, 1), 12.5, "EUR", "c1"),
        (date(2026, 2, 2), 1050.25, "EUR", "c1"),
    ]
    assert export.rows("campaigns", "campaign_id", "name", "channel") == [("c1", "Spring", "social_ads")]
    assert export.told == [("companies.csv", "1 row is left out: Rows of totals are sums of the others.")]
    assert [(c.loaded, c.unchanged) for c in export.load({}).tables if c.table == "touches"] == [(0, 5)]


def test_lines_are_counted_from_the_top_of_the_file(by_map):
    export = by_map("linkedin_ads")
    export.load({"companies.csv": LINKEDIN.replace("2026-02-02", "soon")})
    assert {(line, value) for _, line, value, _ in export.rejected} == {(7, "soon")}


GOOGLE = """Campaign report
"1 February 2026 - 2 February 2026"
Day,Campaign,Campaign ID,Currency code,Impr.,Clicks,Cost
2026-02-01,Brand,77,EUR,"1,000",20,33.10
Total: Account,--,--,--,"1,000",20,33.10
"""


def test_google_ads(by_map):
    export = by_map("google_ads")
    export.load({"campaigns.csv": GOOGLE})
    assert sorted(export.rows("touches", "kind", "quantity", "channel", "campaign_id")) == [
        ("ad_click", 20, "search", "77"),
        ("ad_impression", 1000, "search", "77"),
    ]
    assert export.rows("spend", "spent_on", "amount") == [(date(2026, 2, 1), 33.1)]


def test_microsoft_ads(by_map):
    export = by_map("microsoft_ads", "dates.day_first = false")
    export.load(
        {
            "ads.csv": "Gregorian date,Campaign name,Campaign ID,Currency code,Impressions,Clicks,Spend\n"
            "2/1/2026,Brand,9,USD,50,2,4.20\n"
        }
    )
    assert export.rows("spend", "spent_on", "amount", "currency") == [(date(2026, 2, 1), 4.2, "USD")]
    assert len(export.rows("touches", "touch_id")) == 2


def test_intent_of_a_vendor(by_map):
    """A Wednesday is in the week of its Monday."""
    export = by_map("intent", 'columns.intent.vendor = { otherwise = "bombora" }')
    export.load(
        {
            "surge.csv": "Company Name,Domain,Topic Name,Composite Score,Report Date,Industry\n"
            "Acme,www.acme.com,CRM,72,2026-02-04,Software\nBeta,beta.com,CRM,high,2026-02-02,\n"
        }
    )
    assert export.rows("intent", "week", "topic", "domain", "score", "vendor") == [
        (date(2026, 2, 2), "CRM", "acme.com", 72, "bombora")
    ]
    assert export.rejected == [("intent", 3, "high", "is not a number")]


def test_answers_of_a_survey(by_map):
    export = by_map("nps")
    export.load(
        {
            "delighted.csv": "Survey ID,Responded at,Score,Comment,Email,Survey type\n"
            "r1,2026-02-01T10:00:00Z,9,Good,ana@acme.com,NPS\nr2,2026-02-02T10:00:00Z,,never answered,b@acme.com,NPS\n"
        }
    )
    assert export.rows("surveys", "response_id", "score", "email", "kind") == [
        ("r1", 9, "ana@acme.com", "nps")
    ]


def test_a_form_with_a_question_of_its_own(by_map):
    settings = 'columns.surveys.score = "How likely are you to recommend us?"'
    export = by_map("nps", settings)
    form = "#,How likely are you to recommend us?,Email,Submit Date (UTC)\nx1,10,ana@acme.com,2026-02-01 10:00:00\n"
    export.load({"form.csv": form})
    assert export.rows("surveys", "response_id", "score", "responded_at") == [
        ("x1", 10, datetime(2026, 2, 1, 10))
    ]


def test_subscriptions_of_stripe_and_of_a_table(by_map):
    """A yearly plan of 1,200 for two seats; a month of 50 that is over on 1 March, so its last day is 28 February."""
    export = by_map("subscriptions")
    export.load(
        {
            "stripe.csv": "id,Customer ID,Customer Email,Quantity,Currency,Interval,Amount,Start (UTC),Ended At (UTC)\n"
            "sub_1,cus_1,ana@acme.com,2,eur,year,1200.00,2026-01-15 09:30:00,\n",
            "own.csv": "subscription_id,customer_id,start_date,end_date,monthly_amount\n"
            "1,7,2026-02-01,2026-03-01,50\n2,7,2026-03-01,,60\n",
        }
    )
    assert export.rows("contracts", "contract_id", "account_id", "starts_on", "ends_on", "annual_value") == [
        ("1", "7", date(2026, 2, 1), date(2026, 2, 28), 600),
        ("2", "7", date(2026, 3, 1), None, 720),
        ("sub_1", "cus_1", date(2026, 1, 15), None, 2400),
    ]
    assert export.rows("accounts", "account_id", "name", "attributes") == [
        ("7", "7", None),
        ("cus_1", "ana@acme.com", None),
    ]


def test_a_file_of_another_kind_is_refused(by_map):
    export = by_map("subscriptions")
    export.load({"people.csv": "Name,Mail\nAna,a@acme.com\n"})
    assert any("must be there" in reason for _, reason in export.told)
