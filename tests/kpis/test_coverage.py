"""How well accounts and their people are known, counted by hand."""

from datetime import date

import pytest

from kpis.recount import told
from recompute.drawn import Q1, at, company
from recompute.program import Program

PERSONAS = {
    "personas": {
        "economic_buyer": {"titles": ["CFO"], "required": 1},
        "technical": {"titles": ["engineer"], "required": 2},
        "champion": {"titles": ["analyst"], "required": 0},
    }
}


def person(key, account="a", **row):
    return {"person_id": key, "account_id": account, **row}


@pytest.fixture(scope="module")
def people():
    """
    a: p1 CFO, mail, phone           p2 the same mail, bounced on 1 Feb, no phone: p1 and p2 are one
       p3 Scfoo: no whole word, no stakeholder       p4 champion by column, mail, opted out, no phone
    b: p5 decision maker, phone opted out, mail      p6, p7, p8 engineers, p8 from 1 Apr
    c: nobody
    """
    rows = [
        person("p1", email="ana@a-corp.es", title="CFO", phone="1", created_at=at(1, 1, year=2025)),
        person("p2", email="ANA@a-corp.es ", title="cfo, Spain", bounced_at=at(2, 1), created_at=at(1, 5)),
        person("p3", email="bo@a-corp.es", title="Scfoo"),
        person("p4", email="cy@a-corp.es", persona="champion", email_opt_out=True),
        person("p5", "b", email="di@b-corp.es", buying_role="user", phone="2", phone_opt_out=True),
        person("p6", "b", title="Engineer"),
        person("p7", "b", title="Lead engineer"),
        person("p8", "b", title="engineer", created_at=date(2026, 4, 1)),
    ]
    return Program.of(company("a b c", people=rows, settings=PERSONAS))


def test_people_with_one_address_are_one(people):
    """a: p1, p3, p4;  b: p5, p6, p7"""
    assert told(people, "people_per_account") == (2, 6, 3)
    flags = people.ask("people_per_account", **Q1)["people_per_account"].flags
    assert any("creation date" in flag for flag in flags)


def test_a_bounce_or_opt_out_of_one_row_holds_for_the_person(people):
    """stakeholders: p1 (phone), p4 (none), p5 (mail), p6, p7 (none);  before the bounce: p1 by mail too"""
    assert told(people, "contactable_rate") == (40, 2, 5)
    rows = people.evidence("contactable_rate", **Q1).rows
    assert [(r["key"], r["has_usable_mail"], r["has_usable_phone"]) for r in rows] == [
        ("p1", False, True),
        ("p5", True, False),
    ]


def test_slots_are_filled_up_to_their_number(people):
    """a: economic buyer 1 of 1, technical 0 of 2;  b: 0 of 1, 2 of 2;  c: nothing"""
    value, filled, slots = told(people, "stakeholder_coverage")
    assert (value, filled, slots) == (pytest.approx(100 / 3), 3, 9)
    assert told(people, "stakeholders_identified_rate") == (0, 0, 3)
    by = people.split("stakeholder_coverage", "persona", **Q1)
    assert by == {"economic_buyer": pytest.approx(100 / 3), "technical": pytest.approx(100 / 3)}


def test_an_account_with_every_slot_filled_is_identified():
    """a: p1 both by its two rows, t the second engineer;  b: p2 twice an engineer is one"""
    rows = [
        person("p1", email="x@a-corp.es", title="CFO"),
        person("p2", email="x@a-corp.es", title="engineer"),
        person("t", title="engineer"),
        person("p3", "b", email="y@b-corp.es", title="engineer"),
        person("p4", "b", email="y@b-corp.es", title="engineer"),
        person("p5", "b", title="CFO"),
    ]
    program = Program.of(company(people=rows, settings=PERSONAS))
    assert told(program, "stakeholders_identified_rate") == (50, 1, 2)


def test_without_required_personas_there_is_no_coverage():
    found = Program.of(company(people=[])).ask("stakeholder_coverage", **Q1)["stakeholder_coverage"]
    assert found.status == "unavailable"
    assert "[personas]" in found.flags[0]


def test_completeness_is_the_mean_of_the_accounts_shares():
    """
    account fields: domain or website (an attribute), employees       person fields: email, persona or buying_role
    a: domain, 0 employees (filled): 2;  stakeholder p: mail blank, role: 1 -> 3 / 4
    b: website only: 1 -> 1 / 2
    """
    fields = {
        "account_fields": ["domain or website", "employees"],
        "person_fields": ["email", "persona or buying_role"],
    }
    given = company(
        people=[person("p", email=" ", buying_role="user"), person("q")], settings={"coverage": fields}
    )
    given.tables["accounts"] = [
        {"account_id": "a", "name": "a", "domain": "a-corp.es", "employees": 0},
        {"account_id": "b", "name": "b", "domain": " ", "website": "b-corp.es"},
    ]
    program = Program.of(given)
    assert told(program, "data_completeness") == (62.5, 1.25, 2)


def test_fields_that_people_do_not_have_are_named():
    given = company(settings={"coverage": {"person_fields": ["email", "fax"]}})
    found = Program.of(given).ask("data_completeness", **Q1)["data_completeness"]
    assert found.status == "unavailable"
    assert "fax" in found.flags[0]


def test_research_counts_before_t():
    """a on 31 Mar;  b at the first instant of April;  c never"""
    given = company("a b c")
    for row in given.tables["accounts"]:
        row["researched_at"] = {"a": date(2026, 3, 31), "b": date(2026, 4, 1)}.get(row["account_id"])
    assert told(Program.of(given), "researched_account_rate") == (pytest.approx(100 / 3), 1, 3)


def test_content_is_live_at_some_moment_of_the_period():
    """
    a: its own until 2 Jan    b: its segment's from 31 Mar    c: its own until 1 Jan (over at the start)
    d: its own, and its segment's    e: the segment has none, content without a segment counts for nobody
    """
    contents = [
        {"content_id": "1", "account_id": "a", "live_to": date(2026, 1, 2)},
        {"content_id": "2", "segment": "large", "live_from": date(2026, 3, 31)},
        {"content_id": "3", "account_id": "c", "live_to": date(2026, 1, 1)},
        {"content_id": "4", "account_id": "d"},
        {"content_id": "5"},
    ]
    given = company("a b c d e", contents=contents)
    for row in given.tables["accounts"]:
        row["segment"] = {"b": "large", "d": "large", "e": "small"}.get(row["account_id"])
    program = Program.of(given)
    assert told(program, "custom_content_rate") == (60, 3, 5)
    assert program.ask("custom_content_rate", **Q1)["custom_content_rate"].extra == {
        "account_specific": 40,
        "segment": 40,
    }
