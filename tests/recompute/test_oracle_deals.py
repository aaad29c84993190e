"""The re-computation checked by hand on drawn companies: deals, customers, money, scores."""

import math
from datetime import date

import pytest

from recompute.drawn import Q1, at, company, deal, touch
from recompute.oracle import answer, answer_by_stage, funnel
from recompute.oracle_money import euros


def test_a_deal_reopened_counts_its_last_close():
    """
    o of a: created 2 Jan 12:00, lost 12 Jan, Discovery again 20 Jan, won 11 Feb 18:00 (100, then 150)
    """
    steps = [("Discovery", at(1, 2), 100), ("Closed Lost", at(1, 12), None), ("Discovery", at(1, 20), 150)]
    steps += [("Closed Won", at(2, 11, 18), None)]
    given = company(
        opportunities=[deal("o", "a", at(1, 2), amount=999, is_won=True, is_closed=True)],
        opportunity_stages=[
            {"opportunity_id": "o", "stage": stage, "entered_at": when, "amount": amount}
            for stage, when, amount in steps
        ],
    )
    assert answer(given, "deal_velocity_days", **Q1).value == 40.25
    assert answer(given, "new_revenue_won", **Q1).value == 150
    assert answer(given, "pipeline_created", **Q1).value == 100
    assert answer(given, "opportunity_win_rate", **Q1, as_of=at(1, 15)).value == 0
    assert answer(given, "target_account_pipeline", **Q1, as_of=at(2, 1)).value == 150
    stays = answer_by_stage(given, **Q1)["Discovery"]
    assert (stays.value, stays.n) == ((10 + 22.25) / 2, 2)


def test_a_date_only_close_takes_the_whole_day_before_it():
    """
    a: page view 10 Feb 15:00, deal created 1 Feb, won on the bare date 10 Feb: 1 touch, a cycle of 0 days
    b: the same with a close at 14:00: 0 touches, and no cycle
    """
    touches = [
        touch("1", at(2, 10, 15), "page_view", account_id="a"),
        touch("2", at(2, 10, 15), "chat", account_id="b"),
    ]
    won = {"is_won": True, "is_closed": True, "stage": "Closed Won", "amount": 10}
    given = company(
        touches=touches,
        opportunities=[
            deal("o", "a", at(2, 1), closed_at=date(2026, 2, 10), **won),
            deal("n", "b", at(2, 1), closed_at=at(2, 10, 14), **won),
        ],
    )
    found = answer(given, "touches_per_won_account", **Q1)
    assert (found.numerator, found.denominator) == (1, 2)
    cycle = answer(given, "deal_cycle_days", **Q1)
    assert (cycle.value, cycle.n) == (0.0, 1)
    assert answer(given, "account_win_rate", **Q1).value == 100


def test_durations_are_wall_clock_days():
    """a: engaged 28 Mar 12:00 Madrid, deal 30 Mar 12:00 Madrid, an hour lost between them: 2 days all the same."""
    given = company(
        touches=[touch("1", at(3, 28, 11), "page_view", account_id="a")],
        opportunities=[deal("o", "a", at(3, 30, 10))],
    )
    assert answer(given, "days_first_touch_to_opportunity", **Q1).value == 2.0


def test_customers_in_spells():
    """
    a: contract 1 Jan 2025 - 31 Oct 2025, none after: a customer to 30 Dec (60 days), not at 1 Jan
    b: contract 1 Jan 2025 - 31 Dec 2025, the next from 1 Mar 2026 (60 days after): one spell, renewed
    """
    term = {"annual_value": 1000, "starts_on": date(2025, 1, 1)}
    given = company(
        contracts=[
            {"contract_id": "1", "account_id": "a", "ends_on": date(2025, 10, 31), **term},
            {"contract_id": "2", "account_id": "b", "ends_on": date(2025, 12, 31), **term},
            {
                "contract_id": "3",
                "account_id": "b",
                "starts_on": date(2026, 3, 1),
                "value": 3650,
                "ends_on": date(2027, 2, 28),
            },
        ]
    )
    assert answer(given, "target_accounts", **Q1).value == 1
    q4 = {"start": date(2025, 10, 1), "end": date(2026, 1, 1)}
    assert answer(given, "renewal_rate", **q4).denominator == 1
    assert answer(given, "renewal_rate", start=date(2025, 10, 1), end=date(2026, 4, 1)).value == 50
    assert answer(given, "average_contract_value", **Q1).value == 3650
    retained = answer(given, "net_revenue_retention", **Q1)
    assert (retained.numerator, retained.denominator) == (3650, 1000)
    assert answer(given, "gross_revenue_retention", **Q1).value == 100


def test_a_backdated_contract_is_known_from_its_close():
    """a: deal won 20 Feb, contract from 10 Jan: no customer as of 1 Feb; since 10 Jan as of 1 Mar."""
    given = company(
        opportunities=[
            deal("o", "a", at(1, 2), stage="Closed Won", is_won=True, is_closed=True, closed_at=at(2, 20))
        ],
        contracts=[
            {"contract_id": "1", "account_id": "a", "opportunity_id": "o", "starts_on": date(2026, 1, 10)}
        ],
        touches=[touch("1", at(1, 8), "page_view", account_id="a")],
    )
    assert answer(given, "account_win_rate", **Q1, as_of=at(2, 1)).value == 0
    assert answer(given, "account_win_rate", **Q1, as_of=at(3, 1)).value == 50
    assert answer(given, "deal_cycle_days", **Q1).value == 2


def test_money_is_converted_at_the_rate_of_its_event():
    """A deal of 1000 USD won on Sunday 8 Feb 2026 counts at Friday's rate."""
    given = company(
        opportunities=[
            deal("o", "a", at(1, 2), stage="Closed Won", is_won=True, is_closed=True, closed_at=date(2026, 2, 8),
                 amount=1000, currency="USD")
        ]
    )  # fmt: skip
    friday = euros("USD", date(2026, 2, 6))
    assert friday is not None
    assert answer(given, "total_revenue_won", **Q1).value == pytest.approx(1000 * friday)
    double = answer(
        given, "total_revenue_won", **Q1, rate=lambda currency, day: 1.0 if currency == "EUR" else 2.0
    )
    assert double.value == 2000


def test_shares_split_the_amount_and_not_the_count():
    """o of a, 1000, 0.3 of it x's, which is on no list: 700 of pipeline, one opportunity."""
    given = company("a", opportunities=[deal("o", "a", at(2, 1), amount=1000)])
    given.tables["accounts"].append({"account_id": "x", "name": "x"})
    given.tables["opportunity_accounts"] = [{"opportunity_id": "o", "account_id": "x", "share": 0.3}]
    assert answer(given, "target_account_pipeline", **Q1).value == pytest.approx(700)
    assert answer(given, "opportunities_created", **Q1).value == 1


def test_spend_follows_impressions_else_engagements():
    """
    c1: 100 spent, impressions 30 on a and 10 on x (not listed) -> 75;  c2: 50, one engagement of x -> 0;  a: 20 booked
    """
    touches = [
        touch("1", at(2, 1), "ad_impression", account_id="a", campaign_id="c1", quantity=30),
        touch("2", at(2, 1), "ad_impression", account_id="x", campaign_id="c1", quantity=10),
        touch("3", at(2, 1), "page_view", account_id="x", campaign_id="c1"),
        touch("4", at(2, 1), "page_view", account_id="x", campaign_id="c2"),
        touch("5", at(2, 1), "page_view", account_id="a"),
    ]
    spend = [("c1", None, 100), ("c2", None, 50), ("c2", "a", 20), (None, None, 7)]
    given = company(
        touches=touches,
        spend=[
            {"spent_on": date(2026, 2, 1), "campaign_id": campaign, "account_id": account, "amount": amount}
            for campaign, account, amount in spend
        ],
    )
    assert answer(given, "cost_per_engaged_account", **Q1).value == 95


def test_people_with_one_address_are_one():
    """a: p and q are ana@a-corp.es, one of them bounced; r has a phone: 2 stakeholders, 1 contactable, 2 people."""
    given = company(
        people=[
            {
                "person_id": "p",
                "account_id": "a",
                "email": "ana@a-corp.es",
                "title": "Acting CFO",
                "bounced_at": at(1, 5),
            },
            {"person_id": "q", "email": " ANA@a-corp.es", "title": None},
            {"person_id": "r", "account_id": "a", "buying_role": "user", "phone": "1"},
            {"person_id": "s", "account_id": "a", "title": "CFOs", "created_at": at(4, 2)},
        ],
        settings={"personas": {"buyer": {"titles": ["cfo"], "required": 1}}},
    )
    contactable = answer(given, "contactable_rate", **Q1)
    assert (contactable.numerator, contactable.denominator) == (1, 2)
    assert answer(given, "people_per_account", **Q1).numerator == 2
    assert answer(given, "stakeholder_coverage", **Q1).value == 50
    assert answer(given, "buying_committee_size", **Q1).value == 1.0


def test_the_relationship_score_by_hand():
    """a: one mail in, one out, one meeting with p, all 30 days before 1 Apr (wall clock): s 2.125, r 0.4, b 1."""
    given = company(
        people=[{"person_id": "p", "account_id": "a"}],
        touches=[
            touch(kind, at(3, 1, 23), kind, person_id="p")
            for kind in ("email_received", "email_sent", "meeting")
        ],
    )
    strength, reciprocity = (1 + 0.25 + 3) * 2 ** (-30 / 30), 2 * 0.25 / 1.25
    score = 100 * (1 - math.exp(-strength * (0.5 + 0.5 * reciprocity) * (1 + math.log(2)) / 40))
    assert answer(given, "relationship_score", **Q1).numerator == pytest.approx(score)


def test_the_funnel_takes_the_highest_stage():
    """a: a target; b: engaged in 90 days; c: an open deal; d: won; e: won, then an expansion won."""
    won = {"stage": "Closed Won", "is_won": True, "is_closed": True, "closed_at": at(2, 1)}
    given = company(
        "a b c d e",
        touches=[touch("1", at(2, 2), "page_view", account_id="b"),
            touch("2", at(2, 2, year=2025), "chat", account_id="a"),
        ],
        opportunities=[
            deal("1", "c", at(1, 5)), deal("2", "d", at(1, 5), **won), deal("3", "e", at(1, 5), **won),
            deal("4", "e", at(1, 5), type="expansion", **won), deal("5", "e", at(1, 5)),
        ],
    )  # fmt: skip
    stages = funnel(given, **Q1)
    assert [stage["accounts"] for stage in stages.values()] == [1, 1, 1, 1, 0, 1]
    assert [stage["reached"] for stage in stages.values()] == [5, 4, 3, 2, 1, 1]


def test_the_latest_answer_of_a_person_counts():
    """p of a: 3, then 10; nobody known: 0 for a twice; q of b: 7 -> (1 - 2) / 4."""
    given = company(
        people=[{"person_id": "p", "account_id": "a"}, {"person_id": "q", "account_id": "b"}],
        surveys=[
            {"response_id": "1", "responded_at": at(1, 5), "score": 3, "person_id": "p"},
            {"response_id": "2", "responded_at": at(2, 5), "score": 10, "person_id": "p"},
            {"response_id": "3", "responded_at": at(2, 5), "score": 0, "account_id": "a"},
            {"response_id": "4", "responded_at": at(2, 5), "score": 0, "account_id": "a"},
            {"response_id": "5", "responded_at": at(2, 5), "score": 7, "person_id": "q"},
        ],
    )
    found = answer(given, "net_promoter_score", **Q1)
    assert (found.value, found.numerator, found.denominator) == (-25.0, -1, 4)


def test_a_period_not_begun_has_no_answer():
    """As of the period's first instant nothing can be asked."""
    assert answer(company(), "target_accounts", **Q1, as_of=at(12, 31, 23, year=2025)).value is None


def test_the_next_deal_after_the_first_engagement():
    """
    a: engaged 5 Jan, deal 7 Jan (next);  b: engaged 5 Jan, a deal open since 1 Jan (left out);  c: engaged, none
    d: engaged 5 Jan 15:00, its deal closed on the bare date 5 Jan: open still at that engagement (left out)
    """
    lost = {"is_closed": True, "stage": "Closed Lost", "closed_at": date(2026, 1, 5)}
    given = company(
        "a b c d",
        touches=[touch(name, at(1, 5, 14), "page_view", account_id=name) for name in "abcd"],
        opportunities=[deal("1", "a", at(1, 7)), deal("2", "b", at(1, 1)), deal("3", "d", at(1, 1), **lost)],
    )
    found = answer(given, "engaged_to_opportunity_rate", **Q1)
    assert (found.numerator, found.denominator) == (1, 2)
    assert answer(given, "accounts_with_opportunity", **Q1).value == 3


def test_influence_looks_back_ninety_dates():
    """
    deals created 1 Mar 12:00 Madrid. a: 1 Dec 12:00 (90 dates before, counts), b: 1 Dec 11:59 (no),
    c: a day after (only with `any`), d: on a sales channel (no)
    """
    touches = [
        touch("1", at(12, 1, 11, year=2025), "email_click", account_id="a", channel="email"),
        touch("2", at(12, 1, 10, 59, year=2025), "email_click", account_id="b", channel="email"),
        touch("3", at(3, 2), "page_view", account_id="c", channel="web"),
        touch("4", at(2, 2), "meeting", account_id="d", channel="meeting"),
    ]
    given = company(
        "a b c d", touches=touches, opportunities=[deal(n, n, at(3, 1, 11), amount=100) for n in "abcd"]
    )
    found = answer(given, "influenced_pipeline_rate", **Q1)
    assert (found.value, found.numerator, found.denominator) == (25, 100, 400)
    given.settings["influence"] = {"when": "any"}
    assert answer(given, "influenced_pipeline", **Q1).value == 200


def test_a_deal_stalls_beyond_the_third_quartile_of_those_won():
    """
    Discovery stays of won deals: 10 and 20 days -> 17.5.  Open since 17 Mar 0:00 at t (15 days): no; 14 Mar: stalled.
    """
    won = {"is_won": True, "is_closed": True, "stage": "Closed Won"}
    rows = [("1", date(2026, 1, 1), date(2026, 1, 11)), ("2", date(2026, 1, 1), date(2026, 1, 21))]
    rows += [("3", at(3, 16, 23), None), ("4", at(3, 13, 23), None)]
    steps = []
    for key, entered, left in rows:
        steps.append({"opportunity_id": key, "stage": "Discovery", "entered_at": entered})
        if left:
            steps.append({"opportunity_id": key, "stage": "Closed Won", "entered_at": left})
    deals = [deal(key, "a", entered, **(won if left else {})) for key, entered, left in rows]
    given = company(opportunities=deals, opportunity_stages=steps)
    assert answer(given, "stalled_opportunities", **Q1).value == 1


def test_velocity_of_sales():
    """T: 2 open deals, 1 won of 2 closed, 600 on average, 30 days: 2 x 0.5 x 600 / 30 = 20 a day."""
    closed = {"is_closed": True, "amount": 600, "closed_at": date(2026, 1, 31)}
    given = company(
        opportunities=[
            deal("1", "a", date(2026, 1, 1), stage="Closed Won", is_won=True, **closed),
            deal("2", "b", date(2026, 1, 1), stage="Closed Lost", is_won=False, **closed),
            deal("3", "a", at(2, 1)), deal("4", "b", at(2, 1), type="renewal"), deal("5", None, at(2, 1)),
        ]
    )  # fmt: skip
    assert answer(given, "sales_velocity", **Q1).value == pytest.approx(20)


def test_the_lifetime_of_a_customer():
    """
    a: a customer since 1 Apr 2025, 2000 a year at a margin of 0.5 and active;  b: from 1 Jul to 31 Oct 2025, and
    60 days: ended after 184 days.  Kaplan-Meier: half are left then, up to five years.
    """
    given = company(
        contracts=[
            {
                "contract_id": "1",
                "account_id": "a",
                "starts_on": date(2025, 4, 1),
                "annual_value": 2000,
                "gross_margin": 0.5,
            },
            {
                "contract_id": "2",
                "account_id": "b",
                "starts_on": date(2025, 7, 1),
                "ends_on": date(2025, 10, 31),
            },
        ]
    )
    years = (date(2025, 12, 31) - date(2025, 7, 1)).days / 365.25
    found = answer(given, "customer_lifetime_value", **Q1)
    assert found.value == pytest.approx(2000 * 0.5 * (years + 0.5 * (5 - years)))
