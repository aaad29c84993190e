"""Insights asked of small companies: what is known of each case at its landmark, and what is told."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from abmetry.errors import UsageError
from recompute.drawn import at, company, deal, touch
from recompute.program import Program

YEAR = {"start": date(2025, 10, 1), "end": date(2026, 10, 1)}
WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}
LOST = {"stage": "Closed Lost", "is_closed": True}
EASY = {"stats": {"min_n": 1}}
BUYER = {"buying_role": "Economic buyer"}


def insights(given, **question):
    program = Program.of(given)
    asking = program._asking(program.plan("insights", **{**YEAR, **question}))
    asking.prepare()
    return asking.insights(asking._plan.asked[0])


def values(found, cases, factor):
    """The value of a factor for every case."""
    table = found.tables[cases]
    told = table.values[factor]
    return {
        case: None if np.isnan(value) else value
        for case, value in zip(table.columns["case_id"], told.tolist(), strict=True)
    }


@pytest.fixture(scope="module")
def drawn():
    """Deals a0 to d0 of the accounts a to d, created on 10 Jan 2026 at 12:00 UTC; landmarks: then, and 9 Feb at 12:00.

    a: webinar on 9 Jan, meeting with the buyer at the very creation, call on 9 Feb 11:59, mail at 9 Feb 12:00
       (90 days before: 12 Oct 2025 at 12:00) event then, a visit a minute before
    b: a visit on 5 Jan by v1, whom a form proves on 1 Mar to be of b; a buyer is named on 20 Jan, lost 1 Jul
    c: won on 20 Jan, ten days old: gone before the second landmark; a buyer was named on 12 Jan
    d: open; a buyer is named on 20 Feb, after the second landmark
    on the list: a from ever, b from 1 Feb (after its creation), c until 1 Jan, d from ever
    """
    landmark = at(2, 9)
    people = [
        {
            "person_id": "pa",
            "account_id": "a",
            "created_at": at(1, 1, year=2025),
            "email": "x@a-corp.es",
            **BUYER,
        },
        {"person_id": "pb", "account_id": "b", "created_at": at(1, 1, year=2025), "email": "x@b-corp.es"},
        {"person_id": "pc", "account_id": "c", "created_at": at(1, 1, year=2025), "email": "x@c-corp.es"},
        {"person_id": "pd", "account_id": "d", "created_at": at(1, 1, year=2025), "email": "x@d-corp.es"},
    ]
    given = company(
        "a b c d",
        settings=EASY,
        people=people,
        visitor_links=[{"visitor_id": "v1", "person_id": "pb", "linked_at": at(3, 1)}],
        opportunities=[
            deal("a0", "a", at(1, 10), amount=100.0),
            deal("b0", "b", at(1, 10), closed_at=at(7, 1), amount=100.0, **LOST),
            deal("c0", "c", at(1, 10), closed_at=at(1, 20), amount=100.0, **WON),
            deal("d0", "d", at(1, 10), amount=100.0),
        ],
        opportunity_people=[
            {"opportunity_id": "b0", "person_id": "pb", "role": "economic_buyer", "created_at": at(1, 20)},
            {"opportunity_id": "c0", "person_id": "pc", "role": "Economic Buyer", "created_at": at(1, 12)},
            {"opportunity_id": "d0", "person_id": "pd", "role": "Economic-Buyer", "created_at": at(2, 20)},
        ],
        touches=[
            touch("1", at(1, 9), "webinar_attended", person_id="pa", channel="webinar"),
            touch("2", at(1, 10), "meeting", person_id="pa", channel="meeting", outcome="held"),
            touch("3", landmark - timedelta(minutes=1), "call_answered", person_id="pa", channel="call"),
            touch("4", landmark, "email_received", person_id="pa", channel="sales_email"),
            touch("5", at(10, 12, year=2025), "event_attended", person_id="pa", channel="event"),
            touch("6", at(10, 12, 11, 59, year=2025), "page_view", person_id="pa", channel="web"),
            touch("7", at(1, 5), "page_view", visitor_id="v1", channel="web"),
        ],
    )
    members = [
        {"list_id": "named", "account_id": "a"},
        {"list_id": "named", "account_id": "b", "valid_from": date(2026, 2, 1)},
        {"list_id": "named", "account_id": "c", "valid_to": date(2026, 1, 1)},
        {"list_id": "named", "account_id": "d"},
    ]
    given.tables["list_members"] = members
    return insights(given, cohort="all")


@pytest.mark.parametrize(
    ("factor", "a0"),
    [
        ("webinar_attended", 1),
        ("channel event", 1),
        ("channel web", 0),
        ("channel meeting", 0),
        ("channel meeting early", 1),
        ("channel webinar early", 0),
        ("channel call early", 1),
        ("channel sales_email early", 0),
        ("executive meeting", 0),
        ("executive meeting early", 1),
        ("economic buyer", 1),
        ("economic buyer early", 1),
        ("channels", 2),
        ("people", 1),
        ("first touch event", 1),
        ("first touch webinar", 0),
    ],
)
def test_what_was_done_counts_in_its_days_and_no_others(drawn, factor, a0):
    """The day 90 days before counts from its very instant; the creation is of the first days, the landmark is not."""
    assert values(drawn, "deals", factor)["a0"] == a0


def test_who_came_is_not_known_before_it_is_proved(drawn):
    """v1 came before b0 was created, and is known to be of b since March only: at the landmark nobody had come."""
    assert values(drawn, "deals", "site visit") == {"a0": 0, "b0": 0, "c0": 0, "d0": 0}
    assert values(drawn, "deals", "first touch web") == {"a0": 0, "b0": None, "c0": None, "d0": None}


def test_contacts_count_if_they_are_named_by_the_landmark(drawn):
    """However the role is written; c0 is named in time, but had closed by the landmark."""
    assert values(drawn, "deals", "economic buyer named") == {"a0": 0, "b0": 1, "c0": 1, "d0": 0}
    deals = drawn.tables["deals"]
    assert dict(zip(deals.columns["case_id"], deals.early.tolist(), strict=True)) == {
        "a0": True, "b0": True, "c0": False, "d0": True,
    }  # fmt: skip


def test_the_list_is_the_one_of_the_day(drawn):
    assert values(drawn, "deals", "target list") == {"a0": 1, "b0": 0, "c0": 0, "d0": 1}


def test_lengths_of_deals_that_are_open_run_to_t(drawn):
    """b0: 172 days to 1 July; c0: 10; the others from 10 Jan 12:00 UTC to 1 Oct at midnight in Madrid."""
    deals = drawn.tables["deals"].columns
    told = {
        case: (days, ended)
        for case, days, ended in zip(*(deals[n] for n in ("case_id", "days", "closed")), strict=True)
    }
    assert told["b0"] == (pytest.approx(172, abs=0.05), 1)
    assert told["c0"] == (pytest.approx(10), 1)
    so_far = (datetime(2026, 9, 30, 22, tzinfo=UTC) - at(1, 10)) / timedelta(days=1)
    assert told["a0"] == (pytest.approx(so_far, abs=0.05), 0)


def test_months_in_which_an_account_could_open_a_deal(drawn):
    """
    October 2025 to September 2026. All could until January, in which all open one; a and d have one open since;
    b is free again in August and September (lost on 1 July, 12:00), c is a customer
    """
    months = drawn.tables["account_months"].columns
    opened = dict(zip(months["case_id"], months["opened"].tolist(), strict=True))
    assert {case for case, has in opened.items() if has} == {f"{name} 2026-01" for name in "abcd"}
    assert sorted(case for case in opened if case.startswith("a")) == [
        "a 2025-10", "a 2025-11", "a 2025-12", "a 2026-01",
    ]  # fmt: skip
    assert sorted(case for case in opened if case > "b 2026-01" and case.startswith("b")) == [
        "b 2026-08",
        "b 2026-09",
    ]
    assert not [case for case in opened if case.startswith("c 2026-0") and case != "c 2026-01"]


def test_no_insight_looks_ahead():
    """The same company with everything at or after t added or changed says the same."""
    rows = {
        "opportunities": [
            deal(f"o{i}", "ab"[i % 2], at(1 + i % 6, 3), closed_at=at(7, 1 + i), **(WON if i % 3 else LOST))
            for i in range(12)
        ],
        "touches": [touch(f"t{i}", at(1 + i % 6, 2), "page_view", account_id="ab"[i % 2]) for i in range(12)],
    }
    later = {
        "opportunities": [*rows["opportunities"], deal("late", "a", at(10, 2))],
        "touches": [
            *rows["touches"],
            touch("late", at(10, 1), "webinar_attended", account_id="a", channel="webinar"),
        ],
    }
    before, after = (
        insights(company(settings=EASY, **given), as_of=at(10, 1, 0) - timedelta(days=1))
        for given in (rows, later)
    )
    told = {one.id: one.found for one in before.all}
    assert {one.id: one.found for one in after.all if one.id in told} == told


@pytest.fixture(scope="module")
def many():
    """
    160 deals of 160 accounts, one every two days from October 2024; every other account attends a webinar before;
    those that do close in 40 to 59 days, the others in 80 to 99; every third is won
    """
    start = datetime(2024, 10, 2, 12, tzinfo=UTC)
    deals, touches = [], []
    for i in range(160):
        created, name = start + timedelta(days=2 * i), f"n{i}"
        closed = created + timedelta(days=(40 if i % 2 else 80) + i * 7 % 20)
        deals.append(
            deal(f"o{i:03}", name, created, closed_at=closed, amount=100.0 + i, **(WON if i % 3 else LOST))
        )
        if i % 2:
            touches.append(
                touch(
                    f"t{i}",
                    created - timedelta(days=7),
                    "webinar_attended",
                    account_id=name,
                    channel="webinar",
                )
            )
    return company(" ".join(f"n{i}" for i in range(160)), opportunities=deals, touches=touches)


def test_what_is_so_is_told(many):
    found = insights(many, start=date(2024, 10, 1), end=date(2026, 1, 1))
    one = found.of("cycle: webinar_attended")
    assert one.status == "holds"
    assert one.found.difference.value == pytest.approx(-45, abs=6)
    assert one in found.holding
    assert found.counts["tried"] == sum(one.q is not None for one in found.all)
    assert (
        found.counts["found"]
        == found.counts["hold"] + found.counts["do_not_hold"] + found.counts["too_few_to_tell"]
    )
    (told,) = (row for row in found.to_list() if row["insight"] == one.id)
    assert told["sentence"].startswith(
        "Deals whose account attended a webinar in the 90 days before the deal was created closed 4"
    )
    assert "caused" not in told["sentence"].replace("Associated, not caused.", "")
    assert len(found.to_list(tried=True)) == len(found.all) == found.to_arrow(tried=True).num_rows


def test_the_rows_of_both_groups_count_to_n(many):
    found = insights(many, start=date(2024, 10, 1), end=date(2026, 1, 1))
    one = found.of("cycle: webinar_attended")
    rows = found.rows(one.id)
    first = [row for row in rows if row["part"] == "first two thirds"]
    assert sum(row["group"] == "has it" for row in first) == one.found.n
    assert sum(row["group"] != "has it" for row in first) == one.found.n_other
    assert len(rows) == one.found.n + one.found.n_other + one.again.n + one.again.n_other
    assert all((row["factor"] == 1) == (int(row["case"][1:]) % 2 == 1) for row in rows)
    assert len(found.rows(one.id, 3)) == 6
    assert found.sizes(one.id) == tuple(
        sum(row["group"] == group for row in rows) for group in ("has it", "does not")
    )
    with pytest.raises(UsageError, match="no insight 'cycle: nothing'"):
        found.rows("cycle: nothing")


def test_the_kpi_counts_those_that_hold(many):
    program = Program.of(many)
    result = program.ask("insights", start=date(2024, 10, 1), end=date(2026, 1, 1))["insights"]
    found = insights(many, start=date(2024, 10, 1), end=date(2026, 1, 1))
    assert (result.status, result.value, result.n) == ("ok", found.counts["hold"], found.counts["tried"])
    assert result.extra["found"] == found.counts["found"]
    assert result.period == {"start": "2024-10-01", "end": "2026-01-01"}
    split = program.results("insights", start=date(2024, 10, 1), end=date(2026, 1, 1), by=("industry",))
    assert {one.status for one in split} == {"unavailable"}
    assert program.ask(start=date(2024, 10, 1), end=date(2026, 1, 1))["insights"].value == result.value
    whole = program.results(start=date(2025, 10, 1), end=date(2026, 1, 1), by=("month",))
    assert {one.status for one in whole if one.kpi == "insights"} == {"unavailable"}


def test_nothing_to_try_is_no_number():
    result = Program.of(company(opportunities=[], touches=[])).ask("insights", **YEAR)["insights"]
    assert (result.status, result.value, result.n) == ("empty", None, 0)


def test_contracts_are_told_of_when_their_grace_is_over():
    """
    grace 60 days, asked on 1 Oct: k1 ended 30 July and k2 on 1 Aug, both renewed at once; k3 ended 30 July, not renewed
    of k2 only a renewal could be known yet (its grace runs to 30 Sep, the last day that is seen)
    """
    begun = date(2025, 8, 1)
    contracts = [
        {"contract_id": "k1", "account_id": "a", "starts_on": begun, "ends_on": date(2026, 7, 30)},
        {
            "contract_id": "k1b",
            "account_id": "a",
            "starts_on": date(2026, 7, 31),
            "ends_on": date(2027, 7, 30),
        },
        {"contract_id": "k2", "account_id": "b", "starts_on": begun, "ends_on": date(2026, 8, 1)},
        {"contract_id": "k2b", "account_id": "b", "starts_on": date(2026, 8, 2), "ends_on": date(2027, 8, 1)},
        {"contract_id": "k3", "account_id": "c", "starts_on": begun, "ends_on": date(2026, 7, 30)},
    ]
    given = company("a b c", settings=EASY, contracts=contracts, opportunities=[deal("o", "a", at(1, 2))])
    told = insights(given).tables["contracts"].columns
    assert dict(zip(told["case_id"], told["renewed"].tolist(), strict=True)) == {"k1": 1, "k3": 0}
