"""Engaged accounts, what they cost, and their minutes, counted by hand."""

from datetime import date

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, touch
from recompute.program import Program


def program_of(accounts="a b", **tables):
    return Program.of(company(accounts, **tables))


def test_the_unengaged_are_the_rest():
    """a views a page;  b gets mail;  c does nothing;  d chats in the last minute of March in Madrid"""
    touches = [
        touch("1", at(2, 2), "page_view", account_id="a"),
        touch("2", at(2, 2), "email_sent", account_id="b"),
        touch("3", at(3, 31, 21, 59), "chat", account_id="d"),
        touch("4", at(3, 31, 22), "page_view", account_id="c"),
    ]
    program = program_of("a b c d", touches=touches)
    assert told(program, "engaged_accounts") == (2, 2, None)
    assert told(program, "engaged_account_rate") == (50, 2, 4)
    assert told(program, "unengaged_account_rate") == (50, 2, 4)
    rows = program.evidence("unengaged_account_rate", **Q1).rows
    assert [(row["table"], row["key"]) for row in rows] == [("accounts", "b"), ("accounts", "c")]


@pytest.fixture(scope="module")
def spending():
    """
    spend: 100 on a; 90 on campaign ads; 40 on campaign mail; 7 on nothing; 5 on a campaign that reached nobody
           50 on z (no target); 1000 on 1 Apr (later); 3 in a currency without a rate
    ads: impressions 10 on a, 20 on z; a click of b does not count beside impressions
    mail: a click by b, a response of b on another day, a click by z -> b 2 of 3
    """
    spend = [
        {"spent_on": date(2026, 1, 1), "amount": 100.0, "account_id": "a", "campaign_id": "ads"},
        {"spent_on": date(2026, 2, 1), "amount": 90.0, "campaign_id": "ads"},
        {"spent_on": date(2026, 2, 1), "amount": 42.0, "campaign_id": "mail"},
        {"spent_on": date(2026, 2, 1), "amount": 7.0},
        {"spent_on": date(2026, 2, 1), "amount": 5.0, "campaign_id": "silent"},
        {"spent_on": date(2026, 2, 1), "amount": 50.0, "account_id": "z"},
        {"spent_on": date(2026, 4, 1), "amount": 1000.0, "account_id": "a"},
        {"spent_on": date(2026, 2, 1), "amount": 3.0, "currency": "XXX", "account_id": "a"},
    ]
    touches = [
        touch("1", at(1, 2), "ad_impression", account_id="a", campaign_id="ads", quantity=10),
        touch("2", at(1, 2), "ad_impression", account_id="z", campaign_id="ads", quantity=20),
        touch("3", at(1, 3), "ad_click", account_id="b", campaign_id="ads"),
        touch("4", at(1, 3), "email_click", account_id="b", campaign_id="mail"),
        touch("5", at(1, 3), "email_click", account_id="z", campaign_id="mail"),
        touch("6", at(4, 2), "email_click", account_id="z", campaign_id="mail"),
        touch("7", at(1, 3), "page_view", campaign_id="silent"),
    ]
    campaigns = [
        {"campaign_id": key, "name": "Spring", "channel": "email"} for key in ("ads", "mail", "silent")
    ]
    members = [{"campaign_id": "mail", "account_id": "b", "responded_at": at(1, 9)}]
    given = company("a b c", spend=spend, touches=touches, campaigns=campaigns, campaign_members=members)
    given.tables["accounts"].append({"account_id": "z", "name": "z"})
    return Program.of(given)


def test_spend_is_booked_or_shared_and_the_rest_is_shown(spending):
    """a: 100 + 90 x 10/30 = 130;  b: 42 x 2/3 = 28;  engaged: b alone"""
    assert told(spending, "cost_per_engaged_account") == (158, 158, 1)
    found = spending.ask("cost_per_engaged_account", **Q1)["cost_per_engaged_account"]
    assert found.extra == {"unallocated": 12}
    assert found.currency == "EUR"
    assert any("exchange rate" in flag for flag in found.flags)
    assert any("unallocated" in flag for flag in found.flags)
    rows = spending.evidence("cost_per_engaged_account", **Q1).rows
    assert sorted((r["table"], r["account_id"], r["basis"], r["value"]) for r in rows) == [
        ("campaigns", "a", "impressions", 30),
        ("campaigns", "b", "engagements", 28),
        ("spend", "a", "account", 100),
    ]


def test_cost_of_nobody_engaged_does_not_exist():
    spend = [{"spent_on": date(2026, 2, 1), "amount": 10.0, "account_id": "a"}]
    found = program_of(spend=spend, touches=[]).ask("cost_per_engaged_account", **Q1)[
        "cost_per_engaged_account"
    ]
    assert (found.status, found.value, found.numerator) == ("empty", None, 10)


def test_minutes_split_by_category_and_channel():
    """a: a meeting of 90 s (1.5), a page view (1), a webinar (30);  b: a call of 6 min (6);  c: nothing"""
    touches = [
        touch("1", at(2, 2), "meeting", account_id="a", duration_seconds=90, channel="meeting"),
        touch("2", at(2, 2), "page_view", account_id="a", channel="web"),
        touch("3", at(2, 2), "webinar_attended", account_id="a", channel="webinar"),
        touch("4", at(2, 2), "call", account_id="b", outcome="answered", duration_seconds=360),
    ]
    program = program_of("a b c", touches=touches)
    assert told(program, "engagement_minutes") == (38.5, 38.5, None)
    assert told(program, "engagement_minutes_per_account") == (pytest.approx(38.5 / 3), 38.5, 3)
    assert program.split("engagement_minutes", "category", **Q1) == {"marketing": 31, "sales": 7.5}
    assert program.split("engagement_minutes", "channel", **Q1) == {
        "meeting": 1.5,
        "web": 1,
        "webinar": 30,
        None: 6,
    }


def test_qualified_accounts_need_minutes_of_several_people_in_ninety_days():
    """
    a: p 60 (event) + 20, q 20 (two downloads): 100 by 2 people     b: p2 100 alone     c: 100 by two, a day too early
    """
    people = [
        {"person_id": p, "account_id": a}
        for p, a in (("p", "a"), ("q", "a"), ("r", "b"), ("s", "c"), ("u", "c"))
    ]

    def downloads(person, times, when):
        return [touch(f"{person}{n}", when, "download", person_id=person) for n in range(times)]

    touches = [
        touch("1", at(2, 2), "event_attended", person_id="p"),
        *downloads("p", 2, at(2, 3)),
        *downloads("q", 2, at(12, 31, 23, year=2025)),
        *downloads("r", 10, at(2, 3)),
        *downloads("s", 8, at(2, 3)),
        *downloads("u", 2, at(12, 31, 21, year=2025)),
    ]
    program = program_of("a b c", people=people, touches=touches)
    assert told(program, "mqa_accounts") == (1, 1, None)
    assert told(program, "mqa_rate") == (pytest.approx(100 / 3), 1, 3)
    assert [row["key"] for row in program.evidence("mqa_rate", **Q1).rows] == ["a"]
