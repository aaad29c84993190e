"""What makes other systems count deals wrongly, each drawn as small as it gets. Every trap has a list of its own."""

from datetime import date

import pytest

from kpis.recount import told
from recompute.company import Company
from recompute.drawn import Q1, STAGES, at, deal, touch
from recompute.program import Program

WON = {"stage": "Closed Won", "is_won": True, "is_closed": True}
LOST = {"stage": "Closed Lost", "is_closed": True}
TIERS = ["1", "2"]


class Traps:
    """Canonical rows of all traps, told apart by the list their accounts are on."""

    def __init__(self):
        self.tables = {"campaigns": [{"campaign_id": "k1", "name": "Spring", "channel": "webinar"}]}
        self.tables["campaigns"].append({"campaign_id": "k2", "name": "Spring", "channel": "webinar"})

    def add(self, table, *rows):
        self.tables.setdefault(table, []).extend(rows)

    def account(self, trap, key, **membership):
        self.add("accounts", {"account_id": key, "name": key, "domain": f"{key}-corp.es"})
        self.add("list_members", {"list_id": trap, "account_id": key, **membership})

    def path(self, key, *steps):
        self.add(
            "opportunity_stages",
            *({"opportunity_id": key, "stage": stage, "entered_at": when} for stage, when in steps),
        )

    def company(self):
        lists = {
            row["list_id"]: {"members": "from list_members", "tiers": TIERS}
            for row in self.tables["list_members"]
        }
        settings = {"lists": lists, "stages": STAGES, "influence": {"when": "before"}}
        return Company(self.tables, settings)


def lay():
    """The rows of every trap; each is drawn at its test."""
    traps = Traps()
    one = [
        "two_contacts", "two_lists", "one_name_twice", "open_and_won", "skipped", "reentered", "reopened",
        "after_close", "after_creation", "no_response", "no_role", "changed_employer", "currency",
        "day_edge", "summer_time", "date_only", "closed_open",
    ]  # fmt: skip
    for trap in one:
        traps.account(trap, trap)
    form = {"kind": "form_submit", "channel": "web"}

    traps.add("opportunities", deal("two_contacts", "two_contacts", at(2, 1), amount=100.0))
    for person in ("tc1", "tc2"):
        traps.add("people", {"person_id": person, "account_id": "two_contacts", "buying_role": "user"})
        traps.add(
            "opportunity_people", {"opportunity_id": "two_contacts", "person_id": person, "role": "user"}
        )
        traps.add("touches", touch(person, at(1, 10), person_id=person, **form))

    traps.add("list_members", {"list_id": "other_list", "account_id": "two_lists", "tier": "2"})
    traps.add(
        "opportunities", deal("two_lists", "two_lists", at(2, 1), amount=100.0, closed_at=at(3, 1), **WON)
    )

    traps.add("people", {"person_id": "on", "account_id": "one_name_twice"})
    for campaign in ("k1", "k2"):
        traps.add(
            "campaign_members",
            {"campaign_id": campaign, "person_id": "on", "status": "responded", "responded_at": at(1, 10)},
        )
    traps.add("opportunities", deal("one_name_twice", "one_name_twice", at(2, 1), amount=100.0))

    traps.add("opportunities", deal("ow1", "open_and_won", at(1, 5), amount=100.0))
    traps.add("opportunities", deal("ow2", "open_and_won", at(1, 5), amount=300.0, closed_at=at(2, 1), **WON))

    traps.add("opportunities", deal("skipped", "skipped", at(1, 5), **WON))
    traps.path("skipped", ("Discovery", at(1, 5)), ("Closed Won", at(1, 25)))
    traps.add("opportunities", deal("reentered", "reentered", at(1, 1)))
    again = [
        ("Discovery", at(1, 1)),
        ("Proposal", at(1, 11)),
        ("Discovery", at(1, 13)),
        ("Proposal", at(1, 19)),
    ]
    traps.path("reentered", *again)
    traps.add("opportunities", deal("reopened", "reopened", at(1, 1), amount=100.0, **WON))
    lost_and_won = [("Discovery", at(1, 1)), ("Closed Lost", at(1, 11)), ("Discovery", at(2, 1))]
    traps.path("reopened", *lost_and_won, ("Closed Won", at(2, 10)))

    listed = [(None, date(2026, 2, 1)), (date(2026, 2, 1), None)]
    for (key, trap), (since, until) in zip(
        [("left", "then_and_now"), ("came", "then_and_now")], listed, strict=True
    ):
        traps.account(trap, key, valid_from=since, valid_to=until)
        traps.add("opportunities", deal(key, key, at(1, 5), amount=100.0 if key == "left" else 300.0))
    traps.account("tier_changed", "tier_changed", tier="2", valid_to=date(2026, 2, 15))
    traps.add(
        "list_members",
        {
            "list_id": "tier_changed",
            "account_id": "tier_changed",
            "tier": "1",
            "valid_from": date(2026, 2, 15),
        },
    )
    traps.add("opportunities", deal("tier_changed", "tier_changed", at(1, 5), amount=100.0))

    traps.add(
        "opportunities", deal("after_close", "after_close", at(1, 5), amount=100.0, closed_at=at(2, 1), **WON)
    )
    traps.add("touches", touch("ac", at(2, 1, 13), account_id="after_close", **form))
    traps.add("opportunities", deal("after_creation", "after_creation", at(2, 1), amount=100.0))
    traps.add("touches", touch("acr", at(2, 2), account_id="after_creation", **form))
    traps.add("people", {"person_id": "nr", "account_id": "no_response"})
    traps.add(
        "campaign_members",
        {"campaign_id": "k1", "person_id": "nr", "status": "sent", "created_at": at(1, 10)},
    )
    traps.add("opportunities", deal("no_response", "no_response", at(2, 1), amount=100.0))
    traps.add("people", {"person_id": "nro", "account_id": "no_role"})
    traps.add("opportunity_people", {"opportunity_id": "no_role", "person_id": "nro"})
    traps.add("touches", touch("nro", at(1, 10), person_id="nro", **form))
    traps.add("opportunities", deal("no_role", "no_role", at(2, 1), amount=100.0))
    traps.account("new_employer", "new_employer")
    traps.add("people", {"person_id": "ce", "account_id": "new_employer", "buying_role": "user"})
    traps.add("opportunity_people", {"opportunity_id": "changed_employer", "person_id": "ce", "role": "user"})
    traps.add("touches", touch("ce", at(1, 10), person_id="ce", **form))
    traps.add("opportunities", deal("changed_employer", "changed_employer", at(2, 1), amount=100.0))

    for size, amount in (("small", 5), ("large", 50000)):
        traps.account("sizes", size)
        traps.add("opportunities", deal(size, size, at(2, 1), amount=float(amount)))
    for key, outcome, amount in (("big", LOST, 900.0), ("little", WON, 100.0)):
        traps.account("count_and_value", key)
        traps.add("opportunities", deal(key, key, at(1, 5), amount=amount, closed_at=at(2, 1), **outcome))
    for key, days in (("quick", 10), ("slow1", None), ("slow2", None)):
        traps.account("open_deals", key)
        closed = {"closed_at": at(1, 5 + days), **WON} if days else {}
        traps.add("opportunities", deal(key, key, at(1, 5), **closed))

    in_dollars = {"amount": 100.0, "currency": "USD"}
    traps.add(
        "opportunities", deal("currency", "currency", at(2, 1), closed_at=at(3, 2), **in_dollars, **WON)
    )
    traps.add("opportunities", deal("day_edge", "day_edge", at(12, 31, 23, 30, year=2025), amount=100.0))
    traps.add("opportunities", deal("day_edge2", "day_edge", at(3, 31, 22, 30), amount=300.0))
    traps.add(
        "opportunities", deal("summer_time", "summer_time", at(3, 28, 11), closed_at=at(3, 30, 10), **WON)
    )
    traps.add("opportunities", deal("date_only", "date_only", at(2, 1), closed_at=date(2026, 2, 10), **WON))
    traps.add("touches", touch("do", at(2, 10, 15), account_id="date_only", **form))
    traps.add("opportunities", deal("closed_open", "closed_open", at(1, 5), amount=100.0, closed_at=at(2, 1)))
    traps.add("opportunities", deal("homeless", None, at(2, 1), amount=100.0))
    traps.account("two_deals", "two_deals")
    traps.add("opportunities", deal("td1", "two_deals", at(7, 1, year=2025), amount=100.0))
    traps.add("opportunities", deal("td2", "two_deals", at(2, 1), amount=300.0))
    traps.add("touches", touch("td", at(6, 1, year=2025), account_id="two_deals", **form))
    traps.account("shared_deal", "first")
    traps.account("shared_deal2", "second")
    traps.add("opportunities", deal("shared", "first", at(2, 1), amount=100.0))
    traps.add("touches", touch("sd", at(1, 10), account_id="first", **form))
    traps.add("opportunity_accounts", {"opportunity_id": "shared", "account_id": "second", "share": 0.25})
    return traps.company()


@pytest.fixture(scope="module")
def program():
    return Program.of(lay())


def asked(program, trap, *kpis, **question):
    """The values of KPIs on the accounts of a trap, in the first quarter of 2026."""
    results = program.ask(*kpis, **{**Q1, "lists": (trap,), **question})
    values = [results[kpi].value for kpi in kpis]
    return values if len(values) > 1 else values[0]


def test_two_contacts_on_one_opportunity(program):
    """A deal of 100 with two contacts, each of whom filled in a form: one deal, counted once."""
    kpis = ("target_account_pipeline", "opportunities_created", "influenced_pipeline", "influence_coverage")
    assert asked(program, "two_contacts", *kpis) == [100, 1, 100, 2]


def test_an_account_on_two_lists(program):
    """On both lists of the scope: its deal counts once."""
    both = ("two_lists", "other_list")
    assert program.ask("new_revenue_won", **Q1, lists=both)["new_revenue_won"].value == 100
    assert program.ask("account_win_rate", **Q1, lists=both)["account_win_rate"].numerator == 1


def test_one_campaign_name_used_twice(program):
    """Two campaigns called Spring, a response to each: two touches on one deal."""
    assert asked(program, "one_name_twice", "influence_coverage", "influenced_pipeline") == [2, 100]


def test_an_account_with_an_open_and_a_won_opportunity(program):
    """100 open, 300 won: the account has an opportunity and became a customer, each amount in its place."""
    kpis = ("accounts_with_opportunity", "account_win_rate", "target_account_pipeline", "new_revenue_won")
    assert asked(program, "open_and_won", *kpis) == [1, 100, 100, 300]


def test_a_stage_skipped(program):
    """Discovery - won: 20 days in Discovery, no stay in the stage between."""
    assert program.split("stage_days", "stage", **Q1, lists=("skipped",)) == {"Discovery": 20}


def test_a_stage_reentered(program):
    """Discovery 10 days, Proposal 2, Discovery 6, Proposal since: Discovery has two stays."""
    assert program.split("stage_days", "stage", **Q1, lists=("reentered",)) == {"Discovery": 8, "Proposal": 2}


def test_a_deal_reopened_after_a_loss(program):
    """Lost on 11 January, won on 10 February: its last close counts, 40 days after its creation."""
    kpis = ("opportunity_win_rate", "deal_velocity_days", "new_revenue_won")
    assert asked(program, "reopened", *kpis) == [100, 40, 100]
    assert asked(program, "reopened", *kpis, as_of=at(1, 15)) == [0, None, 0]
    assert asked(program, "reopened", "opportunity_win_rate", "target_account_pipeline", as_of=at(2, 5)) == [
        None,
        100,
    ]


def test_list_membership_then_and_now(program):
    """left (100) was on the list until 1 February, came (300) since: each as of its time."""
    assert asked(program, "then_and_now", "target_account_pipeline") == 300
    assert asked(program, "then_and_now", "target_account_pipeline", as_of=at(1, 20)) == 100


def test_a_tier_changed_in_the_middle_of_the_period(program):
    """Tier 2 until 15 February, then 1: the deal counts with the tier of the instant."""
    question = {**Q1, "lists": ("tier_changed",)}
    assert program.split("target_account_pipeline", "tier", **question) == {"1": 100}
    assert program.split("target_account_pipeline", "tier", **question, as_of=at(2, 1)) == {"2": 100}


def test_a_touch_after_the_close(program):
    """Won at 12:00, a form at 13:00: no influence, no touch before the win, no cycle."""
    kpis = ("influenced_revenue", "touches_per_won_account", "deal_cycle_days")
    assert asked(program, "after_close", *kpis) == [0, 0, None]


def test_a_touch_after_the_creation(program):
    """A form a day after: it does not influence what counts before the creation; cover counts it."""
    kpis = ("influenced_pipeline", "influence_coverage", "days_first_touch_to_opportunity")
    assert asked(program, "after_creation", *kpis) == [0, 1, None]


def test_a_campaign_member_that_did_not_respond(program):
    assert asked(program, "no_response", "influenced_pipeline", "influence_coverage") == [0, 0]


def test_a_contact_without_a_role(program):
    """Influence asks what the account did, whoever holds a role on the deal."""
    assert asked(program, "no_role", "influenced_pipeline", "buying_committee_size") == [100, 0]


def test_a_contact_that_changed_employer(program):
    """Their form is of the account they are with, and does not influence the deal on which they hold a role."""
    assert asked(program, "changed_employer", "influenced_pipeline") == 0


def test_an_account_with_5_people_and_one_with_50_000(program):
    """The interval of a sum of 5 and 50 000 says how much hangs on one account."""
    found = program.ask("target_account_pipeline", **Q1, lists=("sizes",))["target_account_pipeline"]
    assert found.value == 50005
    assert found.status == "too_few"
    assert found.interval["low"] <= 10 < 50005 < found.interval["high"]


def test_win_rate_by_count_and_by_value(program):
    """Lost 900, won 100: 50 % by count, 10 % by value."""
    found = program.ask("opportunity_win_rate", **Q1, lists=("count_and_value",))["opportunity_win_rate"]
    assert (found.value, found.extra["by_value"]) == (50, pytest.approx(10))


def test_open_deals_left_out_against_censored(program):
    """One deal won after 10 days, two open for three months: a mean of 10, and no median is reached."""
    found = program.ask("deal_velocity_days", **Q1, lists=("open_deals",))["deal_velocity_days"]
    assert (found.value, found.n, found.extra["median"]) == (10, 1, 10)
    assert (found.extra["n_open"], found.extra["censored_median"]) == (2, None)


def test_currencies(program):
    """100 dollars won on 2 March 2026, at the reference rate of that day; a rate that is missing is told, not 0."""
    found = program.ask("new_revenue_won", "average_deal_size", **Q1, lists=("currency",))
    rates = program.engine.query(
        "select to_reporting from rates where currency = 'USD' and rate_on = date '2026-03-02'"
    )
    rate = rates.to_pylist()
    if rate and rate[0]["to_reporting"]:
        assert found["new_revenue_won"].value == pytest.approx(100 * rate[0]["to_reporting"])
    else:
        assert found["average_deal_size"].value is None
        assert any("exchange rate" in flag for flag in found["new_revenue_won"].flags)


def test_day_edges_in_time_zones(program):
    """23:30 UTC on 31 December is 1 January in Madrid, 22:30 UTC on 31 March is 1 April: one of the two is created."""
    assert told(program, "pipeline_created", lists=("day_edge",)) == (100, 100, None)


def test_daylight_saving(program):
    """12:00 on 28 March to 12:00 on 30 March on the wall clock, an hour lost between: 2 days."""
    assert asked(program, "summer_time", "deal_velocity_days") == 2


def test_a_date_only_close(program):
    """Won on the bare date 10 February; a form on that day, 16:00: before the close. 9 days, by dates."""
    kpis = ("touches_per_won_account", "deal_cycle_days", "deal_velocity_days")
    assert asked(program, "date_only", *kpis) == [1, 0, 9]


def test_a_close_date_on_an_open_deal(program):
    """It is ignored: the deal is open."""
    kpis = ("target_account_pipeline", "opportunity_win_rate", "new_revenue_won")
    assert asked(program, "closed_open", *kpis) == [100, None, 0]


def test_opportunities_without_an_account(program):
    """Left out, and told."""
    found = program.ask("target_account_pipeline", **Q1, lists=("closed_open",))["target_account_pipeline"]
    assert any("1 opportunity without an account left out" in flag for flag in found.flags)


def test_a_deal_of_two_accounts(program):
    """100, a quarter of it of the second account: one deal, of the first, which a form influenced; money is split."""
    kpis = ("opportunities_created", "target_account_pipeline", "influenced_pipeline")
    assert asked(program, "shared_deal", *kpis) == [1, 75, 75]
    assert asked(program, "shared_deal2", *kpis) == [0, 25, 25]
    both = program.ask(*kpis, **Q1, lists=("shared_deal", "shared_deal2"))
    assert [result.value for result in both.values()] == [1, 100, 100]


def test_a_touch_before_one_of_two_deals(program):
    """A form a month before the first deal (100), eight before the second (300): it influenced the first."""
    assert asked(program, "two_deals", "influenced_pipeline", "influence_coverage") == [100, 0.5]
