"""KPIs of stage 6 on companies that are counted by hand."""

from datetime import date
from math import sqrt

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, deal
from recompute.program import Program

WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}


def contract(key, account, starts_on, ends_on=None, **row):
    return {"contract_id": key, "account_id": account, "starts_on": starts_on, "ends_on": ends_on, **row}


def test_contracts_are_annualised():
    """a: 1 200 a year; 730 for 365 days = 730 a year. b: no value known; ended in March. c is on no list."""
    program = Program.of(
        company(
            "a b",
            contracts=[
                contract("a1", "a", date(2025, 4, 1), annual_value=1200.0, value=9.0),
                contract("a2", "a", date(2026, 3, 31), date(2027, 3, 30), value=730.0),
                contract("a3", "a", date(2026, 4, 1), annual_value=1e6),
                contract("b1", "b", date(2026, 1, 1), value=500.0),
                contract("b2", "b", date(2025, 3, 31), date(2026, 3, 30), annual_value=1e6),
                contract("c1", "c", date(2025, 4, 1), annual_value=1e6),
            ],
        )
    )
    assert told(program, "average_contract_value") == (965, 1930, 2)
    found = program.ask("average_contract_value", **Q1)["average_contract_value"]
    assert found.unit == "money/year"
    assert found.flags == ("1 active contract without a known yearly value left out",)


def test_the_last_day_still_counts():
    """Active through 31 March, which is the day of the last instant before 1 April."""
    given = company(
        "a", contracts=[contract("a1", "a", date(2025, 4, 1), date(2026, 3, 31), annual_value=5.0)]
    )
    assert told(Program.of(given), "average_contract_value") == (5, 5, 1)
    after = {"start": date(2026, 4, 1), "end": date(2026, 4, 2)}
    assert told(Program.of(given), "average_contract_value", **after) == (None, 0, 0)


@pytest.fixture(scope="module")
def revenue():
    """a is on two lists, b left its list on 1 February, c was on one from a day to the same day: never.

    All won in the first quarter:
    a  100 new (two contacts, which double nothing), 200 renewal, 80 shared half and half with c
    b  300 expansion on 1 March, after it left
    c  1 000 new
    and a 5 000 that was opened again, 7 000 won on 1 April at 00:30 in Madrid, which is March in UTC
    """
    given = company(
        "a",
        settings={"lists": {name: {"members": "from list_members"} for name in ("named", "growth")}},
        opportunities=[
            deal("a1", "a", at(1, 1), amount=100.0, closed_at=at(2, 1), **WON),
            deal("a2", "a", at(1, 1), amount=200.0, type="renewal", closed_at=at(2, 1), **WON),
            deal("a3", "a", at(1, 1), amount=80.0, closed_at=at(2, 1), **WON),
            deal("a4", "a", at(1, 1), amount=5000.0),
            deal("a5", "a", at(1, 1), amount=7000.0, closed_at=at(3, 31, 22, 30), **WON),
            deal("b1", "b", at(1, 1), amount=300.0, type="expansion", closed_at=at(3, 1), **WON),
            deal("b2", "b", at(1, 1), type="expansion", closed_at=at(3, 1), **WON),
            deal("c1", "c", at(1, 1), amount=1000.0, closed_at=at(3, 1), **WON),
        ],
        opportunity_stages=[
            {"opportunity_id": "a4", "stage": "Closed Won", "entered_at": at(2, 1)},
            {"opportunity_id": "a4", "stage": "Discovery", "entered_at": at(3, 1)},
        ],
        opportunity_people=[
            {"opportunity_id": "a1", "person_id": "p1"},
            {"opportunity_id": "a1", "person_id": "p2"},
        ],
        opportunity_accounts=[
            {"opportunity_id": "a3", "account_id": "a", "is_primary": True, "share": 0.5},
            {"opportunity_id": "a3", "account_id": "c", "is_primary": False, "share": 0.5},
        ],
    )
    given = given.with_rows("accounts", {"account_id": "b", "name": "b"}, {"account_id": "c", "name": "c"})
    return Program.of(
        given.with_rows(
            "list_members",
            {"list_id": "growth", "account_id": "a", "tier": "1"},
            {"list_id": "named", "account_id": "b", "tier": "2", "valid_to": date(2026, 2, 1)},
            {
                "list_id": "named",
                "account_id": "c",
                "valid_from": date(2026, 1, 5),
                "valid_to": date(2026, 1, 5),
            },
        )
    )


def test_who_was_ever_listed_counts_whatever_the_tier(revenue):
    """a: 100 + 200 + 40, b: 300."""
    assert told(revenue, "total_revenue_won") == (640, 640, None)
    assert told(revenue, "total_revenue_won", tiers=("1",)) == (640, 640, None)
    assert told(revenue, "total_revenue_won", lists=("growth",)) == (340, 340, None)
    extra = revenue.ask("total_revenue_won", **Q1)["total_revenue_won"].extra
    assert (extra["new_business"], extra["renewal"], extra["expansion"]) == (140, 200, 300)


def test_expansion_is_shown_alone(revenue):
    assert told(revenue, "expansion_revenue_won") == (300, 300, None)
    flags = revenue.ask("expansion_revenue_won", **Q1)["expansion_revenue_won"].flags
    assert "1 deal without an amount, or without its exchange rate, left out" in flags


def test_a_win_before_it_was_opened_again(revenue):
    """On 15 February the 5 000 are won, and b's deal is open."""
    assert told(revenue, "total_revenue_won", as_of=at(2, 15)) == (5340, 5340, None)


def test_outside_the_program_it_cannot_be_asked(revenue):
    found = revenue.ask("total_revenue_won", cohort="non_abm", **Q1)["total_revenue_won"]
    assert (found.status, found.value) == ("unavailable", None)
    assert "never were" in found.flags[0]
    compared = revenue.ask("total_revenue_won", compare="non_abm", **Q1)["total_revenue_won"]
    assert (compared.value, compared.comparison) == (640, None)
    assert told(revenue, "total_revenue_won", cohort="all") == (1680, 1680, None)


def answer(key, when, score, account="a", **row):
    return {"response_id": key, "responded_at": when, "score": score, "account_id": account, **row}


@pytest.fixture(scope="module")
def survey():
    """Latest answers in the first quarter: 3 promoters, 1 passive, 1 detractor.

    a  ana: 9 in January, 3 in March; ben 8; two of nobody known: 10, 10
    b  eva, by her address: 10; in February a satisfaction survey, in April another answer
    """
    people = [
        {"person_id": "ana", "account_id": "a", "email": "ana@a-corp.es"},
        {"person_id": "ben", "account_id": "a", "email": "ben@a-corp.es"},
        {"person_id": "eva", "account_id": "b", "email": "eva@b-corp.es"},
    ]
    surveys = [
        answer("1", at(1, 5), 9.0, person_id="ana"),
        answer("2", at(3, 5), 3.0, person_id="ana"),
        answer("3", at(1, 5), 8.0, person_id="ben", account=None),
        answer("4", at(1, 5), 10.0),
        answer("5", at(1, 5), 10.0),
        answer("6", at(1, 5), 10.0, account=None, email="Eva@b-corp.es"),
        answer("7", at(2, 5), 0.0, account="b", person_id="eva", kind="csat"),
        answer("8", at(4, 5), 0.0, account="b", person_id="eva"),
        answer("9", at(1, 5), 0.0, account="z"),
    ]
    return Program.of(company("a b", people=people, surveys=surveys))


def test_promoters_minus_detractors(survey):
    """(3 - 1) / 5; standard error 100 sqrt((0.8 - 0.4^2) / 5)."""
    assert told(survey, "net_promoter_score") == (40, 2, 5)
    found = survey.ask("net_promoter_score", **Q1)["net_promoter_score"]
    assert found.extra["standard_error"] == pytest.approx(100 * sqrt(0.64 / 5))
    assert (found.extra["promoters"], found.extra["passives"], found.extra["detractors"]) == (3, 1, 1)
    assert found.interval["method"] == "bootstrap"


def test_the_score_per_account(survey):
    assert survey.split("net_promoter_score", "account", **Q1) == {"a": 25, "b": 100}
    labels = [result.label for result in survey.results("net_promoter_score", by=["account"], **Q1)]
    assert labels == [{"account": "a"}, {"account": "b"}]


def test_the_latest_answer_is_the_latest_before_t(survey):
    """On 1 March ana is still a promoter: 4 of 5."""
    assert told(survey, "net_promoter_score", as_of=at(3, 1)) == (80, 4, 5)


def customers(margin, settings=None):
    """Spells: a from April 2024, b from April 2025, both last; c April 2023 to April 2025, 731 days.

    Kaplan-Meier: a is censored at 730 days, b at 365; c ends at 731, the only one left: the area is 731 days.
    """
    rows = [
        contract("a", "a", date(2024, 4, 1), annual_value=1000.0, gross_margin=margin),
        contract("b", "b", date(2025, 4, 1), annual_value=2000.0, gross_margin=margin and 0.5),
        contract("c", "c", date(2023, 4, 1), date(2025, 1, 30), annual_value=1e6, gross_margin=0.1),
    ]
    return Program.of(company("a b c", contracts=rows, settings=settings or {}))


def test_lifetime_value_is_value_times_margin_times_lifetime():
    """1 500 a year x (800 + 1 000) / 3 000 x 731 / 365.25 years."""
    program = customers(0.8)
    value, numerator, denominator = told(program, "customer_lifetime_value")
    assert value == pytest.approx(1500 * 0.6 * 731 / 365.25)
    assert (numerator, denominator) == (3000, 2)
    extra = program.ask("customer_lifetime_value", **Q1)["customer_lifetime_value"].extra
    assert extra["mean_annual_value"] == 1500
    assert extra["gross_margin"] == pytest.approx(0.6)
    assert extra["expected_lifetime_years"] == pytest.approx(731 / 365.25)
    assert extra["n_open"] == 2


def test_no_lifetime_value_without_a_margin():
    found = customers(None).ask("customer_lifetime_value", **Q1)["customer_lifetime_value"]
    assert (found.value, found.status) == (None, "empty")
    assert any("2 customers whose contracts have no gross margin" in flag for flag in found.flags)


def test_the_workspace_can_say_margin_and_horizon():
    """1 500 x 0.5 x 1 year."""
    program = customers(None, {"lifetime": {"gross_margin": 0.5, "horizon_years": 1.0}})
    assert program.ask("customer_lifetime_value", **Q1)["customer_lifetime_value"].value == pytest.approx(750)
