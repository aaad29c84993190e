"""Advertising and visits, counted by hand."""

from datetime import timedelta

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, touch
from recompute.program import Program


def program_of(accounts="a b", **tables):
    return Program.of(company(accounts, **tables))


@pytest.fixture(scope="module")
def ads():
    """
    a: 30 impressions on the web, 10 in signatures (daily totals), 2 clicks on the web; campaigns c1 and c2, one name
    b: nothing      z (on no list): 1000 impressions
    """
    touches = [
        touch("1", at(2, 2), "ad_impression", account_id="a", quantity=30, placement="web", campaign_id="c1"),
        touch(
            "2",
            at(2, 2),
            "ad_impression",
            account_id="a",
            quantity=10,
            placement="signature",
            campaign_id="c2",
        ),
        touch("3", at(2, 3), "ad_click", account_id="a", quantity=2, placement="web", campaign_id="c1"),
        touch("4", at(2, 2), "ad_impression", account_id="z", quantity=1000),
    ]
    campaigns = [{"campaign_id": key, "name": "Spring", "channel": "ads"} for key in ("c1", "c2")]
    given = company(touches=touches, campaigns=campaigns)
    given.tables["accounts"].append({"account_id": "z", "name": "z"})
    return Program.of(given)


def test_ads_count_by_quantity(ads):
    assert told(ads, "ad_impressions") == (40, 40, None)
    assert told(ads, "ad_clicks") == (2, 2, None)
    assert told(ads, "ad_click_rate") == (5, 2, 40)
    assert ads.split("ad_impressions", "placement", **Q1) == {"web": 30, "signature": 10}
    assert ads.split("ad_click_rate", "placement", **Q1) == {
        "web": pytest.approx(100 * 2 / 30),
        "signature": 0,
    }


def test_campaigns_of_one_name_stay_apart(ads):
    assert ads.split("ad_impressions", "campaign", **Q1) == {"c1": 30, "c2": 10}
    results = ads.results("ad_impressions", by=("campaign",), **Q1)
    assert [result.label for result in results] == [{"campaign": "Spring"}, {"campaign": "Spring"}]


def test_clicks_without_impressions_have_no_rate():
    program = program_of(touches=[touch("1", at(2, 3), "ad_click", account_id="a")])
    assert told(program, "ad_click_rate") == (None, 1, 0)


@pytest.fixture(scope="module")
def visits():
    """
    a: v views at 10:00, 10:30 (the same session), 11:01 (another);  an impression for v 30 dates before the first
    b: w views pricing three times within minutes, chats with no message, chats;  impression for b, click by w on 5 Feb
    nobody's: u views once
    """
    first = at(3, 3, 10)
    touches = [
        touch("1", first - timedelta(days=30), "ad_impression", visitor_id="v"),
        touch("2", first, "page_view", account_id="a", visitor_id="v", url="/"),
        touch("3", first + timedelta(minutes=30), "page_view", account_id="a", visitor_id="v", url="/blog"),
        touch(
            "4", first + timedelta(minutes=61), "page_view", account_id="a", visitor_id="v", url="/pricing?x"
        ),
        touch("5", at(2, 4), "ad_impression", account_id="b"),
        touch("6", at(2, 6), "form_submit", account_id="b", visitor_id="x"),
        touch("7", at(2, 7), "ad_click", account_id="b", visitor_id="w"),
        *(
            touch(f"8{n}", at(2, 8, 12, n), "page_view", account_id="b", visitor_id="w", url="/pricing/eu")
            for n in range(3)
        ),
        touch("9", at(2, 9), "chat", account_id="b", visitor_id="w", outcome="no_message"),
        touch("90", at(2, 9), "chat", account_id="b", visitor_id="w"),
        touch("91", at(2, 9), "page_view", visitor_id="u"),
    ]
    return program_of("a b c", touches=touches, settings={"pages": {"high_value": ["/pricing*"]}})


def test_visits_are_sessions_and_page_views_are_page_views(visits):
    assert told(visits, "website_visits") == (3, 3, None)
    assert told(visits, "visiting_accounts") == (2, 2, None)
    assert told(visits, "high_value_page_visits") == (4, 4, None)


def test_a_chat_needs_a_message_of_the_visitor(visits):
    assert told(visits, "chat_conversations") == (1, 1, None)


def test_view_through_needs_an_impression_and_no_click_of_the_visitor(visits):
    """visits: v's first (30 dates after), not that at 11:01;  w's not: clicked.  conversions: x's form, of b"""
    assert told(visits, "view_through_visits") == (1, 1, None)
    assert told(visits, "view_through_conversions") == (1, 1, None)
    assert [row["key"] for row in visits.evidence("view_through_visits", **Q1).rows] == ["2"]


def test_visitors_become_known():
    """
    a: v anonymous on 5 Jan, proved to be p on 10 Feb    w proved before its view    x anonymous, stays so
    as of 1 Feb: v and x anonymous of a (by their touches' account), neither known
    """
    given = {
        "people": [{"person_id": "p", "account_id": "a", "email": "p@a-corp.es", "created_at": at(1, 1)}],
        "touches": [
            touch("1", at(1, 5), "page_view", account_id="a", visitor_id="v"),
            touch("2", at(2, 12), "page_view", account_id="a", visitor_id="v"),
            touch("3", at(1, 5), "page_view", account_id="a", visitor_id="w"),
            touch("4", at(1, 5), "page_view", account_id="a", visitor_id="x"),
        ],
        "visitor_links": [
            {"visitor_id": "v", "person_id": "p", "linked_at": at(2, 10)},
            {"visitor_id": "w", "person_id": "p", "linked_at": at(1, 4)},
        ],
    }
    program = program_of(**given)
    assert told(program, "deanonymization_rate") == (50, 1, 2)
    assert told(program, "deanonymization_rate", as_of=at(2, 1)) == (0, 0, 2)
    apart = program_of(**given, settings={"identity": {"stitch_backwards": False}})
    assert told(apart, "deanonymization_rate") == (50, 1, 2)
