"""The re-computation checked by hand on drawn companies: who belongs, who engaged, with whom."""

from datetime import date

import pytest

from recompute.drawn import Q1, at, company, deal, touch
from recompute.oracle import answer


def test_engagement_is_what_the_account_did():
    """
    a: 2 Feb  email_sent (ours)       -> no engagement
    b: 2 Feb  page_view               -> engaged
    c: 1 Apr  00:00 Madrid page_view  -> the next quarter's
    d: 31 Mar 23:59 Madrid chat       -> engaged
    """
    touches = [
        touch("1", at(2, 2), "email_sent", account_id="a"),
        touch("2", at(2, 2), "page_view", account_id="b"),
        touch("3", at(3, 31, 22), "page_view", account_id="c"),
        touch("4", at(3, 31, 21, 59), "chat", account_id="d"),
    ]
    found = answer(company("a b c d", touches=touches), "engaged_account_rate", **Q1)
    assert (found.value, found.numerator, found.denominator) == (50.0, 2, 4)
    assert answer(company("a b c d", touches=touches), "engagement_minutes", **Q1).value == 6


def test_a_membership_ends_before_the_start_of_its_last_value():
    """
    named: a tier 1 until 1 Mar, then tier 2;  b from 1 Apr (at t: not yet);  c until 1 Apr (at t: still)
    """
    members = [
        {"list_id": "named", "account_id": "a", "tier": "1", "valid_to": date(2026, 3, 1)},
        {"list_id": "named", "account_id": "a", "tier": "2", "valid_from": date(2026, 3, 1)},
        {"list_id": "named", "account_id": "b", "tier": "1", "valid_from": date(2026, 4, 1)},
        {"list_id": "named", "account_id": "c", "tier": "1", "valid_to": date(2026, 4, 1)},
    ]
    given = company("a b c", list_members=members)
    assert answer(given, "target_accounts", **Q1).value == 2
    assert answer(given, "target_accounts", **Q1, tiers=("2",)).value == 1
    assert answer(given, "target_accounts", **Q1, cohort="non_abm").value == 1


def test_a_link_proved_later_is_not_known_before():
    """
    visitor v views a page on 5 Jan; v is p of a, proved on 10 Feb
    as of 1 Feb: nobody's;  as of 1 Mar: a's, unless earlier visits are not given back
    """
    given = company(
        people=[{"person_id": "p", "account_id": "a", "created_at": at(1, 1)}],
        touches=[touch("1", at(1, 5), "page_view", visitor_id="v")],
        visitor_links=[{"visitor_id": "v", "person_id": "p", "linked_at": at(2, 10)}],
    )
    assert answer(given, "engaged_accounts", **Q1, as_of=at(2, 1)).value == 0
    assert answer(given, "engaged_accounts", **Q1, as_of=at(3, 1)).value == 1
    deanonymized = answer(given, "deanonymization_rate", **Q1)
    assert (deanonymized.numerator, deanonymized.denominator) == (1, 1)
    given.settings["identity"] = {"stitch_backwards": False}
    assert answer(given, "engaged_accounts", **Q1).value == 0


def test_a_shared_domain_is_held_unless_one_is_above_the_rest():
    """
    a, b on one domain, mail from it: held.  b under a: a's.  A mail provider's domain: nobody's.
    """
    rows = [{"account_id": name, "name": name, "domain": "corp.es"} for name in ("a", "b")]
    touches = [touch("1", at(2, 2), "email_received", email="x@mail.corp.es")]
    assert answer(company(accounts="a b", touches=touches), "engaged_accounts", **Q1).value == 0
    tied = company(touches=touches)
    tied.tables["accounts"] = rows
    assert answer(tied, "engaged_accounts", **Q1).value == 0
    rows[1]["parent_account_id"] = "a"
    assert answer(tied, "engaged_accounts", **Q1).value == 1
    free = company(touches=[touch("1", at(2, 2), "email_received", email="x@gmail.com")])
    free.tables["accounts"] = [{"account_id": "a", "name": "a", "domain": "gmail.com"}]
    assert answer(free, "engaged_accounts", **Q1).value == 0


def test_staff_and_bots_never_count():
    """
    a: a page view by a crawler, a mail from an address of ours, a chat by a visitor that is ours
    """
    given = company(
        users=[{"user_id": "u", "name": "u", "email": "Rep@Ours.com"}],
        touches=[
            touch("1", at(2, 2), "page_view", account_id="a", user_agent="Googlebot/2.1"),
            touch("2", at(2, 2), "email_received", account_id="a", email="rep@ours.com "),
            touch("3", at(2, 2), "chat", account_id="a", visitor_id="v"),
        ],
        visitor_links=[{"visitor_id": "v", "email": "other@team.ours.com", "linked_at": at(2, 3)}],
        settings={"identity": {"own_domains": ["ours.com"]}},
    )
    assert answer(given, "engaged_accounts", **Q1).value == 0
    assert answer(given, "engaged_accounts", **Q1, as_of=at(2, 3)).value == 1


def test_a_response_and_a_touch_of_one_day_are_one():
    """
    p of a answers campaign c on 2 Feb (bare date), and clicked its mail that day at 23:30 Madrid: one engagement
    q of b answers c alone: a response, on the campaign's channel
    """
    given = company(
        people=[{"person_id": "p", "account_id": "a"}, {"person_id": "q", "account_id": "b"}],
        campaigns=[{"campaign_id": "c", "name": "c", "channel": "email"}],
        campaign_members=[
            {"campaign_id": "c", "person_id": "p", "responded_at": date(2026, 2, 2)},
            {"campaign_id": "c", "person_id": "q", "responded_at": at(2, 2)},
        ],
        touches=[touch("1", at(2, 2, 22, 30), "email_click", person_id="p", campaign_id="c")],
        opportunities=[deal("o", "a", at(2, 10), amount=100), deal("n", "b", at(2, 10), amount=300)],
        spend=[{"spent_on": date(2026, 2, 1), "amount": 80, "campaign_id": "c"}],
    )
    assert answer(given, "engaged_accounts", **Q1).value == 2
    assert answer(given, "influence_coverage", **Q1).value == 1.0
    assert answer(given, "influenced_pipeline", **Q1).value == 400
    assert answer(given, "cost_per_engaged_account", **Q1).value == 40


def test_sessions_break_after_half_an_hour_and_at_another_campaign():
    """
    v: 10:00 view, 10:30 view, 10:50 ping, 11:20 view | 11:51 view (c) ; 11:52 view | 11:53 view (d)   = 3 sessions
    """
    views = [(10, 0, "page_view", None), (10, 30, "page_view", None), (10, 50, "page_ping", None)]
    views += [(11, 20, "page_view", None), (11, 51, "page_view", "c"), (11, 52, "page_view", None)]
    views += [(11, 53, "page_view", "d")]
    touches = [
        touch(
            f"{hour}{minute:02}",
            at(2, 2, hour, minute),
            kind,
            visitor_id="v",
            account_id="a",
            campaign_id=campaign,
        )
        for hour, minute, kind, campaign in views
    ]
    given = company(touches=touches)
    assert answer(given, "website_visits", **Q1).value == 3
    assert answer(given, "visiting_accounts", **Q1).value == 1


def test_minutes_are_capped_by_person_and_day():
    """
    p of a: a meeting of 5 h (300), capped at 240, then a page on the same day (0); next day a pricing page (3)
    """
    given = company(
        people=[{"person_id": "p", "account_id": "a"}],
        touches=[
            touch("1", at(2, 2, 9), "meeting", person_id="p", duration_seconds=18000),
            touch("2", at(2, 2, 16), "page_view", person_id="p", url="/x"),
            touch("3", at(2, 3, 16), "page_view", person_id="p", url="https://w.es/pricing?a=1"),
        ],
        settings={"pages": {"high_value": ["/pricing*"]}},
    )
    assert answer(given, "engagement_minutes", **Q1).value == 243
    assert answer(given, "high_value_page_visits", **Q1).value == 1


def test_view_through_needs_an_impression_and_no_click():
    """
    a: impression 3 Feb, visit 5 Feb (counts); b: impression, click, visit (no); c: impression 31 days before (no)
    d: the impression was another visitor's (no)
    """
    touches = [
        touch("1", at(2, 3), "ad_impression", account_id="a", quantity=10),
        touch("2", at(2, 5), "page_view", account_id="a", visitor_id="v"),
        touch("3", at(2, 3), "ad_impression", account_id="b"),
        touch("4", at(2, 4), "ad_click", account_id="b"),
        touch("5", at(2, 5), "page_view", account_id="b", visitor_id="w"),
        touch("6", at(1, 3), "ad_impression", account_id="c"),
        touch("7", at(2, 3), "page_view", account_id="c", visitor_id="x"),
        touch("8", at(2, 3), "ad_impression", account_id="d", visitor_id="y"),
        touch("9", at(2, 4), "page_view", account_id="d", visitor_id="z"),
    ]
    given = company("a b c d", touches=touches)
    assert answer(given, "view_through_visits", **Q1).value == 1
    assert answer(given, "ad_impressions", **Q1).value == 13
    assert answer(given, "ad_click_rate", **Q1).value == pytest.approx(100 / 13)


def test_an_address_is_the_one_person_that_has_it():
    """
    mail from bo@x.io: p of a alone has it -> a's.  from cy@x.io: q of a and r of b have it -> held.
    s has no account and ana@free: t of b has it too -> s is b's
    """
    given = company(
        people=[
            {"person_id": "p", "account_id": "a", "email": "bo@x.io"},
            {"person_id": "q", "account_id": "a", "email": "cy@x.io"},
            {"person_id": "r", "account_id": "b", "email": "cy@x.io"},
            {"person_id": "s", "email": "ana@gmail.com"},
            {"person_id": "t", "account_id": "b", "email": "ana@gmail.com"},
        ],
        touches=[
            touch("1", at(1, 2), "email_received", email=" BO@x.io"),
            touch("2", at(2, 2), "chat", email="cy@x.io"),
        ],
    )
    assert answer(given, "engaged_accounts", **Q1).value == 1
    assert answer(given, "engaged_accounts", **Q1, as_of=at(1, 2)).value == 0
    theirs = given.with_rows("touches", touch("3", at(3, 2), "chat", person_id="s"))
    assert answer(theirs, "engaged_accounts", **Q1).value == 2


def test_smartbound_counts_visits_and_responses_and_minutes_their_sum():
    """a: a meeting (30 min); b: two pages (2 min); c: a response (0 min)."""
    given = company(
        "a b c",
        campaigns=[{"campaign_id": "c", "name": "c"}],
        campaign_members=[{"campaign_id": "c", "account_id": "c", "responded_at": at(2, 2)}],
        touches=[
            touch("1", at(2, 2), "meeting", account_id="a"),
            touch("2", at(2, 2), "page_view", account_id="b"),
            touch("3", at(2, 3), "page_view", account_id="b"),
        ],
        settings={"engaged": {"rule": "smartbound"}},
    )
    assert answer(given, "engaged_accounts", **Q1).value == 2
    given.settings["engaged"] = {"rule": "minutes", "minutes": 2}
    assert answer(given, "engaged_accounts", **Q1).value == 2
    given.settings["engaged"] = {"rule": "any", "lookback_days": 10}
    assert answer(given, "engaged_accounts", **Q1).value == 0


def test_a_week_of_intent_ends_with_its_sunday():
    """a: week of Mon 30 Mar (Sunday 5 Apr, the next quarter), b: week of Mon 29 Dec (Sunday 4 Jan), c: a competitor."""
    rows = [
        ("a", date(2026, 3, 30), "own", 90),
        ("b", date(2025, 12, 29), "own", 60),
        ("c", date(2026, 2, 2), "rival", 90),
    ]
    given = company(
        "a b c",
        intent=[
            {"account_id": a, "week": week, "topic": topic, "score": score} for a, week, topic, score in rows
        ],
        settings={"intent": {"competitor_topics": ["rival"]}},
    )
    found = answer(given, "intent_surge_rate", **Q1)
    assert (found.numerator, found.denominator) == (1, 3)
    assert answer(given, "intent_surge_accounts", **Q1, as_of=at(1, 4, 12)).value == 0


def test_completeness_and_fit():
    """
    a: domain, industry of six fields; p with a title and a role of four   -> 4 of 10;  fit 2 of 3
    b: domain of six fields, nobody                                        -> 1 of 6;   fit 0
    """
    given = company(
        people=[{"person_id": "p", "account_id": "a", "title": "x", "buying_role": "user"}],
        settings={"icp": {"criteria": [
            {"where": "industry = 'Software'", "weight": 2}, {"where": "employees > 10", "weight": 1},
        ]}},
    )  # fmt: skip
    given.tables["accounts"][0]["industry"] = "Software"
    complete = answer(given, "data_completeness", **Q1)
    assert complete.numerator == pytest.approx(4 / 10 + 1 / 6)
    assert complete.value == pytest.approx(50 * (4 / 10 + 1 / 6))
    assert answer(given, "icp_fit", **Q1).value == pytest.approx(100 / 3)


def test_leads_of_listed_accounts_stay_apart():
    """p of a created in the quarter, q of a without a date (from ever), r of x (on no list), s on 1 Apr: one lead."""
    created = [("p", "a", at(2, 2)), ("q", "a", None), ("r", "x", at(2, 2)), ("s", "a", date(2026, 4, 1))]
    given = company(people=[{"person_id": p, "account_id": a, "created_at": when} for p, a, when in created])
    given.tables["accounts"].append({"account_id": "x", "name": "x"})
    assert answer(given, "leads_created", **Q1).value == 1
    assert answer(given, "leads_created", **Q1, cohort="non_abm").value == 1
