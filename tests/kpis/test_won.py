"""KPIs of stage 4 on a company that is counted by hand."""

from datetime import date

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, deal, touch
from recompute.program import Program

WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}
LOST = {"stage": "Closed Lost", "is_closed": True}
BEFORE = {"start": date(2025, 10, 1), "end": date(2026, 1, 1)}


@pytest.fixture(scope="module")
def wins():
    """First quarter; T = a to e and g, f is a customer since 2025.

    a: engaged 1 Jan; deal 11 Jan - won 31 Jan (10 000)           touches: 1 Jan chat, 5 Jan two mails sent, 9 Feb chat
    b: deal on the bare date 1 Feb - won on the bare date 11 Feb (2 000); touched on that day, 15:00: a call answered
    c: deal 1 Jan - lost 1 Mar (6 000)
    d: engaged 1 Feb; deal 1 Mar, open
    e: a contract from 1 Mar; engaged 2 Mar; a renewal won 5 Mar (3 000), created 6 Mar: a wrong date
    f: won 2025; an expansion won 1 Feb (50 000)
    g: a contract of the first half of 2025, none since
    """
    deals = [
        deal("a", "a", at(1, 11), amount=10000.0, closed_at=at(1, 31), **WON),
        deal("b", "b", date(2026, 2, 1), amount=2000.0, closed_at=date(2026, 2, 11), **WON),
        deal("c", "c", at(1, 1), amount=6000.0, closed_at=at(3, 1), **LOST),
        deal("d", "d", at(3, 1), amount=1000.0),
        deal("e", "e", at(3, 6), amount=3000.0, closed_at=at(3, 5), type="renewal", **WON),
        deal("f0", "f", at(2, 1, year=2025), amount=1.0, closed_at=at(3, 1, year=2025), **WON),
        deal("f1", "f", at(1, 1), amount=50000.0, closed_at=at(2, 1), type="expansion", **WON),
    ]
    given = company(
        "a b c d e f g",
        opportunities=deals,
        contracts=[
            {"contract_id": "k", "account_id": "e", "starts_on": date(2026, 3, 1)},
            {
                "contract_id": "l",
                "account_id": "g",
                "starts_on": date(2025, 1, 1),
                "ends_on": date(2025, 6, 30),
            },
        ],
        touches=[
            touch("1", at(1, 1), "chat", account_id="a"),
            touch("2", at(1, 5), "email_sent", account_id="a", quantity=2),
            touch("3", at(2, 9), "chat", account_id="a"),
            touch("4", at(2, 11, 14), "call_answered", account_id="b"),
            touch("5", at(2, 1), "page_view", account_id="d"),
            touch("6", at(3, 2), "page_view", account_id="e"),
        ],
        spend=[{"spent_on": date(2026, 2, 1), "amount": 600.0, "account_id": "c"}],
    )
    return Program.of(given)


def test_accounts_become_customers(wins):
    """a, b and e of the six; g was a customer once."""
    assert told(wins, "account_win_rate") == (50, 3, 6)


def test_the_win_rate_by_count_and_by_value(wins):
    """Won a, b, e; lost c: 3 of 4; 15 000 of 21 000 by value."""
    assert told(wins, "opportunity_win_rate") == (75, 3, 4)
    found = wins.ask("opportunity_win_rate", **Q1)["opportunity_win_rate"]
    assert found.extra["by_value"] == pytest.approx(100 * 15 / 21)
    assert found.interval["method"] == "wilson"


def test_new_revenue_is_new_business(wins):
    assert told(wins, "new_revenue_won") == (12000, 12000, None)


def test_only_deals_that_a_sum_is_of_are_told():
    """b won without an amount, a open without one, a lost without one; none has a history of amounts.

    What was won leaves out one deal, the pipeline another; the amounts of others are no matter of theirs.
    """
    deals = [
        deal("won", "a", at(1, 11), amount=100.0, closed_at=at(1, 31), **WON),
        deal("won0", "b", at(1, 11), closed_at=at(1, 31), **WON),
        deal("lost0", "a", at(1, 11), closed_at=at(1, 31), **LOST),
        deal("open", "a", at(1, 11), amount=100.0),
        deal("open0", "a", at(1, 12)),
    ]
    found = Program.of(company("a b", opportunities=deals)).ask(
        "new_revenue_won", "target_account_pipeline", "expansion_revenue_won", "pipeline_created", **Q1
    )
    without = "without an amount, or without its exchange rate, left out"
    taken = "no history of amounts: the oldest amount loaded is taken"
    for kpi in ("new_revenue_won", "target_account_pipeline"):
        assert f"1 deal {without}" in found[kpi].flags
        assert f"1 deal has {taken}" in found[kpi].flags
    assert not found["expansion_revenue_won"].flags
    assert not any(without in flag for flag in found["pipeline_created"].flags)


def test_the_cycle_goes_from_the_first_engagement_to_the_win(wins):
    """a: 30 days; b, engaged on the day of its date-only close: 0; e engaged after it was won: left out. d is open."""
    assert told(wins, "deal_cycle_days") == (15, 30, 2)
    found = wins.ask("deal_cycle_days", **Q1)["deal_cycle_days"]
    assert found.extra["n_open"] == 1
    assert any("1 account whose first engagement came after" in flag for flag in found.flags)


def test_the_velocity_goes_from_the_creation_to_the_close(wins):
    """a: 20 days, b: 10, e closes before it is created: left out. d has been open for 30.46 days."""
    assert told(wins, "deal_velocity_days") == (15, 30, 2)
    found = wins.ask("deal_velocity_days", **Q1)["deal_velocity_days"]
    assert found.extra["n_open"] == 1
    assert found.extra["median"] == 15
    assert any("1 deal closed before its creation" in flag for flag in found.flags)


def test_touches_up_to_the_win(wins):
    """a: the chat and two mails (sales), not the chat after; b: the call on the day of its close; e: none before."""
    assert told(wins, "touches_per_won_account") == (pytest.approx(4 / 3), 4, 3)
    extra = wins.ask("touches_per_won_account", **Q1)["touches_per_won_account"].extra
    assert (extra["sales"], extra["marketing"]) == (pytest.approx(1), pytest.approx(1 / 3))


def test_cost_per_won_account(wins):
    """600 on target accounts, three of them won."""
    assert told(wins, "cost_per_won_account") == (200, 600, 3)


def test_sales_velocity_is_its_four_factors(wins):
    """1 open x 3/4 x (15 000 / 3) / 15 days = 250 a day."""
    found = wins.ask("sales_velocity", **Q1)["sales_velocity"]
    assert (found.value, found.numerator, found.denominator, found.n) == (250, 3750, 15, 3)


def test_nothing_won_has_no_velocity(wins):
    """In the quarter before nothing closed: means over nothing are null, sums 0."""
    found = wins.ask(
        "sales_velocity", "average_deal_size", "new_revenue_won", "opportunity_win_rate", **BEFORE
    )
    assert [result.value for result in found.values()] == [None, None, 0, None]


def test_two_quarters_in_one_question(wins):
    """Each quarter on its own; before anybody is won, f is the only customer."""
    found = wins.split("new_revenue_won", "quarter", start=date(2025, 10, 1), end=date(2026, 4, 1))
    assert found == {"2025-Q4": 0, "2026-Q1": 12000}


@pytest.fixture(scope="module")
def stays():
    """Stays in Discovery of deals won in 2025: 10, 20, 30 and 40 days, so the 75th percentile is 32.5.

    w1 - w4: Discovery since 1 Jan 2025, won 10, 20, 30, 40 days later; w4 has no account
    s: Discovery since 26 Feb 2026 00:00 Madrid: 34 days on 1 April         n: the same since 27 Feb: 33 days
    m: Discovery since 28 Feb: 32 days              p: Proposal since January, from which nothing was won yet
    r: Discovery 1 Jan - 11 Jan, Proposal - 21 Jan, Discovery - 26 Jan, lost: two stays in Discovery
    h: open, without history
    """
    deals, history = [], []

    def path(key, account, *steps):
        stage = steps[-1][0]
        marks = {"is_won": stage == "Closed Won", "is_closed": stage.startswith("Closed")}
        deals.append(deal(key, account, steps[0][1], **{"stage": stage, **marks}))
        history.extend({"opportunity_id": key, "stage": name, "entered_at": when} for name, when in steps)

    for number, account in enumerate(["a", "b", "c", None], 1):
        begun, won = (
            at(1, 1, year=2025),
            at(1, 1 + 10 * number, year=2025) if number < 4 else at(2, 10, year=2025),
        )
        path(f"w{number}", account, ("Discovery", begun), ("Closed Won", won))
    for key, when in {"s": at(2, 25, 23), "n": at(2, 26, 23), "m": at(2, 27, 23)}.items():
        path(key, "d", ("Discovery", when))
    path("p", "d", ("Proposal", at(1, 1)))
    path(
        "r",
        "e",
        ("Discovery", at(1, 1)),
        ("Proposal", at(1, 11)),
        ("Discovery", at(1, 21)),
        ("Closed Lost", at(1, 26)),
    )
    deals.append(deal("h", "e", at(1, 1)))
    return Program.of(company("a b c d e", opportunities=deals, opportunity_stages=history))


def test_stalled_deals_stay_longer_than_three_in_four_that_were_won(stays):
    """s (34) and n (33) are above 32.5, m (32) is not; p and h have nothing to compare with."""
    assert told(stays, "stalled_opportunities") == (2, 2, None)
    found = stays.ask("stalled_opportunities", **Q1)["stalled_opportunities"]
    assert any("1 open deal stands in a stage that no won deal has left" in flag for flag in found.flags)
    assert any("1 open deal has no stage history" in flag for flag in found.flags)
    assert told(stays, "stalled_opportunities", as_of=at(3, 31, 1))[0] == 1
    row = stays.evidence("stalled_opportunities", **Q1).rows[0]
    assert (row["stage"], row["usual_days"]) == ("Discovery", 32.5)


def test_time_in_stage_counts_each_stay(stays):
    """Ended in the quarter: r's Discovery 10 and 5 days, Proposal 10. Lasting in Discovery: s, n and m."""
    assert told(stays, "stage_days") == (pytest.approx(25 / 3), 25, 3)
    assert stays.split("stage_days", "stage", **Q1) == {"Discovery": 7.5, "Proposal": 10}
    results = {r.group["stage"]: r for r in stays.results("stage_days", by=("stage",), **Q1)}
    assert (results["Discovery"].n, results["Discovery"].extra["n_open"]) == (2, 3)
