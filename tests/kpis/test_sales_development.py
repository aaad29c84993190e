"""What reps did and what came of it, counted by hand. The workspace is in Madrid; in winter that is one hour ahead."""

from datetime import UTC, date, datetime

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, deal, touch
from recompute.program import Program

USERS = [
    {"user_id": "sam", "name": "Sam", "role": "SDR ", "team": "north"},
    {"user_id": "eva", "name": "Eva", "role": "ae", "team": "south"},
    {"user_id": "mia", "name": "Mia", "role": "marketing"},
]
PEOPLE = [
    {"person_id": "p1", "account_id": "a", "email": "ana@a-corp.es"},
    {"person_id": "p2", "account_id": "a", "email": "Ana@a-corp.es"},
    {"person_id": "p3", "account_id": "b", "email": "bo@b-corp.es"},
]


def by(user, key, when, kind, account="a", **row):
    return touch(key, when, kind, user_id=user, account_id=account, **row)


@pytest.fixture(scope="module")
def reps():
    """
    Mon  5 Jan  sam calls p1 of a, again p2 (the same person), and p3 of b: one day, three dials, two people
    Tue  6 Jan  a holiday: sam mails p3 of b: a mail and a person, no rep day
    Wed  7 Jan  23:30 UTC is Thursday: sam leaves a voicemail to nobody known at b
    Thu  8 Jan  sam is called by p1; eva mails p1 and p3, five more go to c, which is on no list
    Sat 10 Jan  eva calls p1
    Mon 12 Jan  mia, who is no rep, calls p1
    Wed  1 Apr  sam calls p1: not in the quarter
    """
    touches = [
        by("sam", "t1", at(1, 5, 9), "call", person_id="p1"),
        by("sam", "t2", at(1, 5, 10), "call_answered", person_id="p2"),
        by("sam", "t3", at(1, 5, 11), "call", "b", person_id="p3"),
        by("sam", "t4", at(1, 6, 9), "email_sent", "b", person_id="p3"),
        by("sam", "t5", at(1, 7, 23, 30), "voicemail", "b"),
        by("sam", "t6", at(1, 8, 9), "call", person_id="p1", direction="inbound"),
        by("eva", "t7", at(1, 8, 9), "email_sent", person_id="p1"),
        by("eva", "t8", at(1, 8, 10), "email_sent", "b", person_id="p3"),
        by("eva", "t9", at(1, 8, 11), "email_sent", "c", quantity=5),
        by("eva", "t10", at(1, 10, 9), "call", person_id="p1"),
        by("mia", "t11", at(1, 12, 9), "call", person_id="p1"),
        by("sam", "t12", at(4, 1, 9), "call", person_id="p1"),
    ]
    drawn = company(
        "a b",
        users=USERS,
        people=PEOPLE,
        touches=touches,
        settings={"calendar": {"holidays": [date(2026, 1, 6)]}},
    )
    return Program.of(drawn.with_rows("accounts", {"account_id": "c"}))


def test_a_rep_has_one_day_whatever_the_accounts(reps):
    """days: sam 5 and 8 Jan, eva 8 Jan;  dials: t1, t2, t3, t5, and t10 on a Saturday"""
    assert told(reps, "dials_per_rep_day") == (pytest.approx(5 / 3), 5, 3)
    days = reps.evidence("dials_per_rep_day", "denominator", **Q1).rows
    assert [(row["rep"], row["value"], row["key"]) for row in days] == [
        ("sam", date(2026, 1, 5), "t1"),
        ("eva", date(2026, 1, 8), "t7"),
        ("sam", date(2026, 1, 8), "t5"),
    ]


def test_mails_of_days_off_count_and_the_days_do_not(reps):
    """t4, t7, t8; with c, which is on no list, t9 too, which stands for five"""
    assert told(reps, "emails_per_rep_day") == (1, 3, 3)
    assert told(reps, "emails_per_rep_day", cohort="all") == (pytest.approx(8 / 3), 8, 3)
    assert told(reps, "emails_per_rep_day", cohort="non_abm") == (5, 5, 1)


def test_a_person_is_one_a_rep_and_day(reps):
    """p1 = p2 with sam on 5 Jan, with eva on 8 and 10 Jan;  p3 with sam on 5 and 6 Jan, with eva on 8 Jan"""
    assert told(reps, "people_touched_per_rep_day") == (2, 6, 3)
    rows = reps.evidence("people_touched_per_rep_day", **Q1).rows
    assert sorted((row["stakeholder_id"], row["rep"], row["local_day"].day) for row in rows) == [
        ("p1", "eva", 8), ("p1", "eva", 10), ("p1", "sam", 5), ("p3", "eva", 8), ("p3", "sam", 5), ("p3", "sam", 6),
    ]  # fmt: skip


def test_by_rep_and_team(reps):
    assert reps.split("dials_per_rep_day", "rep", **Q1) == {"eva": 1, "sam": 2}
    assert reps.split("dials_per_rep_day", "team", **Q1) == {"south": 1, "north": 2}
    labels = {
        result.group["rep"]: result.label for result in reps.results("dials_per_rep_day", by=["rep"], **Q1)
    }
    assert labels["sam"] == {"rep": "Sam"}


def test_rep_days_of_groups_do_not_add_up_to_the_rep_days(reps):
    """sam's 5 and 8 Jan and eva's 8 Jan are days both on a and on b"""
    found = {
        r.group["name"]: (r.numerator, r.denominator)
        for r in reps.results("dials_per_rep_day", by=["name"], **Q1)
    }
    assert found == {"a": (3, 3), "b": (2, 3)}


def test_the_interval_draws_reps(reps):
    """dials and days: sam 4 in 2, eva 1 in 1; drawing both twice or one alone says 1 to 2"""
    result = reps.ask("dials_per_rep_day", **Q1)["dials_per_rep_day"]
    assert result.interval["method"] == "bootstrap_by_rep"
    assert (result.interval["low"], result.interval["high"]) == (1, 2)
    alone = reps.results("dials_per_rep_day", by=["rep"], **Q1)[0]
    assert alone.interval is None
    compared = reps.ask("dials_per_rep_day", **{**Q1, "compare": "non_abm"})["dials_per_rep_day"].comparison
    assert (compared["value"], compared["difference"], compared["low"]) == (0, pytest.approx(5 / 3), None)


def test_nobody_is_a_rep():
    drawn = company("a", users=USERS[2:], touches=[by("mia", "t1", at(1, 5), "call")])
    result = Program.of(drawn).ask("dials_per_rep_day", **Q1)["dials_per_rep_day"]
    assert (result.status, result.flags) == (
        "unavailable",
        ("no user has the role sdr or ae, so nobody is a rep",),
    )


def test_a_country_has_its_holidays():
    """6 Jan is one in Spain, 7 Jan is not; 24 June is one in Catalonia only"""
    touches = [by("sam", f"t{day}", at(1, day), "call") for day in (6, 7)]
    touches.append(by("sam", "t24", at(6, 24), "call"))
    year = {"start": date(2026, 1, 1), "end": date(2027, 1, 1)}
    days = {}
    for country in ("ES", "ES-CT"):
        drawn = company("a", users=USERS, touches=touches, settings={"calendar": {"holidays": country}})
        days[country] = told(Program.of(drawn), "dials_per_rep_day", **year)[2]
    assert days == {"ES": 2, "ES-CT": 1}


def test_owners_that_reach_out():
    """a: its owner calls;  b: another than its owner;  c: the owner is called;  d: the owner called in April;
    e: has no owner, is called;  f: its owner, no rep, sends a mail
    """
    touches = [
        by("sam", "t1", at(1, 5), "call"),
        by("eva", "t2", at(1, 5), "call", "b"),
        by("sam", "t3", at(1, 5), "call", "c", direction="inbound"),
        by("sam", "t4", at(4, 1), "call", "d"),
        by("sam", "t5", at(1, 5), "call", "e"),
        by("mia", "t6", at(1, 5), "email_sent", "f"),
    ]
    drawn = company("a b c d e f", users=USERS, touches=touches)
    owners = {"e": None, "f": "mia"}
    for row in drawn.tables["accounts"]:
        row["owner_id"] = owners.get(row["account_id"], "sam")
    program = Program.of(drawn)
    assert told(program, "sdr_account_coverage") == (40, 2, 5)
    assert program.split("sdr_account_coverage", "team", **Q1) == {"north": 25, None: 100}


def test_tasks_are_done_on_their_day():
    """
    w1 due 5 Jan 10:00, done 22:59 UTC = 23:59: in time      w2 done at 23:00 UTC, the day after: late
    w3 due on 5 Jan, done on 5 Jan                           w4 due 5 Jan, never done
    w5 due 31 Mar 23:00 = 1 Apr: not in the quarter          w6 never due;  w7 of an account on no list
    w8 of p3 of b, done before it is due                     w9 done in time, given only in April
    """
    tasks = [
        {"task_id": "w1", "due_at": at(1, 5, 10), "completed_at": at(1, 5, 22, 59)},
        {"task_id": "w2", "due_at": at(1, 5, 10), "completed_at": at(1, 5, 23, 0)},
        {"task_id": "w3", "due_at": date(2026, 1, 5), "completed_at": date(2026, 1, 5)},
        {"task_id": "w4", "due_at": at(1, 5)},
        {"task_id": "w5", "due_at": at(3, 31, 23), "completed_at": at(3, 31)},
        {"task_id": "w6", "completed_at": at(1, 5)},
        {"task_id": "w7", "account_id": "c", "due_at": at(1, 5)},
        {
            "task_id": "w8",
            "account_id": None,
            "person_id": "p3",
            "due_at": at(1, 5),
            "completed_at": at(1, 2),
        },
        {"task_id": "w9", "due_at": at(1, 5), "completed_at": at(1, 5), "created_at": at(4, 2)},
    ]
    tasks = [{"account_id": "a", "user_id": "sam", "kind": "call", **row} for row in tasks]
    drawn = company("a b", users=USERS, people=PEOPLE, tasks=tasks).with_rows("accounts", {"account_id": "c"})
    program = Program.of(drawn)
    assert told(program, "task_completion_rate") == (60, 3, 5)
    assert program.ask("task_completion_rate", **Q1)["task_completion_rate"].extra["ever"] == 80
    assert program.split("task_completion_rate", "team", **Q1) == {"north": 60}
    early = {**Q1, "as_of": datetime(2026, 1, 5, 21, tzinfo=UTC)}
    assert told(program, "task_completion_rate", **early) == (40, 2, 5)


@pytest.fixture(scope="module")
def talks():
    """
    p1 = p2 of a   5 Jan  answered call of 5 minutes, and a chat later that day: one conversation
                   6 Jan  answered call of 299 seconds: too short;  meeting of unknown length, missed
                   9 Feb  a reply in a thread that we began; she meets us on 4 Feb: 30 days after the 5th
    p3 of b        7 Jan  a reply in a thread that he began: none;  8 Jan 23:30 UTC a meeting, which is on the 9th;
                   9 Jan  10:00 UTC a meeting, the same local day
    v1, anonymous  8 Jan  two chats, one without a word of the visitor
    nobody at b   12 Jan  two answered calls of unknown length, as long as `engagement.minutes` says: 5
    p4 of b       10 Mar  a chat: her 30 days are over on 9 Apr
    """
    touches = [
        by("sam", "t1", at(1, 5, 9), "call_answered", person_id="p1", duration_seconds=300),
        touch("t2", at(1, 5, 10), "chat", person_id="p2"),
        by("sam", "t3", at(1, 6, 9), "call_answered", person_id="p1", duration_seconds=299),
        by("sam", "t4", at(1, 6, 10), "meeting", person_id="p1", outcome="no_show"),
        by("sam", "t5", at(2, 1), "email_sent", person_id="p1", thread_id="h1"),
        by("sam", "t6", at(2, 9), "email_reply", person_id="p1", thread_id="h1"),
        by("eva", "t7", at(2, 4, 9), "meeting", person_id="p2", duration_seconds=60),
        by("eva", "t8", at(1, 2), "email_received", "b", person_id="p3", thread_id="h2"),
        by("eva", "t9", at(1, 3), "email_sent", "b", person_id="p3", thread_id="h2"),
        by("eva", "t10", at(1, 7), "email_reply", "b", person_id="p3", thread_id="h2"),
        by("eva", "t11", at(1, 8, 23, 30), "meeting", "b", person_id="p3"),
        by("eva", "t12", at(1, 9, 10), "meeting", "b", person_id="p3"),
        touch("t13", at(1, 8, 9), "chat", visitor_id="v1", account_id="b"),
        touch("t14", at(1, 8, 10), "chat", visitor_id="v1", account_id="b", outcome="no_message"),
        by("eva", "t15", at(1, 12, 9), "call_answered", "b"),
        by("eva", "t16", at(1, 12, 10), "call", "b", outcome="connected"),
        touch("t17", at(3, 10), "chat", account_id="b", person_id="p4"),
    ]
    people = [*PEOPLE, {"person_id": "p4", "account_id": "b", "email": "cy@b-corp.es"}]
    return Program.of(company("a b", users=USERS, people=people, touches=touches))


def test_a_person_converses_once_a_day(talks):
    """a: t1, t6;  b: t11, t13, t15, t17"""
    assert told(talks, "meaningful_conversations") == (6, 6, None)
    rows = talks.evidence("meaningful_conversations", **Q1).rows
    assert [row["key"] for row in rows] == ["t1", "t6", "t11", "t13", "t15", "t17"]
    assert talks.split("meaningful_conversations", "kind", **Q1) == {
        "call_answered": 2, "chat": 2, "email_reply": 1, "meeting": 1,
    }  # fmt: skip
    assert talks.split("meaningful_conversations", "rep", **Q1) == {"eva": 2, "sam": 2, None: 2}


def test_who_talks_may_meet(talks):
    """p1 met 30 days later, p3 again on the day of his first meeting, p4 is pending; nobody known is nobody"""
    assert told(talks, "conversation_to_meeting_rate") == (100, 2, 2)
    assert talks.ask("conversation_to_meeting_rate", **Q1)["conversation_to_meeting_rate"].extra == {
        "pending": 1
    }
    wide = {"start": date(2026, 1, 1), "end": date(2026, 7, 1)}
    assert told(talks, "conversation_to_meeting_rate", **wide) == (pytest.approx(200 / 3), 2, 3)
    before = {**Q1, "as_of": at(2, 4, 9)}
    assert told(talks, "conversation_to_meeting_rate", **before) == (100, 1, 1)


def test_the_day_of_two_accounts_is_the_first_ones():
    """p1 of a is called on the record of b at 9 and on that of a at 10: one conversation, b's"""
    touches = [
        by("sam", "t1", at(1, 5, 9), "call_answered", "b", person_id="p1"),
        by("sam", "t2", at(1, 5, 10), "call_answered", person_id="p1"),
    ]
    program = Program.of(company("a b", users=USERS, people=PEOPLE, touches=touches))
    found = {r.group["name"]: r.value for r in program.results("meaningful_conversations", by=["name"], **Q1)}
    assert found == {"a": 0, "b": 1}
    assert told(program, "conversation_to_meeting_rate", as_of=at(2, 5)) == (0, 0, 1)


def test_minutes_that_mean_something_are_the_workspaces():
    """an answered call of unknown length is one of 5 minutes, or of what `engagement.minutes` says"""
    touches = [by("sam", "t1", at(1, 5), "call_answered"), by("sam", "t2", at(1, 6), "meeting")]
    settings = [{}, {"sales": {"meaningful_minutes": 6}}, {"sales": {"meaningful_minutes": 31}}]
    settings.append({"engagement": {"minutes": {"call_answered": 4}}})
    found = [
        told(
            Program.of(company("a", users=USERS, touches=touches, settings=given)), "meaningful_conversations"
        )[0]
        for given in settings
    ]
    assert found == [2, 1, 0, 1]


def test_who_began_a_thread_is_judged_by_what_was_known():
    """h1: px wrote on 1 Jan, we on 2 Jan, p1 on 3 Jan; since 1 Mar px is known to be one of us, so we began
    h2: both wrote in the same instant: we began
    """
    touches = [
        by("sam", "t1", at(1, 1), "email_received", person_id="px", thread_id="h1"),
        by("sam", "t2", at(1, 2), "email_sent", person_id="p1", thread_id="h1"),
        by("sam", "t3", at(1, 3), "email_reply", person_id="p1", thread_id="h1"),
        by("sam", "t4", at(1, 5), "email_received", person_id="p1", thread_id="h2"),
        by("sam", "t5", at(1, 5), "email_sent", person_id="p1", thread_id="h2"),
    ]
    people = [*PEOPLE[:1], {"person_id": "px", "email": "max@own.es", "created_at": at(3, 1)}]
    settings = {"identity": {"own_domains": ["own.es"]}}
    program = Program.of(company("a", users=USERS, people=people, touches=touches, settings=settings))
    assert told(program, "meaningful_conversations") == (2, 2, None)
    assert told(program, "meaningful_conversations", as_of=at(2, 1)) == (1, 1, None)


def test_what_sales_development_sourced():
    """
    a: d1 sourced by sam, 100 when created, 150 when won in March;  d2 by eva, d3 by nobody: not theirs
    b: d4 sourced by sam, an expansion, open;  d5 by sam, without amount;  d6 by sam, of nobody
    d7 of a and b, 60 and 40 of 100: with a alone 60
    """
    opportunities = [
        deal("d1", "a", at(1, 5), sourced_by_id="sam", stage="Closed Won", is_won=True, is_closed=True),
        deal("d2", "a", at(1, 5), sourced_by_id="eva", amount=1000.0),
        deal("d3", "a", at(1, 5), amount=2000.0),
        deal("d4", "b", at(1, 6), sourced_by_id="sam", amount=10.0, type="expansion"),
        deal("d5", "b", at(1, 6), sourced_by_id="sam"),
        deal("d6", None, at(1, 6), sourced_by_id="sam", amount=7.0),
        deal("d7", "a", at(1, 7), sourced_by_id="sam", amount=100.0),
    ]
    stages = [
        {"opportunity_id": "d1", "stage": "Discovery", "entered_at": at(1, 5), "amount": 100.0},
        {"opportunity_id": "d1", "stage": "Closed Won", "entered_at": at(3, 2), "amount": 150.0},
    ]
    shares = [
        {"opportunity_id": "d7", "account_id": "a", "is_primary": True, "share": 0.6},
        {"opportunity_id": "d7", "account_id": "b", "is_primary": False, "share": 0.4},
    ]
    program = Program.of(
        company(
            "a b",
            users=USERS,
            opportunities=opportunities,
            opportunity_stages=stages,
            opportunity_accounts=shares,
        )
    )
    assert told(program, "sdr_pipeline_created") == (210, 210, None)
    assert told(program, "sdr_pipeline_created", where={"name": "a"}) == (160, 160, None)
    assert told(program, "sdr_revenue_won") == (150, 150, None)
    assert program.split("sdr_pipeline_created", "rep", **Q1)["sam"] == 210
    flags = program.ask("sdr_pipeline_created", **Q1)["sdr_pipeline_created"].flags
    assert "1 deal without an amount at creation, or without its exchange rate, left out" in flags
