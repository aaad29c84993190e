"""Who takes notice of us, counted by hand."""

from datetime import date, timedelta

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, touch
from recompute.program import Program

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
APPLE = "Mozilla/5.0"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
SCANNER = "Barracuda Sentinel (EE)"
OPEN, SENT = "email_open", "email_sent"


def test_what_makes_an_account_aware():
    """
    a page view    b open    c click    d webinar    e answered call (by its outcome)
    f called, invited, sent a mail, saw an ad: not aware    g a page view on 31 December, a call planned in April
    h a view of a page that is ignored, an answered call of quantity 0
    """
    touches = [
        touch("a", at(2, 1), "page_view", account_id="a", url="/"),
        touch("b", at(2, 1), OPEN, account_id="b"),
        touch("c", at(2, 1), "email_click", account_id="c"),
        touch("d", at(2, 1), "webinar_attended", account_id="d"),
        touch("e", at(2, 1), "call", account_id="e", outcome="Answered"),
        touch("f1", at(2, 1), "call", account_id="f", outcome="no_answer"),
        touch("f2", at(2, 1), "event_invited", account_id="f"),
        touch("f3", at(2, 1), SENT, account_id="f"),
        touch("f4", at(2, 1), "ad_impression", account_id="f"),
        touch("g1", at(12, 31, 22, year=2025), "page_view", account_id="g", url="/"),
        touch("g2", at(4, 2), "call_answered", account_id="g"),
        touch("h1", at(2, 1), "page_view", account_id="h", url="/careers/1"),
        touch("h2", at(2, 1), "call_answered", account_id="h", quantity=0),
    ]
    given = company("a b c d e f g h", touches=touches, settings={"pages": {"ignore": ["/careers*"]}})
    program = Program.of(given)
    assert told(program, "aware_account_rate") == (62.5, 5, 8)
    assert [row["key"] for row in program.evidence("aware_account_rate", **Q1).rows] == list("abcde")
    assert program.split("aware_account_rate", "kind", **Q1) == {
        "page_view": 12.5,
        "email_open": 12.5,
        "email_click": 12.5,
        "webinar_attended": 12.5,
        "call_answered": 12.5,
        **dict.fromkeys(("call", "event_invited", "email_sent", "ad_impression"), 0),
    }
    assert told(program, "aware_account_rate", as_of=at(2, 1, 11)) == (0, 0, 8)


def test_a_machine_that_opens_mail_makes_nobody_aware():
    """a: Apple's proxy    b: Gmail's    c: a scanner opens and clicks    d: a suppressed agent    e: a browser"""
    agents = {"a": APPLE, "b": GMAIL, "c": SCANNER, "d": "Our monitor", "e": BROWSER}
    touches = [touch(key, at(2, 1), OPEN, account_id=key, user_agent=agent) for key, agent in agents.items()]
    touches.append(touch("c click", at(2, 1), "email_click", account_id="c", user_agent=SCANNER))
    suppressions = [{"kind": "agent", "pattern": "*monitor*"}]
    settings = {"engagement": {"count_opens": True}}
    program = Program.of(company("a b c d e", touches=touches, suppressions=suppressions, settings=settings))
    assert told(program, "aware_account_rate") == (20, 1, 5)
    found = program.ask("aware_account_rate", "engaged_accounts", **Q1)
    assert found["aware_account_rate"].extra == {"with_proxies": 80}
    assert found["engaged_accounts"].value == 1


@pytest.fixture(scope="module")
def traffic():
    """
    visits: a two by v (31 minutes apart), of which the first by the ad campaign k    b none
    z (on no list) one, by an ad of k2    nobody's: one    a crawler's and our own staff's: not counted
    """
    first = at(3, 3, 10)
    touches = [
        touch("1", first, "page_view", account_id="a", visitor_id="v", campaign_id="k", channel="ads"),
        touch("2", first + timedelta(minutes=31), "page_view", account_id="a", visitor_id="v", channel="web"),
        touch("3", first, "page_view", account_id="z", visitor_id="w", campaign_id="k2", channel="ads"),
        touch("4", first, "page_view", visitor_id="u"),
        touch("5", first, "page_view", account_id="a", visitor_id="bot", user_agent="Googlebot/2.1"),
        touch("6", first, "page_view", account_id="a", visitor_id="us", email="me@ours.com"),
    ]
    campaigns = [{"campaign_id": key, "name": "Spring", "channel": "ads"} for key in ("k", "k2")]
    settings = {"identity": {"own_domains": ["ours.com"]}}
    given = company(touches=touches, campaigns=campaigns, settings=settings)
    given.tables["accounts"].append({"account_id": "z", "name": "z"})
    return Program.of(given)


def test_traffic_is_counted_in_visits_of_everyone(traffic):
    assert told(traffic, "target_traffic_share") == (50, 2, 4)
    assert told(traffic, "web_visits_resolved_rate") == (75, 3, 4)
    assert told(traffic, "target_traffic_share", cohort="non_abm") == (25, 1, 4)
    assert told(traffic, "web_visits_resolved_rate", cohort="non_abm") == (75, 3, 4)


def test_traffic_of_a_campaign_that_only_others_came_by_is_told_too(traffic):
    """k: a; k2 (of the same name): z; no campaign: a and nobody"""
    share = traffic.split("target_traffic_share", "campaign", **Q1)
    assert share == {"k": 100, "k2": 0, None: 50}
    resolved = traffic.split("web_visits_resolved_rate", "campaign", **Q1)
    assert resolved == {"k": 100, "k2": 100, None: 50}
    found = {
        r.group["campaign"]: r.label for r in traffic.results("target_traffic_share", by=("campaign",), **Q1)
    }
    assert found == {"k": {"campaign": "Spring"}, "k2": {"campaign": "Spring"}, None: {}}


def test_what_is_the_same_for_everyone_is_compared_with_nobody(traffic):
    found = traffic.ask("target_traffic_share", "web_visits_resolved_rate", **Q1, compare="non_abm")
    assert found["target_traffic_share"].comparison["value"] == 25
    assert found["web_visits_resolved_rate"].comparison is None


def test_without_traffic_there_is_no_share():
    program = Program.of(company(touches=[]))
    assert told(program, "target_traffic_share") == (None, 0, 0)
    assert told(program, "web_visits_resolved_rate") == (None, 0, 0)


def contact(key, account="a", **row):
    return {"person_id": key, "account_id": account, "is_key_contact": True, **row}


def mail(key, day, kind, person, **row):
    return touch(key, at(2, day), kind, person_id=person, **row)


def test_an_open_is_of_a_mail_sent_before():
    """
    p1 opened thread h in the instant of its sending: yes      p2 opened on 1 Feb, before the sending: no
    p3 sent thread h, opened thread g of the same campaign: no     p4 the open names no thread, the same campaign: yes
    p5 sent without thread, opened thread g of the campaign: yes   p6 sent and opened, no thread, no campaign: no
    p7 sent in December, opened in February: not sent one in P     p8 sent on 31 March, opened in April: not by t
    p9 no key contact    c1 key contact of c, sent nothing
    """
    people = [contact(f"p{n}") for n in range(1, 9)]
    people += [contact("p9", is_key_contact=False), contact("c1", "c")]
    touches = [
        mail("1s", 2, SENT, "p1", thread_id="h"),
        mail("1o", 2, OPEN, "p1", thread_id="h"),
        mail("2s", 2, SENT, "p2", thread_id="h"),
        mail("2o", 1, OPEN, "p2", thread_id="h"),
        mail("3s", 2, SENT, "p3", thread_id="h", campaign_id="k"),
        mail("3o", 3, OPEN, "p3", thread_id="g", campaign_id="k"),
        mail("4s", 2, SENT, "p4", thread_id="h", campaign_id="k"),
        mail("4o", 3, OPEN, "p4", campaign_id="k"),
        mail("5s", 2, SENT, "p5", campaign_id="k"),
        mail("5o", 3, OPEN, "p5", thread_id="g", campaign_id="k"),
        mail("6s", 2, SENT, "p6"),
        mail("6o", 3, OPEN, "p6"),
        touch("7s", at(12, 20, year=2025), SENT, person_id="p7", thread_id="h"),
        mail("7o", 3, OPEN, "p7", thread_id="h"),
        touch("8s", at(3, 31), SENT, person_id="p8", thread_id="h"),
        touch("8o", at(4, 2), OPEN, person_id="p8", thread_id="h"),
        mail("9s", 2, SENT, "p9", thread_id="h"),
        mail("9o", 3, OPEN, "p9", thread_id="h"),
    ]
    program = Program.of(company("a b c", people=people, touches=touches))
    assert told(program, "key_contact_email_open_rate") == (pytest.approx(300 / 7), 3, 7)
    rows = program.evidence("key_contact_email_open_rate", **Q1).rows
    assert [row["key"] for row in rows] == ["p1", "p4", "p5"]
    flags = program.ask("key_contact_email_open_rate", **Q1)["key_contact_email_open_rate"].flags
    assert "1 key contact got only mail without a thread or campaign, whose opens cannot be told" in flags
    half = told(program, "key_contact_email_open_rate", as_of=at(2, 3, 12))
    assert half == (pytest.approx(100 / 6), 1, 6)


def test_opens_by_proxies_and_scanners_are_counted_beside():
    """
    p1 Apple's proxy    p2 Gmail's    p3 a scanner    p4 Apple's proxy at once, a browser the day after: yes
    p5 a suppressed agent: never    p6 no agent is given: yes
    """
    agents = {
        "p1": [APPLE],
        "p2": [GMAIL],
        "p3": [SCANNER],
        "p4": [APPLE, BROWSER],
        "p5": ["Monitor"],
        "p6": [None],
    }
    touches = []
    for person, opening in agents.items():
        touches.append(mail(f"{person} s", 2, SENT, person, thread_id=person))
        touches.extend(
            mail(f"{person} {day}", day, OPEN, person, thread_id=person, user_agent=agent)
            for day, agent in enumerate(opening, 2)
        )
    given = company(
        people=[contact(person) for person in agents],
        touches=touches,
        suppressions=[{"kind": "agent", "pattern": "monitor"}],
    )
    program = Program.of(given)
    assert told(program, "key_contact_email_open_rate") == (pytest.approx(100 / 3), 2, 6)
    found = program.ask("key_contact_email_open_rate", **Q1)["key_contact_email_open_rate"]
    assert found.extra == {"with_proxies": pytest.approx(500 / 6)}


def test_key_contacts_with_one_address_are_one():
    """p1 and p2 (key contact by p2 only) have one address: sent to p1, opened by p2."""
    people = [
        contact("p1", email="ann@a-corp.es", is_key_contact=None, created_at=at(1, 1, year=2025)),
        contact("p2", email=" ANN@a-corp.es", created_at=at(1, 2, year=2025)),
    ]
    touches = [mail("s", 2, SENT, "p1", thread_id="h"), mail("o", 3, OPEN, "p2", thread_id="h")]
    program = Program.of(company(people=people, touches=touches))
    assert told(program, "key_contact_email_open_rate") == (100, 1, 1)


def test_events_count_whoever_was_asked_or_came():
    """
    p1 invited, attended    p2 invited only    p3 registered for a webinar    p4 attended unasked
    p5 attended in December, registered in April    p6 (of z, on no list) attended    w (customer of ours) attended
    """
    people = [contact(f"p{n}") for n in range(1, 6)] + [contact("p6", "z"), contact("w", "b")]
    touches = [
        mail("1i", 2, "event_invited", "p1"),
        mail("1a", 9, "event_attended", "p1"),
        mail("2i", 2, "event_invited", "p2"),
        mail("3r", 2, "webinar_registered", "p3"),
        mail("4a", 9, "webinar_attended", "p4"),
        touch("5a", at(12, 9, year=2025), "event_attended", person_id="p5"),
        touch("5r", at(4, 9), "event_registered", person_id="p5"),
        mail("6a", 9, "event_attended", "p6"),
        mail("wa", 9, "event_attended", "w"),
    ]
    contracts = [{"contract_id": "c", "account_id": "b", "starts_on": date(2025, 1, 1)}]
    given = company(people=people, touches=touches, contracts=contracts)
    given.tables["accounts"].append({"account_id": "z", "name": "z"})
    program = Program.of(given)
    assert told(program, "key_contact_attendance_rate") == (50, 2, 4)
    rows = program.evidence("key_contact_attendance_rate", "denominator", **Q1).rows
    assert [row["key"] for row in rows] == ["p1", "p2", "p3", "p4"]


def test_a_call_of_any_kind_is_a_call():
    """p1 voicemail, then answers    p2 voicemail    p3 no answer    p4 connected by its outcome    p5 not called"""
    people = [contact(f"p{n}") for n in range(1, 6)]
    touches = [
        mail("1v", 2, "voicemail", "p1"),
        mail("1a", 3, "call_answered", "p1"),
        mail("2v", 2, "voicemail", "p2"),
        mail("3c", 2, "call", "p3", outcome="no_answer"),
        mail("4c", 2, "call", "p4", outcome="connected"),
        mail("5m", 2, "meeting", "p5"),
    ]
    program = Program.of(company(people=people, touches=touches))
    assert told(program, "key_contact_answer_rate") == (50, 2, 4)
    assert told(program, "key_contact_answer_rate", as_of=at(2, 3)) == (pytest.approx(100 / 4), 1, 4)


def test_a_key_contact_that_changed_employer_counts_where_they_are():
    """A call of a, answered by p, who is with b now: a key contact of b picked up."""
    program = Program.of(
        company(
            people=[contact("p", "b")],
            touches=[mail("c", 2, "call_answered", "p", account_id="a")],
        )
    )
    rows = program.evidence("key_contact_answer_rate", **Q1).rows
    assert [(row["key"], row["account_id"]) for row in rows] == [("p", "b")]


def test_without_key_contacts_there_is_no_rate():
    program = Program.of(company(people=[{"person_id": "p", "account_id": "a"}], touches=[]))
    for kpi in ("key_contact_email_open_rate", "key_contact_attendance_rate", "key_contact_answer_rate"):
        assert told(program, kpi) == (None, 0, 0)
