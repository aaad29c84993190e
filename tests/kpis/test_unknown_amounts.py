"""What is not known is never zero; and what is left out is told of the period that is asked for."""

from dataclasses import replace
from datetime import date

import pytest

from abmetry.answers.attribution import with_credit
from abmetry.answers.lift import Lifting
from abmetry.kpis.catalogue import CATALOGUE
from recompute.drawn import Q1, at, company, deal, touch
from recompute.program import Program, disagreements

SUMS = (
    "target_account_pipeline",
    "pipeline_created",
    "new_revenue_won",
    "total_revenue_won",
    "influenced_pipeline",
    "influenced_revenue",
    "attributed_pipeline",
    "attributed_revenue",
)
WON = {"stage": "Closed Won", "is_won": True, "is_closed": True, "closed_at": at(3, 1)}


def drawn(**amount):
    """a has an open deal, and one that it won in the quarter; a form two days before both."""
    return company(
        "a b",
        opportunities=[
            deal("open", "a", at(2, 3), **amount),
            deal("won", "a", at(2, 3), **{**WON, **amount}),
        ],
        touches=[touch("t", at(2, 1), "form_submit", account_id="a", channel="web")],
    )


def test_a_sum_of_amounts_of_which_none_is_known():
    """Deals without an amount: no pipeline is known, and the flag says why."""
    bare = drawn()
    program = Program.of(bare)
    found = program.ask(*SUMS, **Q1)
    for result in found.values():
        told = (result.status, result.value, result.numerator, result.interval)
        assert told == ("empty", None, None, None), result.kpi
        assert any("without an amount" in flag for flag in result.flags), result.kpi
    assert found["target_account_pipeline"].extra == {"weighted": None}
    assert found["attributed_revenue"].extra == {"lowest": None, "highest": None, "unattributed": None}
    assert disagreements(bare, found, SUMS, **Q1) == {}


def test_what_no_credit_is_known_of_is_not_dropped():
    program = Program.of(drawn())
    answer = program._asking(program.plan("attributed_revenue", by=("channel", "model"), **Q1)).answer()
    assert {result.value for result in with_credit(answer)} == {None}


def test_a_sum_of_which_something_is_known():
    found = Program.of(drawn(amount=100, currency="EUR")).ask(*SUMS, **Q1)
    assert {kpi: result.value for kpi, result in found.items()} == {
        **dict.fromkeys(SUMS, 100),
        "pipeline_created": 200,
    }


def test_a_sum_over_nothing_is_zero():
    """Other accounts have deals; b has none, and that is known."""
    found = Program.of(drawn()).ask(*SUMS, where={"name": "b"}, **Q1)
    assert {result.value for result in found.values()} == {0}


@pytest.mark.parametrize(("known", "status"), [(None, "empty"), (100, "too_few")])
def test_the_lift_of_a_sum_that_is_not_known(known, status):
    """Three accounts on the list and three on none, each with an open deal; none of the program's has an amount."""
    six = company(
        "a b c",
        opportunities=[
            deal(f"d{name}", name, at(2, 3), amount=100 if name in "def" else known, currency="EUR")
            for name in "abcdef"
        ],
    )
    for name in "def":
        six = six.with_rows("accounts", {"account_id": name})
    program = Program.of(six)
    plan = replace(program.plan(**Q1), kpis=())
    marks = ("definition", "build")
    lifting = Lifting(program.engine, program.settings, plan, program.loaded, marks)
    asking = program._asking(plan)
    asking.prepare()
    told = lifting.lift([CATALOGUE["target_account_pipeline"]]).answer
    (raw,) = [result for result in told if result.group.get("method") == "raw"]
    assert raw.status == status


def test_deals_without_an_account_are_told_of_the_period():
    """
    Of nobody: old, won the year before; fresh, created in January and open; late, won in March of an older creation.
    """
    nobody = company(
        "a",
        opportunities=[
            deal("mine", "a", at(1, 5), amount=100, currency="EUR"),
            deal("old", None, at(2, 1, year=2025), **{**WON, "closed_at": at(3, 1, year=2025)}),
            deal("fresh", None, at(1, 20)),
            deal("late", None, at(6, 1, year=2025), **WON),
        ],
        touches=[touch("t", at(1, 2), "form_submit", account_id="a", channel="web")],
    )
    counted = {
        "opportunities_created": 1,
        "pipeline_created": 1,
        "days_first_touch_to_opportunity": 1,
        "target_account_pipeline": 1,
        "opportunity_win_rate": 1,
        "average_deal_size": 1,
        "accounts_with_opportunity": 2,
    }
    found = Program.of(nobody).ask(*counted, **Q1)
    for kpi, n in counted.items():
        (told,) = [flag for flag in found[kpi].flags if "without an account" in flag]
        assert told.startswith(f"{n} opportunit"), (kpi, told)


COSTS = ("cost_per_engaged_account", "cost_per_opportunity_account", "cost_per_won_account")


def spent(*rows):
    """a is engaged, opens its first deal and becomes a customer in the quarter; a campaign shows it three ads."""
    return company(
        "a b",
        opportunities=[deal("won", "a", at(2, 3), **{**WON, "amount": 100, "currency": "EUR"})],
        touches=[
            touch("t", at(2, 1), "form_submit", account_id="a", channel="web"),
            touch(
                "i", at(2, 1), "ad_impression", account_id="a", channel="ads", quantity=3, campaign_id="ads"
            ),
        ],
        campaigns=[{"campaign_id": "ads", "name": "Ads"}],
        spend=[{"spent_on": date(2026, 2, 1), **row} for row in rows],
    )


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([{"amount": 50.0, "currency": "XTS", "account_id": "a"}], None),
        ([{"amount": 50.0, "currency": "XTS", "campaign_id": "ads"}], None),
        (
            [
                {"amount": 50.0, "currency": "XTS", "account_id": "a"},
                {"amount": 30.0, "currency": "EUR", "campaign_id": "ads"},
            ],
            30,
        ),
        (
            [
                {"amount": 50.0, "currency": "XTS", "campaign_id": "ads"},
                {"amount": 20.0, "currency": "EUR", "campaign_id": "ads"},
            ],
            20,
        ),
        ([{"amount": 50.0, "currency": "XTS"}], 0),
    ],
)
def test_what_was_spent_without_a_rate_cost_something(rows, value):
    """50 in a currency that no rate is of: booked to a, or to the campaign that only a saw, or to nothing."""
    given = spent(*rows)
    program = Program.of(given)
    found = program.ask(*COSTS, **Q1)
    for kpi, result in found.items():
        assert (result.value, result.numerator) == (value, value), kpi
        assert result.status == ("empty" if value is None else "too_few"), kpi
        assert "1 spend without an exchange rate left out" in result.flags, kpi
        rows_of = program.evidence(kpi, **Q1).rows
        assert sum(row["value"] for row in rows_of) == (value or 0)
    assert disagreements(given, found, COSTS, **Q1) == {}
