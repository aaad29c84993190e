"""Lists of accounts: their values are those of each account's own story, and of the KPIs."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from abmetry.answers.account import account
from abmetry.answers.account_list import SIGNALS, SORTS, Listing, account_list
from abmetry.answers.account_values import account_values
from abmetry.answers.analysis import open_workspace
from abmetry.answers.question import Question
from abmetry.errors import Unanswerable, UsageError
from kpis.test_research import researchers
from recompute.drawn import at, company, touch
from recompute.program import opened
from tiny_company import ACCOUNTS, ENGAGED, MEMBERS, TIER_ONE

NOW = datetime(2026, 11, 1)
EVER = Question(start="2020-01-01", end="2026-12-01", cohort="all")
QUARTER = Question(period="2026-Q3")


@pytest.fixture(scope="module")
def analysis(built: Path):
    with open_workspace(built) as found:
        yield found


@pytest.fixture(scope="module")
def quarter(analysis):
    return account_values(analysis, QUARTER, NOW)


def listed(analysis, values, question=QUARTER, now=NOW, **said):
    return account_list(analysis, question, values, Listing(**said), now)


def ids(found) -> list[str]:
    return [row["account_id"] for row in found.rows]


def told_alike(analysis, now: datetime, question: Question) -> int:
    """Some accounts of a list, a1 among them, say what their own stories say; how many there are."""
    values = account_values(analysis, question, now)
    found = listed(analysis, values, question, now, sort="-stage", limit=None)
    first = datetime.fromisoformat(str(question.start)).date().isoformat()
    assert found.rows[0]["account_id"] == "a1"
    for row in found.rows[::8]:
        story = account(analysis, row["account_id"], now)
        assert story.stage is None or row["stage"] == story.stage["stage"]
        assert row["minutes"] == pytest.approx(story.engagement["minutes"])
        for name, told in (
            ("engagements", "engagements"),
            ("engaged_people", "people"),
            ("engaged_at", "last_at"),
        ):
            assert row[name] == (story.engagement[told] or (0 if told != "last_at" else None))
        assert row["heat"] == (story.scores["heat"] or {"heat": None})["heat"]
        relationship = story.scores["relationship"] or {}
        assert row["relationship"] == relationship.get("score")
        assert row["relationship_change"] == relationship.get("change")
        assert row["is_single_thread"] == relationship.get("is_single_thread", False)
        own = [one for one in story.scores["surges"] if not one["is_competitor"] and one["week_on"] >= first]
        assert (row["surges"] or 0) == len(own)
        assert row["surged_on"] == max((one["week_on"] for one in own), default=None)
        deals = [one for one in story.opportunities if one["status"] == "open"]
        assert row["open_deals"] == len(deals)
        assert (row["pipeline"] or 0) == sum(deal["amount_reporting"] or 0 for deal in deals)
    return found.total


def test_a_list_says_what_each_account_says_of_itself(analysis):
    assert told_alike(analysis, NOW, EVER) == ACCOUNTS


def test_a_list_says_the_scores_that_each_account_says_of_itself(tmp_path):
    mails = [
        touch("m", at(11, 20, year=2025), "email_received", account_id="a1"),
        touch("n", at(10, 2, year=2025), "email_sent", account_id="a1"),
    ]
    intent = [
        {"week": datetime(2025, *day).date(), "topic": "abm", "account_id": "a1", "count": count}
        for day, count in (((10, 27), 1), ((11, 3), 1), ((11, 10), 1), ((11, 17), 9))
    ]
    now = datetime(2025, 12, 1)
    with opened(researchers(touches=mails, intent=intent), tmp_path) as analysis:
        question = Question(start="2025-10-01", end="2026-01-01", cohort="all")
        values = account_values(analysis, question, now)
        found = listed(analysis, values, question, now, limit=None)
        for row in found.rows[::6]:
            scores = account(analysis, row["account_id"], now).scores
            assert row["heat"] == scores["heat"]["heat"]
            assert row["relationship"] == (scores["relationship"] or {}).get("score")
            assert row["surges"] == len(scores["surges"])
        hot = analysis.answer(replace(question, kpis=("research_spikes",), compare="none"), now)[0]
        spikes = listed(analysis, values, question, now, signals=("hot",), limit=None)
        assert spikes.total == spikes.sums["hot"] == hot.value > 0
        assert ids(listed(analysis, values, question, now, signals=("surging",))) == ["a1"]


def test_a_list_has_the_accounts_of_the_scope_with_their_tiers(analysis, quarter):
    found = listed(analysis, quarter, limit=None)
    assert (found.total, found.of, len(found.rows)) == (MEMBERS, MEMBERS, MEMBERS)
    assert sum(row["tier"] == "1" for row in found.rows) == TIER_ONE
    assert found.as_of == "2026-10-01T00:00:00+02:00"
    tier = listed(analysis, quarter, replace(QUARTER, tiers=("1",)))
    assert tier.total == TIER_ONE
    outside = listed(analysis, quarter, replace(QUARTER, cohort="non_abm"))
    assert outside.total == ACCOUNTS - MEMBERS
    (flag,) = listed(analysis, quarter, replace(QUARTER, where=("industry=Retail",))).flags
    assert flag == "industry is as last loaded, whatever the instant asked for"


def test_its_sums_are_those_of_the_kpis(analysis, quarter):
    found = listed(analysis, quarter, signals=("engaged",), limit=3)
    assert (found.total, len(found.rows)) == (ENGAGED, 3)
    minutes = analysis.answer(Question(("engagement_minutes",), period="2026-Q3", cohort="all"), NOW)[0]
    everyone = listed(analysis, quarter, replace(QUARTER, cohort="all"))
    assert everyone.sums["minutes"] == minutes.value


@pytest.mark.parametrize("sort", SORTS)
def test_it_is_sorted_either_way_and_what_has_no_value_comes_last(analysis, quarter, sort):
    column = {"change": "relationship_change", "people": "engaged_people", "engaged": "engaged_at"}.get(
        sort, sort
    )
    everyone = replace(QUARTER, cohort="all")
    up = [row[column] for row in listed(analysis, quarter, everyone, sort=sort, limit=None).rows]
    down = [row[column] for row in listed(analysis, quarter, everyone, sort=f"-{sort}", limit=None).rows]
    known = [value for value in up if value is not None]
    for found in (up, down):
        assert [value for value in found if value is not None] == found[: len(known)]
    if sort == "tier":
        assert known == ["2"] * (MEMBERS - TIER_ONE) + ["1"] * TIER_ONE
        assert down[: len(known)] == known[::-1]
    elif sort not in ("stage", "name"):
        assert known == sorted(known)
        assert down[: len(known)] == sorted(known, reverse=True)


def test_pages_of_it_follow_each_other(analysis, quarter):
    whole = ids(listed(analysis, quarter, sort="name", limit=None))
    pages = [ids(listed(analysis, quarter, sort="name", limit=10, skip=skip)) for skip in (0, 10, 20, 30)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert [one for page in pages for one in page] == whole


def test_accounts_are_found_by_words_of_name_domain_or_id(analysis, quarter):
    assert ids(listed(analysis, quarter, search="COMPANY 13")) == ["a13"]
    assert ids(listed(analysis, quarter, search="c12.com")) == ["a12"]
    assert ids(listed(analysis, quarter, search="a3")) == ["a3"]
    for nothing in ("' or 1 = 1 --", "%", "_", "company nobody"):
        assert ids(listed(analysis, quarter, search=nothing)) == []


def test_stages_and_signals_choose_and_every_signal_can_be_asked(analysis, quarter):
    assert ids(listed(analysis, quarter, stages=("won",))) == ["a1"]
    found = {name: listed(analysis, quarter, signals=(name,)).total for name in SIGNALS}
    assert found["engaged"] + found["quiet"] == MEMBERS
    assert found["open_deal"] + found["no_deal"] == MEMBERS
    assert found["stranger"] == MEMBERS


@pytest.mark.parametrize(
    "said", [{"stages": ("lost",)}, {"signals": ("1 = 1",)}, {"sort": "-account_id; drop"}]
)
def test_what_there_is_not_is_wrong_use(analysis, quarter, said):
    with pytest.raises(UsageError, match="Accounts cannot be listed by"):
        listed(analysis, quarter, **said)


def test_a_period_that_had_not_begun(analysis):
    with pytest.raises(Unanswerable):
        account_values(analysis, Question(period="2027-Q1"), NOW)


def test_what_was_never_loaded_is_not_known(tmp_path):
    with opened(company("a"), tmp_path) as analysis:
        values = account_values(analysis, EVER, NOW)
        (row,) = listed(analysis, values, EVER).rows
    assert row["heat"] is row["minutes"] is row["open_deals"] is row["surges"] is None
    assert set(values.unavailable) == {"heat", "surges", "relationship", "minutes", "pipeline"}


def test_the_values_of_one_account(quarter):
    found = quarter.of("a1")
    assert found is not None
    assert (found["stage"], found["engagements"]) == (4, 1)
    assert quarter.of("nobody") is None
