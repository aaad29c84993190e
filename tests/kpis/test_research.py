"""Research heat, by the rule and by a model, on companies that are counted by hand."""

from datetime import date, datetime, timedelta
from math import exp, log

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, touch
from recompute.program import Program
from scores.test_heat_models import SETTINGS
from scores.test_heat_models import company as researching

PAGES = {"pages": {"high_value": ["/pricing*"]}}


def view(key, account, when, visitor="v", url="/"):
    return touch(
        key, when, "page_view", account_id=account, visitor_id=f"{account}-{visitor}", url=url, channel="web"
    )


@pytest.fixture(scope="module")
def ruled():
    """
    t = 1 April 2026 (a Wednesday): the last whole week is that of Monday 23 March, which ends on 30 March 00:00 Madrid
    a: v and w (new) visit, one prices, v three times as often as before: 5     b: v alone, known of old: 1
    c: in the week of 30 March, which is not over: 0     d: in the week of 16 March only: 0     e: on no list, as a
    """
    touches = []
    for account in "ae":
        touches += [
            view(f"{account}0", account, at(3, 10)),
            *(view(f"{account}{n}", account, at(3, 23 + n)) for n in range(1, 4)),
            view(f"{account}5", account, at(3, 29, 21), "w", "/pricing"),
            view(f"{account}6", account, at(3, 29, 23), "w", "/pricing"),
        ]
    touches += [
        *(view(f"b{n}", "b", at(3, 2 + 7 * n)) for n in range(4)),
        view("c", "c", at(3, 30)),
        view("d", "d", at(3, 20)),
    ]
    given = company("a b c d e", settings=PAGES, touches=touches)
    given.tables["list_members"] = [row for row in given.tables["list_members"] if row["account_id"] != "e"]
    return Program.of(given)


def test_the_rule_counts_a_point_each_and_says_that_it_is_the_rule(ruled):
    assert told(ruled, "research_spikes") == (1, 1, None)
    found = ruled.ask("research_spikes", **Q1)["research_spikes"]
    assert found.extra == {"heat_0": 2, "heat_1": 1, "heat_2": 0, "heat_3": 0, "heat_4": 0, "heat_5": 1}
    assert any(flag.startswith("2 heats are by the rule") for flag in found.flags)
    (row,) = ruled.evidence("research_spikes", **Q1).rows
    assert (row["key"], row["heat"], row["week_on"], row["probability"]) == ("a", 5, date(2026, 3, 23), None)
    assert (
        row["drivers"]
        == "visited, visits twice as usual, two people or more, a high-value page, somebody new"
    )
    assert (row["visits"], row["visits_before"], row["people"], row["high_value"], row["new_people"]) == (
        4,
        0.25,
        2,
        1,
        1,
    )


def test_by_heat_it_is_told_apart(ruled):
    assert ruled.split("research_spikes", "heat", **Q1) == {"0": 0, "1": 0, "5": 1}


def test_the_week_is_the_last_one_that_had_ended(ruled):
    """On Sunday 29 March, 23:59 Madrid, the week of the 23rd is not over; a minute later it is."""
    minute = datetime.fromisoformat("2026-03-29T21:59:00+00:00")
    assert ruled.ask("research_spikes", **Q1, as_of=minute)["research_spikes"].value == 0
    assert (
        ruled.ask("research_spikes", **Q1, as_of=minute + timedelta(minutes=1))["research_spikes"].value == 1
    )


def researchers(**more):
    """The company of which a model of heat is learned, all of it on a list."""
    tables = researching()
    given = company(settings=SETTINGS)
    given.tables = {
        "accounts": tables["accounts"],
        "list_members": [{"list_id": "named", "account_id": row["account_id"]} for row in tables["accounts"]],
        "touches": [{**row, "occurred_at": utc(row["occurred_at"])} for row in tables["touches"]],
        "opportunities": [{**row, "created_at": utc(row["created_at"])} for row in tables["opportunities"]],
    }
    for name, rows in more.items():
        given.tables[name] = [*given.tables.get(name, []), *rows]
    return given


@pytest.fixture(scope="module")
def learned():
    return Program.of(researchers())


def utc(instant):
    return datetime.fromisoformat(f"{instant.isoformat()}+00:00")


LATE = {"start": date(2025, 10, 1), "end": date(2025, 12, 1)}


def test_the_drivers_add_up_to_the_log_odds_and_the_probability_makes_the_heat(learned):
    told(learned, "research_spikes", **LATE)
    plan = learned.plan("research_spikes", **LATE)
    asking = learned._asking(plan)
    asking.prepare()
    asking.working.asof("heats")
    rows = asking.working.engine.query("select * from asof_heats where probability is not null").to_pylist()
    (model,) = asking.working.engine.query(
        "select intercept, base_rate, model from heat_models where holds_from = timestamp '2025-10-01'"
    ).to_pylist()
    assert len(rows) > 20
    for row in rows:
        added = sum(value for name, value in row.items() if name.startswith("by_"))
        assert log(row["probability"] / (1 - row["probability"])) == pytest.approx(model["intercept"] + added)
        assert row["lift"] == pytest.approx(row["probability"] / model["base_rate"])
        assert row["heat"] == sum(row["lift"] >= least for least in (1, 1.5, 2, 3, 5))
        assert row["model"] == model["model"]
    assert {row["heat"] for row in rows} > {0, 5}
    strongest = max(rows, key=lambda row: row["by_high_value"])
    assert f"high-value pages ×{exp(strongest['by_high_value']):.1f}" in strongest["drivers"]


def test_the_features_are_those_of_the_week_and_the_four_before(learned):
    """What the model adds for the pages per visit, from the touches themselves."""
    plan = learned.plan("research_spikes", **LATE)
    asking = learned._asking(plan)
    asking.prepare()
    asking.working.asof("heats")
    engine = asking.working.engine
    (weight,) = engine.query(
        "select w.weight, w.mean from heat_weights w join heat_models h on h.model = w.model"
        " where h.holds_from = timestamp '2025-10-01' and feature = 'depth_now'"
    ).to_pylist()
    depths = engine.query(
        "select account_id, avg(cast(page_views as double)) as depth from sessions"
        " where started_at >= timestamp '2025-11-24' and started_at < timestamp '2025-12-01' group by account_id"
    ).to_pylist()
    depth = {row["account_id"]: row["depth"] for row in depths}
    rows = engine.query(
        "select account_id, by_depth from asof_heats where probability is not null"
    ).to_pylist()
    for row in rows:
        x = log(1 + depth.get(row["account_id"], 0))
        assert row["by_depth"] == pytest.approx(weight["weight"] * (x - weight["mean"]), abs=1e-9)


def test_silent_accounts_are_cold(learned):
    found = learned.ask("research_spikes", **{**LATE, "end": date(2026, 6, 1)})["research_spikes"]
    assert found.extra["heat_0"] == 40
