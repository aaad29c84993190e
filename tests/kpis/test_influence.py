"""KPIs of influence on a company that is counted by hand."""

from datetime import date

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, deal, touch
from recompute.program import Program

WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}


def drawn(when):
    """Window 90 days. Deals of accounts with their marketing touches; all in scope, f has been a customer.

    a: open since 1 Feb (1 000)       form 4 Nov 12:00 (89 days before), web and event 10 Feb, by two people
    b: open since 1 Feb (2 000)       a form 3 Nov 11:59, a minute too early
    c: open since 1 Feb (4 000)       a form on 5 Feb only: after the creation
    d: open since 1 Feb (8 000)       a sales call, a mail sent, a member that did not respond: no marketing touch
    e: won on the bare date 20 Feb (16 000), created 1 Feb, a response 15:00 on that day
    f: renewal won 20 Feb 12:00 (32 000), created 1 Feb; a form at 13:00, after the close
    g: won 2025 (64 000), a form before
    """
    deals = [deal(name, name, at(2, 1), amount=1000.0 * 2**i) for i, name in enumerate("abcd")]
    deals += [
        deal("e", "e", at(2, 1), amount=16000.0, closed_at=date(2026, 2, 20), **WON),
        deal("f", "f", at(2, 1), amount=32000.0, closed_at=at(2, 20), type="renewal", **WON),
        deal("g", "g", at(2, 1, year=2025), amount=64000.0, closed_at=at(3, 1, year=2025), **WON),
    ]
    members = [
        {"campaign_id": "k", "person_id": "pd", "status": "sent"},
        {"campaign_id": "k", "person_id": "pe", "status": "responded", "responded_at": at(2, 20, 14)},
    ]
    touches = [
        touch("a1", at(11, 4, year=2025), "form_submit", channel="web", person_id="pa"),
        touch("a2", at(2, 10), "page_view", channel="web", person_id="pa"),
        touch("a3", at(2, 10), "event_attended", channel="event", person_id="pb"),
        touch("b1", at(11, 3, 11, 59, year=2025), "form_submit", channel="web", account_id="b"),
        touch("c1", at(2, 5), "form_submit", channel="web", account_id="c"),
        touch("d1", at(1, 10), "call_answered", channel="call", account_id="d"),
        touch("d2", at(1, 10), "email_sent", channel="email", account_id="d"),
        touch("f1", at(2, 20, 13), "form_submit", channel="web", account_id="f"),
        touch("g1", at(1, 1, year=2025), "form_submit", channel="web", account_id="g"),
    ]
    people = [{"person_id": f"p{name}", "account_id": "a" if name in "ab" else name} for name in "abde"]
    return Program.of(
        company(
            "a b c d e f g",
            opportunities=deals,
            touches=touches,
            people=people,
            campaigns=[{"campaign_id": "k", "name": "k", "channel": "webinar"}],
            campaign_members=members,
            settings={"influence": {"window_days": 90, "when": when}},
        )
    )


@pytest.fixture(scope="module")
def before():
    return drawn("before")


@pytest.fixture(scope="module")
def anytime():
    return drawn("any")


def test_pipeline_touched_before_its_creation(before):
    """Of 15 000 open: a alone."""
    assert told(before, "influenced_pipeline") == (1000, 1000, None)
    assert told(before, "influenced_pipeline_rate") == (pytest.approx(100 / 15), 1000, 15000)
    assert before.ask("influenced_pipeline", **Q1)["influenced_pipeline"].extra["uninfluenced"] == 14000
    assert before.ask("influenced_pipeline_rate", **Q1)["influenced_pipeline_rate"].n == 4


def test_pipeline_touched_at_any_time(anytime):
    """a, and c after its creation; on 5 Feb 12:00 c's form was not there yet."""
    assert told(anytime, "influenced_pipeline") == (5000, 5000, None)
    assert told(anytime, "influenced_pipeline", as_of=at(2, 5))[0] == 1000


def test_revenue_and_touches_around_the_close(before, anytime):
    """e's response on the day of its date-only close is before it; f's form comes after its close, g closed in 2025."""
    assert told(before, "influenced_revenue") == (0, 0, None)
    assert told(anytime, "influenced_revenue") == (16000, 16000, None)
    assert told(anytime, "influenced_revenue_rate") == (pytest.approx(100 / 3), 16000, 48000)
    assert anytime.split("influenced_revenue", "type", **Q1) == {"new_business": 16000, "renewal": 0}
    assert anytime.ask("influenced_revenue", **Q1)["influenced_revenue"].extra["uninfluenced"] == 32000


def test_coverage_of_open_deals(before):
    """
    a: 3 touches by 2 people over 2 channels, the last 49.46 days before April; c: 1 touch, 54.46 days; b and d: none.
    Thin: b, c and d.
    """
    assert told(before, "influence_coverage") == (1, 4, 4)
    extra = before.ask("influence_coverage", **Q1)["influence_coverage"].extra
    assert extra["people"] == 0.5
    assert extra["channels"] == 0.75
    assert extra["days_since_last"] == pytest.approx(52.0, abs=0.1)
    assert extra["thin"] == 3
