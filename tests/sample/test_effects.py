"""The planted effects, found again in the files by plain computation."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from abmetry.sample.plan import Plan
from abmetry.sample.world import make_world


@pytest.fixture(scope="module")
def deals(company):
    """New-business deals with what is known of them: target at creation, size, length in days, buyer."""
    tables = company.tables
    table = tables["opportunities"].copy()
    table = table[(table["type"].fillna("new_business") == "new_business") & table["account_id"].notna()]
    table["created"] = pd.to_datetime(table["created_at"], utc=True)
    table["closed"] = pd.to_datetime(table["closed_at"], utc=True, format="ISO8601")
    members = tables["list_members"].merge(
        table[["account_id", "opportunity_id", "created"]], on="account_id"
    )
    since = pd.to_datetime(members["valid_from"], utc=True).fillna(pd.Timestamp("2000-01-01", tz="UTC"))
    to = pd.to_datetime(members["valid_to"], utc=True).fillna(pd.Timestamp("2100-01-01", tz="UTC"))
    on = members[(since <= members["created"]) & (members["created"] < to)]
    table["target"] = table["opportunity_id"].isin(on["opportunity_id"]).astype(float)
    accounts = tables["accounts"].set_index("account_id")
    employees = pd.to_numeric(table["account_id"].map(accounts["employees"]))
    revenue = pd.to_numeric(table["account_id"].map(accounts["annual_revenue"]))
    table["size"] = (np.log(employees.fillna(revenue / 163_000)) - 5.9) / 1.25
    table["industry"] = table["account_id"].map(accounts["industry"])
    table["days"] = (table["closed"] - table["created"]).dt.total_seconds() / 86_400
    roles = tables["opportunity_people"]
    table["buyer"] = (
        table["opportunity_id"].isin(roles.loc[roles["role"] == "Economic buyer", "opportunity_id"]) * 1.0
    )
    table["won"] = (table["is_won"] == "true") * 1.0
    table["done"] = table["is_closed"] == "true"
    return table


def fitted(table, outcome, columns):
    """Least squares of `outcome` on `columns` and a constant: the columns' coefficients."""
    table = table.dropna(subset=columns)
    design = np.column_stack([table[columns].to_numpy(float), np.ones(len(table))])
    found, *_ = np.linalg.lstsq(design, outcome.loc[table.index].to_numpy(float), rcond=None)
    return dict(zip(columns, found, strict=False))


def test_targets_win_more_often(deals):
    closed = deals[deals["done"]]
    raw = closed.groupby("target")["won"].mean()
    assert 0.08 < raw[1.0] - raw[0.0] < 0.22
    assert fitted(closed, closed["won"], ["target", "size"])["target"] == pytest.approx(0.12, abs=0.05)


def test_targets_and_engaged_buyers_have_shorter_cycles(deals):
    won = deals[deals["done"] & (deals["won"] == 1) & (deals["industry"] != "Financial services")]
    found = fitted(won, np.log(won["days"]), ["target", "buyer", "size"])
    assert np.exp(found["target"]) == pytest.approx(0.80, abs=0.1)
    assert np.exp(found["buyer"]) == pytest.approx(0.72, abs=0.1)


def test_targets_buy_more(deals):
    euro = deals[deals["done"] & (deals["won"] == 1) & (deals["currency"] == "EUR")]
    found = fitted(euro, np.log(pd.to_numeric(euro["amount"])), ["target", "size"])
    assert np.exp(found["target"]) == pytest.approx(1.25, abs=0.25)
    assert found["size"] == pytest.approx(0.55, abs=0.12)


def test_security_review_stalls_in_one_industry_since_the_middle(deals, company):
    stages = company.tables["opportunity_stages"].copy()
    stages["at"] = pd.to_datetime(stages["entered_at"], utc=True, format="ISO8601")
    stages = stages.sort_values(["opportunity_id", "at"])
    stages["days"] = (
        stages.groupby("opportunity_id")["at"].shift(-1) - stages["at"]
    ).dt.total_seconds() / 86_400
    review = stages[stages["stage"] == "Security review"].merge(deals[["opportunity_id", "industry"]])
    since = pd.Timestamp(company.truth.effects["stalled_stage"]["since"], tz="UTC")
    slow = (review["industry"] == "Financial services") & (review["at"] >= since)
    assert review.loc[slow, "days"].mean() > 2 * review.loc[~slow, "days"].mean()


def test_targets_show_more_interest(company):
    tables = company.tables
    touches = tables["touches"]
    people = tables["people"].dropna(subset=["account_id"])
    by_person = dict(zip(people["person_id"], people["account_id"], strict=True))
    quarter = touches[(touches["occurred_at"] >= "2026-07-01") & (touches["occurred_at"] < "2026-10-01")]
    inbound = quarter[(quarter["direction"] == "inbound") & (quarter["kind"] != "email_open")]
    proved = tables["visitor_links"].drop_duplicates("visitor_id").set_index("visitor_id")["person_id"]
    person = inbound["person_id"].fillna(inbound["visitor_id"].map(proved))
    engaged = set(inbound["account_id"].fillna(person.map(by_person)).dropna())
    members = tables["list_members"]
    listed = set(members.loc[members["valid_to"].isna(), "account_id"])
    accounts = set(tables["accounts"]["account_id"]) - set(tables["contracts"]["account_id"])
    rate = {
        name: len(some & engaged) / len(some)
        for name, some in (("abm", accounts & listed), ("non", accounts - listed))
    }
    assert 0.15 < rate["abm"] - rate["non"] < 0.45
    assert 0.45 < rate["abm"] < 0.85


def test_content_customers_renew(company):
    tables = company.tables
    surveys = tables["surveys"].assign(score=lambda t: pd.to_numeric(t["score"], errors="coerce"))
    people = tables["people"].set_index("person_id")["account_id"]
    surveys["account"] = surveys["account_id"].fillna(surveys["person_id"].map(people))
    mood = surveys.groupby("account")["score"].mean()
    renewals = tables["opportunities"].query("type == 'renewal' and is_closed == 'true'")
    won = (
        (renewals["is_won"] == "true")
        .groupby(pd.cut(renewals["account_id"].map(mood), [0, 6.5, 8.4, 10]))
        .mean()
    )
    assert won.iloc[2] > 0.88
    assert won.iloc[2] - won.iloc[0] > 0.1


def test_research_and_intent_come_before_deals(company, deals):
    tables = company.tables
    touches = tables["touches"]
    views = touches[(touches["kind"] == "page_view") & touches["account_id"].notna()]
    visits = views.merge(deals[["account_id", "created"]], on="account_id")
    ahead = (visits["created"] - visits["occurred_at"]).dt.total_seconds() / 86_400
    assert ((ahead > 0) & (ahead <= 60)).sum() > 2 * ((ahead > 60) & (ahead <= 120)).sum()
    intent = tables["intent"].assign(score=lambda t: pd.to_numeric(t["score"]))
    surges = intent[(intent["score"] >= 60) & (intent["is_competitor"] == "false")].merge(
        deals, on="account_id"
    )
    weeks = (surges["created"] - pd.to_datetime(surges["week"], utc=True)).dt.days / 7
    assert weeks.between(0, 9).sum() > 4 * weeks.between(20, 29).sum()


def test_the_buyer_is_only_met_where_the_deal_says_so(company, deals):
    people = company.tables["people"].dropna(subset=["account_id"])
    titles = ["Chief Financial Officer", "Finance Director", "Chief Operating Officer", "VP Finance"]
    buyers = people[people["title"].isin(titles)].set_index("person_id")["account_id"]
    meetings = company.tables["touches"].query("kind == 'meeting'")
    meetings = meetings.assign(account_id=meetings["person_id"].map(buyers), at=meetings["occurred_at"])
    met = meetings.dropna(subset=["account_id"])[["account_id", "at"]].merge(deals, on="account_id")
    end = met["closed"].fillna(pd.Timestamp("2026-11-01", tz="UTC"))
    inside = met[(met["at"] >= met["created"]) & (met["at"] < end)]
    assert set(inside["opportunity_id"]) <= set(deals.loc[deals["buyer"] == 1, "opportunity_id"])


def test_hazards_of_targeting_and_webinars_in_a_larger_company():
    """10,000 accounts: deals per month and account, matched on size by weighting with the planted slope."""
    plan = Plan(10_000, 30, 7, 85, date(2026, 11, 1))
    world = make_world(plan)
    starts = np.array(plan.month_starts())
    everyone = np.arange(plan.accounts)
    new = world.deals.take(world.deals.type == 0)
    came = world.attendance.attended & (world.campaigns.family[world.attendance.campaign] == 0)
    seen_by, seen_on = world.attendance.account[came], world.campaigns.day[world.attendance.campaign[came]]
    weight = np.exp(0.25 * world.accounts.size)
    opened, risk = np.zeros((2, 2)), np.zeros((2, 2))
    gone = (world.customer_from > -(10**5)) & (world.customer_from < 0)
    free_from = np.where(gone, 10**6, world.accounts.created)
    for month in range(plan.months):
        low, high = starts[month], starts[month + 1]
        target = world.members.targeted_on(everyone, np.full(plan.accounts, low)).astype(int)
        recent = np.zeros(plan.accounts, dtype=int)
        recent[seen_by[(seen_on <= low) & (seen_on > low - 90)]] = 1
        free = free_from < high - 3
        mine = new.account[(new.created >= low) & (new.created < high)]
        np.add.at(opened, (target[mine], recent[mine]), 1)
        np.add.at(risk, (target[free], recent[free]), weight[free])
        begun = (new.created >= low) & (new.created < high)
        free_from[new.account[begun]] = np.where(new.won[begun], 10**6, new.closed[begun] + 45)
    hazard = opened / risk
    assert hazard[1, 0] / hazard[0, 0] == pytest.approx(1.8, abs=0.2)
    assert hazard[1, 1] / hazard[1, 0] == pytest.approx(1.6, abs=0.3)
