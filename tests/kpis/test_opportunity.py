"""KPIs of stage 3 on a company that is counted by hand."""

from datetime import date

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, touch
from recompute.drawn import deal as drawn_deal
from recompute.program import Program

LATER = date(2026, 4, 1)
SETTINGS = {
    "personas": {
        "economic_buyer": {"titles": ["CFO"], "required": 1},
        "champion": {"titles": ["engineer"], "required": 0},
    },
    "stages": {
        "Discovery": {"order": 1, "probability": 0.2},
        "Proposal": {"order": 2},
        "Closed Won": {"won": True},
        "Closed Lost": {"lost": True},
    },
}  # fmt: skip
WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}
LOST = {"stage": "Closed Lost", "is_closed": True}


def person(key, account, created, **row):
    return {"person_id": key, "account_id": account, "created_at": created, **row}


def deal(key, account, created, amount=None, **row):
    return drawn_deal(key, account, created, amount=amount, name=key, **row)


@pytest.fixture(scope="module")
def people():
    """
    a: p1 decision maker, in 2025, ana@a-corp.es   p2 the same address in capitals, 10 Feb     p3 champion, views a page
       p4 no role, 10 Feb, web, views a page
    b: p5 CFO, on the bare date 1 Jan     c: nobody
    z (on no list): p6, 3 Mar     no account: p7, 3 Mar     a: p8 at the first instant of April     p9 on no known date
    """
    rows = [
        person("p1", "a", at(5, 1, year=2025), email="ana@a-corp.es", buying_role="decision_maker"),
        person("p2", "a", at(2, 10), email=" ANA@a-corp.es", source_channel="web"),
        person("p3", "a", at(5, 1, year=2025), email="bo@a-corp.es", title="Engineer"),
        person("p4", "a", at(2, 10), email="cy@a-corp.es", source_channel="web"),
        person("p5", "b", date(2026, 1, 1), email="eva@b-corp.es", title="CFO", source_channel="event"),
        person("p6", "z", at(3, 3), email="fay@z-corp.es"),
        person("p7", None, at(3, 3), email="gil@gmail.com"),
        person("p8", "a", LATER, email="hal@a-corp.es", buying_role="user"),
        person("p9", "b", None, email="ian@b-corp.es"),
    ]
    given = company(
        "a b c",
        people=rows,
        touches=[
            touch("1", at(2, 11), "page_view", person_id="p3"),
            touch("2", at(2, 11), "page_view", person_id="p4"),
            touch("3", at(2, 11), "email_sent", person_id="p5"),
        ],
        settings=SETTINGS,
    ).with_rows("accounts", {"account_id": "z", "name": "z", "domain": "z-corp.es"})
    return Program.of(given)


@pytest.fixture(scope="module")
def deals():
    """First quarter; amounts in thousands; T = all but x, a customer since 2025.

    a: lost 2025 (9), then open since 10 Jan (5, now 7); engaged 2 Jan and 11 Jan 12:00
    b: open 1 Dec - lost on the bare date 5 Feb; engaged 5 Feb 15:00, while that is open still; a next one 1 Mar (2)
    c: engaged 3 Mar 10:00, a deal at that very instant (4), its first; never engaged before it
    d: engaged 3 Mar 10:00, none
    e: renewal open since 2025 (3), Proposal, which has no probability
    f: first engaged 1 Jan, a first deal on the bare date 11 Jan, won 20 Jan (6)
    g: a deal created at the first instant of April (100)
    x: open (50)
    """
    rows = [
        deal("a0", "a", at(2, 1, year=2025), 9000.0, closed_at=at(3, 1, year=2025), **LOST),
        deal("a1", "a", at(1, 10), 7000.0),
        deal("b0", "b", at(12, 1, year=2025), closed_at=date(2026, 2, 5), **LOST),
        deal("b1", "b", at(3, 1), 2000.0),
        deal("c0", "c", at(3, 3, 10), 4000.0),
        deal("e0", "e", at(6, 1, year=2025), 3000.0, type="renewal", stage="Proposal"),
        deal("f0", "f", date(2026, 1, 11), 6000.0, closed_at=at(1, 20), **WON),
        deal("g0", "g", LATER, 100000.0),
        deal("x0", "x", at(2, 1, year=2025), 50000.0, closed_at=at(3, 1, year=2025), **WON),
        deal("x1", "x", at(2, 1), 50000.0),
    ]
    engaged = [
        ("a", at(1, 2)), ("a", at(1, 11)), ("b", at(2, 5, 14)), ("c", at(3, 3, 10)), ("d", at(3, 3, 10)),
        ("f", at(1, 1)),
    ]  # fmt: skip
    touches = [touch(f"t{i}", when, "page_view", account_id=name) for i, (name, when) in enumerate(engaged)]
    history = [
        {"opportunity_id": "a1", "stage": "Discovery", "entered_at": at(1, 10), "amount": 5000.0},
        {"opportunity_id": "a1", "stage": "Discovery", "entered_at": at(2, 10), "amount": 7000.0},
    ]
    spend = [
        {"spent_on": date(2026, 2, 1), "amount": 300.0, "account_id": "a"},
        {"spent_on": date(2026, 2, 1), "amount": 999.0, "account_id": "x"},
        {"spent_on": date(2026, 4, 1), "amount": 999.0, "account_id": "a"},
    ]
    given = company(
        "a b c d e f g x",
        opportunities=rows,
        opportunity_stages=history,
        touches=touches,
        spend=spend,
        settings=SETTINGS,
    )
    return Program.of(given)


def test_the_buying_committee(people):
    """a: p1 (p2 is the same); b: p5. A champion is not required."""
    assert told(people, "buying_committee_size") == (pytest.approx(2 / 3), 2, 3)


def test_penetration_counts_stakeholders_that_engaged(people):
    """Stakeholders p1, p3 and p5, of which p3 engaged; p4 has no role."""
    assert told(people, "account_penetration") == (pytest.approx(1 / 3), 1, 3)
    assert told(people, "account_penetration_rate") == (pytest.approx(100 / 3), 1, 3)


def test_leads_are_people_first_known_in_the_period(people):
    """p4 and p5; p2 is p1, known before. The rest: p6 of no list, p7 of no account."""
    assert told(people, "leads_created") == (2, 2, None)
    found = people.ask("leads_created", **Q1)["leads_created"]
    assert found.extra["rest"] == 2
    assert any("1 person without a creation date" in flag for flag in found.flags)
    split = people.split("leads_created", "source_channel", **Q1)
    assert {channel: value for channel, value in split.items() if value} == {"web": 1, "event": 1}


def test_accounts_with_an_open_opportunity(deals):
    """a, b, c and f, won in the quarter; e has a renewal only, g's deal comes later, x is a customer."""
    assert told(deals, "accounts_with_opportunity") == (4, 4, None)
    assert told(deals, "opportunity_rate") == (pytest.approx(400 / 7), 4, 7)


def test_engaged_accounts_that_open_an_opportunity(deals):
    """a (none open on 2 Jan), c (at that instant), d and f were free, and a, c and f have a next one; b's was open."""
    assert told(deals, "engaged_to_opportunity_rate") == (75, 3, 4)


def test_the_next_opportunity_must_come_after_the_engagement(deals):
    """In January, a and f."""
    month = {"start": date(2026, 1, 5), "end": date(2026, 2, 1)}
    assert told(deals, "engaged_to_opportunity_rate", **month) == (None, 0, 0)


def test_pipeline_is_as_it_stood(deals):
    """a 7, b 2, c 4, e 3 = 16, of which 0.2 x 13 = 2.6 weighted; on 1 Feb a had 5, c and b1 were not there."""
    assert told(deals, "target_account_pipeline") == (16000, 16000, None)
    found = deals.ask("target_account_pipeline", **Q1)["target_account_pipeline"]
    assert found.extra["weighted"] == pytest.approx(2600)
    assert any("1 open deal in a stage without a probability" in flag for flag in found.flags)
    assert told(deals, "target_account_pipeline", as_of=at(2, 1))[0] == 8000
    assert deals.split("target_account_pipeline", "type", **Q1) == {"new_business": 13000, "renewal": 3000}


def test_pipeline_created_takes_the_amount_at_creation(deals):
    """a1 at 5, b1 2, c0 4, f0 6."""
    assert told(deals, "pipeline_created") == (17000, 17000, None)
    assert told(deals, "opportunities_created") == (4, 4, None)


def test_the_average_deal(deals):
    assert told(deals, "average_deal_size") == (6000, 6000, 1)


def test_days_from_the_first_touch(deals):
    """
    f: first engaged 1 Jan, the deal on the bare date 11 Jan: 10 days. a's first deal came in 2025, b's in December.
    c engaged with its deal, not before it: left out. Waiting: d, engaged 3 Mar 11:00 Madrid, 28.54 days to 1 April.
    """
    assert told(deals, "days_first_touch_to_opportunity") == (10, 10, 1)
    found = deals.ask("days_first_touch_to_opportunity", **Q1)["days_first_touch_to_opportunity"]
    assert found.extra["n_open"] == 1
    assert any("1 account that never engaged before" in flag for flag in found.flags)


def test_cost_per_account_with_a_first_opportunity(deals):
    """300 on a; first deals of c and f."""
    assert told(deals, "cost_per_opportunity_account") == (150, 300, 2)
