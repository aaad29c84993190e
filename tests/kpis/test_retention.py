"""KPIs of stage 5 on a company that is counted by hand."""

from datetime import date

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, touch
from recompute.program import Program


def contract(key, account, starts_on, ends_on=None, **row):
    return {"contract_id": key, "account_id": account, "starts_on": starts_on, "ends_on": ends_on, **row}


CONTRACTS = [
    contract("a1", "a", date(2025, 2, 1), date(2026, 1, 31), annual_value=1000.0),
    contract("a2", "a", date(2026, 2, 1), date(2027, 1, 31), annual_value=1500.0),
    contract("b1", "b", date(2025, 1, 11), date(2026, 1, 10), annual_value=500.0),
    contract("c1", "c", date(2025, 3, 16), date(2026, 3, 15), annual_value=2000.0),
    contract("d1", "d", date(2025, 6, 1), date(2026, 5, 31), annual_value=400.0),
    contract("e1", "e", date(2025, 1, 21), date(2026, 1, 20), annual_value=100.0),
    contract("e2", "e", date(2026, 3, 25), date(2027, 3, 24), annual_value=300.0),
    contract("g1", "g", date(2026, 2, 10), annual_value=800.0),
]


@pytest.fixture(scope="module")
def kept():
    """First quarter of 2026, 60 days of grace; f has no contract.

            2026-01-01            last day    grace over          04-01
    a 1000  ----------------------31 Jan|1500 a year-------------------->   renewed
    b  500  ------10 Jan..................... 11 Mar                        not renewed
    c 2000  --------------------------------------------15 Mar ..........   pending up to 14 May
    d  400  ------------------------------------------------------------>   runs on
    e  100  --------20 Jan......................21 Mar  |25 Mar 300 ---->   four days too late
    g                             |10 Feb 800 -------------------------->   new
    """
    return Program.of(company("a b c d e f g", contracts=CONTRACTS))


def test_a_renewal_is_one_within_the_grace(kept):
    """Of a, b, e only a; c can still renew."""
    assert told(kept, "renewal_rate") == (pytest.approx(100 / 3), 1, 3)
    assert kept.ask("renewal_rate", **Q1)["renewal_rate"].extra["pending"] == 1


def test_who_can_still_renew_is_left_out(kept):
    """On 15 February b and e have time, a has renewed."""
    asked = {"as_of": at(2, 15)}
    assert told(kept, "renewal_rate", **asked) == (100, 1, 1)
    assert kept.ask("renewal_rate", **Q1, **asked)["renewal_rate"].extra["pending"] == 2


def test_a_renewal_to_come_is_none_yet(kept):
    """On 31 January at 12:00 UTC, its last day, a's next contract has not begun."""
    assert told(kept, "renewal_rate", as_of=at(1, 31)) == (None, 0, 0)
    assert told(kept, "renewal_rate", as_of=at(2, 1)) == (100, 1, 1)


def test_retention_caps_growth_only_if_gross(kept):
    """Start: a 1000, b 500, c 2000, d 400, e 100 = 4000; now a 1500, d 400, e 300; g was none at the start."""
    assert told(kept, "gross_revenue_retention") == (37.5, 1500, 4000)
    assert told(kept, "net_revenue_retention") == (pytest.approx(55), 2200, 4000)
    assert kept.ask("net_revenue_retention", **Q1)["net_revenue_retention"].n == 5


def test_one_renewal_is_enough_and_a_second_product_renews_nothing_by_itself():
    """a: two products end on 31 January, one is followed. b: its second product began later and lasts beyond: the
    catalogue counts it. c: two that end on one day renew neither; up to 1 April it can."""
    ends = date(2026, 1, 31)
    given = company(
        "a b c",
        contracts=[
            contract("a1", "a", date(2025, 2, 1), ends),
            contract("a2", "a", date(2025, 2, 1), ends),
            contract("a3", "a", date(2026, 2, 1)),
            contract("b1", "b", date(2025, 2, 1), ends),
            contract("b2", "b", date(2025, 9, 1), date(2026, 8, 31)),
            contract("c1", "c", date(2025, 2, 1), ends),
            contract("c2", "c", date(2025, 9, 1), ends),
        ],
    )
    program = Program.of(given)
    assert told(program, "renewal_rate") == (100, 2, 2)
    assert program.ask("renewal_rate", **Q1)["renewal_rate"].extra["pending"] == 1
    later = {"start": date(2026, 1, 1), "end": date(2026, 4, 3)}
    assert told(program, "renewal_rate", **later) == (pytest.approx(200 / 3), 2, 3)


def test_a_cancelled_contract_ends_on_that_day():
    """The end is 31 December, cancelled on 10 January: not renewed once 11 March is over."""
    given = company(
        "a",
        contracts=[
            contract(
                "a1",
                "a",
                date(2025, 1, 1),
                date(2026, 12, 31),
                cancelled_on=date(2026, 1, 10),
                annual_value=9.0,
            )
        ],
    )
    program = Program.of(given)
    assert told(program, "renewal_rate") == (0, 0, 1)
    assert told(program, "gross_revenue_retention") == (0, 0, 9)
    assert told(program, "renewal_rate", as_of=at(3, 11)) == (None, 0, 0)


def test_a_contract_is_known_from_the_win_of_its_deal():
    """Backdated: its deal is won on 10 March, so on 1 March there is no renewal yet."""
    given = company(
        "a",
        contracts=[
            contract("a1", "a", date(2025, 1, 11), date(2026, 1, 10)),
            contract("a2", "a", date(2026, 1, 11), opportunity_id="d"),
        ],
        opportunities=[
            {
                "opportunity_id": "d", "account_id": "a", "type": "renewal", "stage": "Closed Won", "is_won": True,
                "is_closed": True, "created_at": at(1, 1), "closed_at": at(3, 10),
            }
        ],
    )  # fmt: skip
    program = Program.of(given)
    assert told(program, "renewal_rate") == (100, 1, 1)
    assert told(program, "renewal_rate", as_of=at(3, 1)) == (None, 0, 0)


def test_a_contract_without_value_is_flagged():
    given = company("a", contracts=[contract("a1", "a", date(2025, 1, 11), date(2027, 1, 10))])
    found = Program.of(given).ask("net_revenue_retention", **Q1)["net_revenue_retention"]
    assert (found.value, found.status) == (None, "empty")
    assert any("1 contract active at the period's start" in flag for flag in found.flags)


def signal(account, week, score, **row):
    return {"account_id": account, "week": week, "topic": "Rival", "score": score, "vendor": "v", **row}


def test_customers_that_look_at_competitors(kept):
    """Customers at t: a, c (in its grace), d, e, g. a looks at a rival; b is none any more; c at our own topic;
    d too little, and again in the week that ends on 5 April."""
    march = date(2026, 3, 9)
    given = company(
        "a b c d e f g",
        contracts=CONTRACTS,
        settings={"intent": {"competitor_topics": ["Rival"]}},
        intent=[
            signal("a", march, 60.0),
            signal("a", date(2026, 3, 16), 90.0),
            signal("b", march, 90.0),
            signal("c", march, 90.0, topic="Ours"),
            signal("d", march, 59.9),
            signal("d", date(2026, 3, 30), 90.0),
            signal("e", march, None, count=40),
        ],
    )
    program = Program.of(given)
    assert told(program, "customer_intent_surge_rate") == (20, 1, 5)
    found = program.ask("customer_intent_surge_rate", **Q1)["customer_intent_surge_rate"]
    assert any(flag.startswith("1 count of a topic not judged") for flag in found.flags)
    assert told(kept, "renewal_rate")[1] == 1


def test_relationships_with_customers_and_the_alert():
    """Customers a, c, d, e, g. c met ten times on the last day: 100 (1 - exp(-10 x 3 x 2^(-0.5/30) / 40)) = 52.4;
    d four times on 20 February, so it falls; the rest are at 0. All but c are low."""
    touches = [touch(f"c{n}", at(3, 31, 10), "meeting", account_id="c") for n in range(10)]
    touches += [touch(f"d{n}", at(2, 20), "meeting", account_id="d") for n in range(4)]
    touches += [touch("b", at(3, 31), "meeting", account_id="b")]
    program = Program.of(company("a b c d e f g", contracts=CONTRACTS, touches=touches))
    value, numerator, denominator = told(program, "customer_relationship_score")
    assert denominator == 5
    assert numerator == pytest.approx(5 * value)
    assert 60 < numerator < 67
    extra = program.ask("customer_relationship_score", **Q1)["customer_relationship_score"].extra
    assert (extra["low"], extra["degrading"], extra["alert"]) == (4, 1, 4)


def test_nothing_ends_in_the_period():
    found = Program.of(company("a", contracts=[])).ask("renewal_rate", "gross_revenue_retention", **Q1)
    assert [(one.value, one.numerator, one.denominator, one.status) for one in found.values()] == [
        (None, 0, 0, "empty")
    ] * 2
