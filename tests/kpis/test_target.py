"""KPIs of stage 1 on companies that are counted by hand."""

from datetime import date
from math import exp, log

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company, touch
from recompute.program import Program

ICP = {
    "icp": {
        "criteria": [
            {"where": "employees between 200 and 5000", "weight": 3},
            {"where": "industry = 'Software'"},
        ]
    },
}


def program_of(accounts="a b", **tables):
    return Program.of(company(accounts, **tables))


def test_a_tier_in_the_middle_of_the_period_and_a_membership_then_and_now():
    """
    named: a tier 1 until 1 Mar, then tier 2;  b from 1 Apr (at t: not yet);  c until 1 Apr (at t: still)
    """
    members = [
        {"list_id": "named", "account_id": "a", "tier": "1", "valid_to": date(2026, 3, 1)},
        {"list_id": "named", "account_id": "a", "tier": "2", "valid_from": date(2026, 3, 1)},
        {"list_id": "named", "account_id": "b", "tier": "1", "valid_from": date(2026, 4, 1)},
        {"list_id": "named", "account_id": "c", "tier": "1", "valid_to": date(2026, 4, 1)},
    ]
    program = program_of("a b c", list_members=members)
    assert told(program, "target_accounts") == (2, 2, None)
    assert program.split("target_accounts", "tier", **Q1) == {"1": 1, "2": 1}
    assert told(program, "target_accounts", as_of=at(2, 1))[0] == 2
    assert program.split("target_accounts", "tier", **Q1, as_of=at(2, 1)) == {"1": 2}


def test_customers_at_the_start_are_no_targets():
    contracts = [{"contract_id": "k", "account_id": "a", "starts_on": date(2025, 6, 1), "value": 10.0}]
    assert told(program_of(contracts=contracts), "target_accounts")[0] == 1


@pytest.fixture(scope="module")
def fits():
    """
    weights 3 and 1     a 200 Software: 100, tier 1     b 5000 Retail: 75, tier 2     c 5001 Software: 25, tier 3
    d no employees, no industry: 0, tier 3     tiers held: a 1, b 3 (disagrees), c none, d 3
    """
    given = company("a b c d", settings=ICP)
    employees = {"a": 200, "b": 5000, "c": 5001, "d": None}
    industries = {"a": "Software", "b": "Retail", "c": "Software", "d": None}
    for row in given.tables["accounts"]:
        row.update(employees=employees[row["account_id"]], industry=industries[row["account_id"]])
    given.settings["lists"] = {"named": {"members": "from list_members", "tiers": ["1", "2", "3"]}}
    for row in given.tables["list_members"]:
        row["tier"] = {"a": "1", "b": "3", "d": "3"}.get(row["account_id"])
    return Program.of(given)


def test_fit_is_the_share_of_weights_and_suggests_tiers(fits):
    assert told(fits, "icp_fit") == (50, 200, 4)
    found = fits.ask("icp_fit", **Q1)["icp_fit"]
    assert found.extra == {
        "suggested_tier_1": 1,
        "suggested_tier_2": 1,
        "suggested_tier_3": 2,
        "tier_disagrees": 1,
    }
    rows = {row["key"]: row for row in fits.evidence("icp_fit", **Q1).rows}
    assert [key for key, row in rows.items() if row["tier_disagrees"]] == ["b"]
    assert (rows["b"]["suggested_tier"], rows["b"]["tier"]) == ("2", "3")


def test_without_a_profile_there_is_no_fit():
    found = program_of().ask("icp_fit", **Q1)["icp_fit"]
    assert (found.status, found.value) == ("unavailable", None)
    assert "criteria" in found.flags[0]


@pytest.fixture(scope="module")
def mails():
    """
    t = 1 Apr 00:00 Madrid (31 Mar 22:00 UTC)
    a: p mails on 2 Mar 00:00, meets us on 1 Jan 00:00 (90 days before: in the breadth); a mail at t is too late
    b: a mail out and one in, of nobody known       c: a meeting to which nobody came
    """
    people = [{"person_id": "p", "account_id": "a", "email": "p@a-corp.es"}]
    touches = [
        touch("1", at(3, 1, 23), "email_received", person_id="p"),
        touch("2", at(12, 31, 23, year=2025), "meeting", person_id="p"),
        touch("3", at(3, 2, 23), "email_sent", account_id="b"),
        touch("4", at(3, 30), "email_sent", account_id="b", direction="inbound"),
        touch("5", at(3, 31, 22), "email_received", person_id="p"),
        touch("6", at(3, 1), "meeting", account_id="c", outcome="no_show"),
    ]
    return program_of("a b c", people=people, touches=touches)


def score(strength, reciprocity, breadth):
    return 100 * (1 - exp(-strength * (0.5 + 0.5 * reciprocity) * (1 + log(1 + breadth)) / 40))


def test_the_score_follows_the_formula_of_decayed_mails_and_meetings(mails):
    """
    ages in days on the wall clock, where t is 1 Apr 00:00
    a: in 2 Mar 00:00 (30), meeting 1 Jan 00:00 (90);  b: out 3 Mar 00:00 (29), in 30 Mar 14:00 (1 + 10 / 24)
    """
    a = score(2**-1 + 3 * 2**-3, 0, 1)
    out, got = 0.25 * 2 ** (-29 / 30), 2 ** (-(1 + 10 / 24) / 30)
    b = score(out + got, 2 * out / (out + got), 0)
    value, numerator, denominator = told(mails, "relationship_score")
    assert (value, numerator, denominator) == (pytest.approx((a + b) / 3), pytest.approx(a + b), 3)
    found = mails.ask("relationship_score", **Q1)["relationship_score"]
    assert found.extra == {"accounts_with_contact": 2, "single_thread_accounts": 1}


def test_relationships_rise_and_fall_by_five_points():
    """a: five meetings in March rise;  b: five on 1 Jan have faded;  c: one mail moves by less than five."""
    touches = [
        *(touch(f"a{n}", at(3, 20, n), "meeting", account_id="a") for n in range(5)),
        *(touch(f"b{n}", at(2, 25, n), "meeting", account_id="b") for n in range(5)),
        touch("c", at(3, 20), "email_received", account_id="c"),
    ]
    program = program_of("a b c d", touches=touches)
    assert told(program, "relationship_improving_rate") == (25, 1, 4)
    assert told(program, "relationship_degrading_rate") == (25, 1, 4)


def signal(week, topic, account, score, **row):
    return {"week": week, "topic": topic, "account_id": account, "score": score, **row}


def test_a_surge_is_in_the_period_of_its_weeks_sunday():
    """
    a: 60 on abm, week of 29 Dec (Sunday 4 Jan: in P)      b: 59, 90 on a competitor      c: 90 given on a Wednesday
    d: 90, week of 30 Mar (Sunday 5 Apr: not in P)
    """
    intent = [
        signal(date(2025, 12, 29), "abm", "a", 60.0),
        signal(date(2026, 2, 2), "abm", "b", 59.0),
        signal(date(2026, 2, 2), "rival", "b", 90.0, is_competitor=True),
        signal(date(2026, 2, 4), "tools", "c", 90.0),
        signal(date(2026, 3, 30), "abm", "d", 90.0),
    ]
    program = program_of("a b c d", intent=intent)
    assert told(program, "intent_surge_accounts") == (2, 2, None)
    assert told(program, "intent_surge_rate") == (50, 2, 4)
    assert program.split("intent_surge_accounts", "topic", **Q1) == {"abm": 1, "tools": 1}
    flags = program.ask("intent_surge_rate", **Q1)["intent_surge_rate"].flags
    assert any("Monday before" in flag for flag in flags)


def test_a_count_is_judged_by_the_weeks_before_and_the_flag_says_how_many_are_chance():
    """
    weeks of 5 Jan to 23 Feb: a counts 1 in every week, b nothing, then in the week of 2 Mar both count 8; c is scored
    """
    weeks = [date.fromordinal(date(2026, 1, 5).toordinal() + 7 * n) for n in range(8)]
    intent = [
        *(signal(week, "abm", "a", None, count=1) for week in weeks),
        *(signal(date(2026, 3, 2), "abm", account, None, count=8) for account in "ab"),
        signal(date(2026, 3, 2), "tools", "c", 60.0),
    ]
    program = program_of("a b c d", intent=intent)
    assert told(program, "intent_surge_accounts") == (3, 3, None)
    found = program.ask("intent_surge_rate", **Q1)["intent_surge_rate"]
    assert (found.value, found.extra) == (75, {"by_counts": 2})
    assert any("2 surges are of counts" in flag and "(Benjamini-Hochberg)" in flag for flag in found.flags)
    assert any("1 count of a topic not judged" in flag for flag in found.flags)
    rows = {row["account_id"]: row for row in program.evidence("intent_surge_accounts", **Q1).rows}
    assert (rows["a"]["signals"], rows["c"]["signals"]) == (8, None)
    assert rows["b"]["expected"] < rows["a"]["expected"] < 1.1
    assert rows["b"]["tail"] < rows["a"]["tail"] < 0.01
    assert program.ask("intent_surge_rate", **{**Q1, "as_of": at(3, 8)})["intent_surge_rate"].value == 0


def test_a_first_week_of_counts_has_nothing_to_be_judged_by():
    program = program_of(intent=[signal(date(2026, 2, 2), "abm", "a", None, count=40)])
    found = program.ask("intent_surge_rate", **Q1)["intent_surge_rate"]
    assert (found.status, found.value) == ("too_few", 0)
    assert any("not judged" in flag for flag in found.flags)
    empty = program_of(intent=[]).ask("intent_surge_rate", **Q1)["intent_surge_rate"]
    assert (empty.status, empty.value) == ("too_few", 0)
