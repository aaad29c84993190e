"""One company, by hand: a1 of the tiny company, who viewed a page, won a deal and has a contract."""

from datetime import datetime
from pathlib import Path

import pytest

from abmetry.answers.account import account
from abmetry.answers.analysis import open_workspace
from abmetry.errors import UsageError
from recompute.drawn import company
from recompute.program import opened

NOW = datetime(2026, 11, 1)


@pytest.fixture(scope="module")
def analysis(built: Path):
    with open_workspace(built) as found:
        yield found


def test_all_about_one_company(analysis):
    found = account(analysis, "a1", NOW).to_dict()
    assert found["company"]["name"] == "Company 1"
    assert found["company"]["owner"] == "Ann"
    assert found["stage"] == {"stage": "won", "since": "2026-09-10T09:00:00+00:00"}
    assert [(stay["list_id"], stay["tier"]) for stay in found["lists"]] == [("named", "1")]
    assert found["engagement"] | {"first_at": 0, "last_at": 0} == {
        "touches": 1,
        "engagements": 1,
        "minutes": found["engagement"]["minutes"],
        "first_at": 0,
        "last_at": 0,
        "people": 1,
    }
    assert [(p["person_id"], p["engagements"]) for p in found["people"]] == [("p1", 1)]
    (deal,) = found["opportunities"]
    assert (deal["status"], deal["amount_reporting"], deal["closed_at"]) == (
        "won",
        1000,
        "2026-09-10T09:00:00+00:00",
    )
    assert [stay["stage"] for stay in deal["stays"]] == ["Proposal"]
    assert [(c["contract_id"], c["is_active"]) for c in found["contracts"]] == [("k1", True)]
    assert [touch["touch_id"] for touch in found["touches"]] == ["t1"]
    assert {(row["fact"], row["rule"], row["rows"]) for row in found["links"]} == {
        ("people", "source", 1),
        ("touches", "source", 1),
    }


def test_a_wall_clock_time_has_the_offset_of_its_zone(analysis):
    """10:00 UTC in August is 12:00 in Madrid."""
    (touch,) = account(analysis, "a1", NOW).touches
    assert touch["occurred_at"] == "2026-08-02T10:00:00+00:00"
    assert touch["occurred_local"] == "2026-08-02T12:00:00+02:00"


def test_nothing_at_or_after_now_has_happened(analysis):
    before = account(analysis, "a1", datetime(2026, 8, 10, 9))
    assert before.opportunities == ()
    assert before.customer == ()
    assert before.stage is not None
    assert before.stage["stage"] == "engaged"
    assert account(analysis, "a1", datetime(2026, 8, 1)).engagement["touches"] == 0


@pytest.mark.parametrize("name", ["a5", "c5.com", "company 5", " C5.com "])
def test_a_company_by_id_domain_or_name(analysis, name):
    assert account(analysis, name, NOW).company["account_id"] == "a5"


def test_a_name_that_nobody_has(analysis):
    with pytest.raises(UsageError, match="There is no account 'Company 1x'") as raised:
        account(analysis, "Company 1x", NOW)
    assert raised.value.help
    with pytest.raises(UsageError) as near:
        account(analysis, "mpany 3", NOW)
    assert "a3 (Company 3)" in str(near.value.help)


def test_a_quote_is_only_a_letter(analysis):
    with pytest.raises(UsageError, match="There is no account"):
        account(analysis, "' or 1 = 1 --", NOW)


def test_its_timeline_is_its_table(analysis):
    assert account(analysis, "a1", NOW).to_arrow()["touch_id"].to_pylist() == ["t1"]


def test_what_was_never_loaded_is_not_known(tmp_path):
    """only accounts: no zeros of engagements, people or heat, but what would have to be loaded"""
    with opened(company("a"), tmp_path) as analysis:
        story = account(analysis, "a").to_dict()
    assert story["engagement"] is story["people"] is story["opportunities"] is story["touches"] is None
    assert story["scores"]["heat"] is None
    assert story["unavailable"]["engagement"] == ["touches", "campaign_members"]
    assert story["lists"]
