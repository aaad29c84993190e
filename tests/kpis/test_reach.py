"""Whom programs and money reach, counted by hand."""

from datetime import date

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, touch
from recompute.program import Program

CAMPAIGNS = [
    {"campaign_id": "w1", "name": "Spring", "channel": "webinar", "program": "Webinars"},
    {"campaign_id": "w2", "name": "Spring", "channel": "webinar", "program": "Webinars"},
    {"campaign_id": "m", "name": "News", "channel": "email", "program": "Newsletter"},
    {"campaign_id": "x", "name": "Boxes"},
]


def member(campaign, who, status=None, responded=None, added=None, **row):
    """A membership of a person, or of an account where its name is one letter."""
    whose = {"account_id": who} if len(who) == 1 else {"person_id": who}
    times = {"responded_at": responded, "created_at": added}
    return {"campaign_id": campaign, "status": status, **whose, **times, **row}


def person(key, account, **row):
    return {"person_id": key, "account_id": account, **row}


def program_of(members, accounts="a b", people=(), off_list="", **tables):
    given = company(accounts, campaign_members=members, people=list(people), campaigns=CAMPAIGNS, **tables)
    given.tables["accounts"].extend({"account_id": key, "name": key} for key in off_list.split())
    return Program.of(given)


@pytest.fixture(scope="module")
def programs():
    """
    w1 Spring, webinar   a1 of a attended on 10 Feb       a2 of a registered, added on 1 Feb (did not respond)
    w2 Spring, webinar   a1 attended on 12 Feb            z1 of z, on no list, attended on 12 Feb
    m  News, email       b1 of b replied on 1 March       a1 responded (no success by mail), added on 1 March
    x  Boxes, no channel account b responded on 31 Dec, added then
    """
    people = [person(key, key[0]) for key in ("a1", "a2", "b1", "z1")]
    members = [
        member("w1", "a1", "Attended ", at(2, 10), at(1, 20)),
        member("w1", "a2", "registered", None, at(2, 1)),
        member("w2", "a1", "attended", at(2, 12), at(12, 20, year=2025)),
        member("w2", "z1", "attended", at(2, 12), at(2, 1)),
        member("m", "b1", "replied", at(3, 1)),
        member("m", "a1", "responded", at(3, 1), at(3, 1)),
        member("x", "b", "responded", at(12, 31, year=2025), at(12, 31, year=2025)),
    ]
    return program_of(members, "a b c", people, "z")


def test_successes_are_what_the_channel_calls_so(programs):
    """a1 by w1 and w2, b1 by m;  members added or successful: these, a2 by w1, a1 by m"""
    assert told(programs, "program_successes") == (3, 3, None)
    assert told(programs, "program_success_rate") == (60, 3, 5)
    assert told(programs, "program_reach") == (pytest.approx(200 / 3), 2, 3)
    assert told(programs, "program_focus") == (75, 3, 4)
    keys = [row["key"] for row in programs.evidence("program_successes", **Q1).rows]
    assert keys == ["w1:a1:", "w2:a1:", "m:b1:"]


def test_two_campaigns_of_one_name_stay_apart(programs):
    assert programs.split("program_successes", "campaign", **Q1) == {"w1": 1, "w2": 1, "m": 1}
    results = programs.results("program_successes", by=("campaign",), **Q1)
    assert {r.group["campaign"]: r.label["campaign"] for r in results} == {
        "w1": "Spring",
        "w2": "Spring",
        "m": "News",
    }
    assert programs.split("program_successes", "channel", **Q1) == {"webinar": 2, "email": 1}
    assert programs.split("program_success_rate", "channel", **Q1) == {
        "webinar": pytest.approx(200 / 3),
        "email": 50,
    }
    assert programs.split("program_reach", "program", **Q1) == {
        "Webinars": pytest.approx(100 / 3),
        "Newsletter": pytest.approx(100 / 3),
    }
    assert programs.split("program_focus", "campaign", **Q1) == {"w1": 100, "w2": 50, "m": 100}


def test_a_success_counts_when_it_happens(programs):
    """As of 11 Feb: a1 by w1, and a2 added. In the quarter before: the account b, by its default status."""
    assert told(programs, "program_successes", as_of=at(2, 11)) == (1, 1, None)
    assert told(programs, "program_success_rate", as_of=at(2, 11)) == (50, 1, 2)
    before = {"start": date(2025, 10, 1), "end": date(2026, 1, 1)}
    assert told(programs, "program_successes", **before) == (1, 1, None)
    assert told(programs, "program_success_rate", **before) == (50, 1, 2)


def test_a_campaign_that_reaches_only_others_has_no_focus():
    """w1: z1 of z, on no list"""
    members = [member("w1", "z1", "attended", at(2, 12)), member("m", "a1", "replied", at(2, 12))]
    program = program_of(members, "a", [person("z1", "z"), person("a1", "a")], "z")
    assert program.split("program_focus", "campaign", **Q1) == {"w1": 0, "m": 100}
    assert told(program, "program_focus") == (50, 1, 2)
    assert told(program, "program_focus", cohort="non_abm") == (50, 1, 2)


def test_the_sources_own_mark_decides_where_there_is_one():
    """a: attended, marked as none;  b: invited, marked as one"""
    members = [
        member("w1", "a", "attended", at(2, 1), is_success=False),
        member("w1", "b", "invited", at(2, 1), is_success=True),
    ]
    program = program_of(members)
    assert told(program, "program_successes") == (1, 1, None)
    assert [row["account_id"] for row in program.evidence("program_successes", **Q1).rows] == ["b"]


def test_statuses_of_the_workspace_stand_beside_the_defaults():
    """webinar: watched, not attended any more;  email: replied, as by default"""
    members = [
        member("w1", "a", "attended", at(2, 1)),
        member("w1", "b", "Watched", at(2, 1)),
        member("m", "a", "replied", at(2, 1)),
        member("x", "b", "responded", at(2, 1)),
    ]
    settings = {"programs": {"success": {"webinar": ["watched"]}}}
    assert told(program_of(members, settings=settings), "program_successes") == (3, 3, None)


def test_a_success_without_a_date_is_in_no_period():
    """a: attended, no date at all: left out;  b: attended, added on 1 Feb: dated by that"""
    program = program_of([member("w1", "a", "attended"), member("w1", "b", "attended", None, at(2, 1))])
    assert told(program, "program_successes") == (1, 1, None)
    assert told(program, "program_success_rate") == (100, 1, 1)
    assert program.ask("program_successes", **Q1)["program_successes"].flags == (
        "1 program success without a date left out",
        "1 program success without a response date is dated by when the member was added",
    )


def test_people_with_one_address_succeed_once():
    """p1 and p2 have one address: attended w1 on 10 Feb and on 11 Feb, and w2 on 12 Feb: two successes."""
    people = [person("p1", "a", email="x@a-corp.es"), person("p2", "a", email=" X@a-corp.es")]
    members = [
        member("w1", "p1", "attended", at(2, 10)),
        member("w1", "p2", "attended", at(2, 11)),
        member("w2", "p2", "attended", at(2, 12)),
    ]
    program = program_of(members, people=people)
    assert told(program, "program_successes") == (2, 2, None)
    assert told(program, "program_success_rate") == (100, 2, 2)
    keys = [row["key"] for row in program.evidence("program_successes", **Q1).rows]
    assert keys == ["w1:p1:", "w2:p2:"]


def test_our_own_people_in_our_own_webinars_never_count():
    people = [person("us", "a", email="me@ours.com"), person("a1", "a")]
    members = [member("w1", who, "attended", at(2, 10)) for who in ("us", "a1")]
    program = program_of(members, people=people, settings={"identity": {"own_domains": ["ours.com"]}})
    assert told(program, "program_focus") == (100, 1, 1)


def test_a_member_without_an_account_counts_for_focus_alone():
    """a1 of a;  nobody known;  late, known from April on;  d1 of a by the domain of the address"""
    people = [
        person("a1", "a"),
        person("late", "a", created_at=at(4, 2)),
        person("d1", None, email="d@a-corp.es"),
    ]
    members = [member("w1", who, "attended", at(2, 10)) for who in ("a1", "nobody", "late", "d1")]
    program = program_of(members, people=people)
    assert told(program, "program_focus") == (50, 2, 4)
    assert told(program, "program_reach") == (50, 1, 2)


def test_customers_are_no_targets_of_reach_but_their_successes_count():
    contracts = [{"contract_id": "c", "account_id": "a", "starts_on": date(2025, 1, 1)}]
    program = program_of([member("w1", "a", "attended", at(2, 10))], contracts=contracts)
    assert told(program, "program_successes") == (1, 1, None)
    assert told(program, "program_reach") == (0, 0, 1)


def spent(amount, **row):
    return {"spent_on": date(2026, 2, 1), "amount": float(amount), "currency": "EUR", **row}


@pytest.fixture(scope="module")
def money():
    """
    booked: a 100, z (on no list) 50, b 50 (it left its list on 1 March), nobody known 7
    w1 200: impressions a 30, z 10    m 80, no impressions: a click of z    x 900, no touch    500, no campaign
    """
    touches = [
        touch("1", at(2, 2), "ad_impression", account_id="a", campaign_id="w1", quantity=30),
        touch("2", at(2, 2), "ad_impression", account_id="z", campaign_id="w1", quantity=10),
        touch("3", at(2, 2), "ad_click", account_id="z", campaign_id="m"),
    ]
    spend = [
        spent(100, account_id="a"),
        spent(50, account_id="z"),
        spent(50, account_id="b"),
        spent(7, account_id="nobody"),
        spent(200, campaign_id="w1"),
        spent(80, campaign_id="m"),
        spent(900, campaign_id="x"),
        spent(500),
        {**spent(1000, account_id="z"), "spent_on": date(2025, 12, 31)},
    ]
    given = company("a", touches=touches, campaigns=CAMPAIGNS, spend=spend)
    given.tables["accounts"].extend({"account_id": key, "name": key} for key in ("b", "z"))
    left = {"list_id": "named", "account_id": "b", "valid_to": date(2026, 3, 1)}
    given.tables["list_members"].append(left)
    return Program.of(given)


def test_money_on_accounts_of_no_list_is_wasted(money):
    """placed: 100 + 50 + 50 + 150 + 50 + 80 = 480;  wasted: z 50 + 50 + 80, b 50"""
    assert told(money, "wasted_spend_share") == (pytest.approx(100 * 230 / 480), 230, 480)
    found = money.ask("wasted_spend_share", **Q1)["wasted_spend_share"]
    assert (found.n, found.status, found.interval) == (3, "ok", None)
    assert any("unallocated" in flag for flag in found.flags)
    assert told(money, "wasted_spend_share", cohort="non_abm")[1:] == (230, 480)


def test_b_was_on_its_list_until_march(money):
    assert told(money, "wasted_spend_share", as_of=at(2, 20))[1:] == (180, 480)


def test_a_campaign_that_reaches_only_others_is_all_waste(money):
    assert money.split("wasted_spend_share", "campaign", **Q1) == {
        "w1": 25,
        "m": 100,
        None: 50,
    }


def test_without_placed_spend_there_is_no_share():
    program = Program.of(company(spend=[spent(10)]))
    assert told(program, "wasted_spend_share") == (None, 0, 0)


def test_accepted_accounts():
    """a accepted on 1 January, b on 1 April, c never, d (a customer) in February"""
    given = company(
        "a b c d", contracts=[{"contract_id": "c", "account_id": "d", "starts_on": date(2025, 1, 1)}]
    )
    accepted = {"a": date(2026, 1, 1), "b": date(2026, 4, 1), "d": date(2026, 2, 1)}
    for row in given.tables["accounts"]:
        row["accepted_at"] = accepted.get(row["account_id"])
    program = Program.of(given)
    assert told(program, "accepted_accounts_per_1000") == (pytest.approx(1000 / 3), 1, 3)
    found = program.ask("accepted_accounts_per_1000", **Q1)["accepted_accounts_per_1000"]
    assert found.interval["method"] == "wilson"
    assert 0 < found.interval["low"] < 1000 / 3 < found.interval["high"] < 1000
