"""Nothing that happened at or after t changes a recomputed value: tomorrow's rows are added, and nothing moves."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recompute.company import Company, Row
from recompute.generate import companies, company_of, questions
from recompute.oracle import KPIS, answers, funnel

MADRID = ZoneInfo("Europe/Madrid")
TIMES = {
    "accounts": "created_at", "people": "created_at", "list_members": "valid_from", "campaign_members": "responded_at",
    "touches": "occurred_at", "visitor_links": "linked_at", "opportunities": "created_at",
    "opportunity_stages": "entered_at", "contracts": "starts_on", "spend": "spent_on", "intent": "week",
    "surveys": "responded_at", "contents": "live_from", "tasks": "due_at",
}  # fmt: skip
OWN_KEYS = {
    "accounts": "account_id", "people": "person_id", "touches": "touch_id", "opportunities": "opportunity_id",
    "contracts": "contract_id", "surveys": "response_id", "contents": "content_id",
    "tasks": "task_id",
}  # fmt: skip


def instant(value: datetime | date) -> datetime:
    """The instant of a time or the start of a day."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(0), MADRID)


def instant_of(question: dict[str, Any]) -> datetime:
    """The question's t."""
    end = instant(question["end"]).astimezone(UTC)
    return min(end, question["as_of"]) if question["as_of"] else end


def tomorrow(present: Company, other: Company, t: datetime) -> Company:
    """The company with those rows of another that happened at or after t, as its own under new keys."""
    known = {row["opportunity_id"] for row in present.rows("opportunity_stages")}
    result = present
    for table, column in TIMES.items():
        for row in other.rows(table):
            if row[column] is None or instant(row[column]) < t or not joins(table, row, known, t):
                continue
            key = OWN_KEYS.get(table)
            result = result.with_rows(table, {**row, key: f"later-{row[key]}"} if key else row)
    return result


def joins(table: str, row: Row, known: set[str], t: datetime) -> bool:
    """A deal without history must not get one, a contract of a deal takes its time from the deal, and a membership
    is there since it was added, whenever the member responds.
    """
    if table == "opportunity_stages":
        return row["opportunity_id"] in known
    if table == "campaign_members":
        return row["created_at"] is None or instant(row["created_at"]) >= t
    return table != "contracts" or row["opportunity_id"] is None


def check(present: Company, other: Company, question: dict[str, Any]) -> None:
    """Every value is the same of one company and the other."""
    before, after = answers(present, **question), answers(other, **question)
    for kpi in KPIS:
        mine, theirs = before[kpi], after[kpi]
        for part in ("value", "numerator", "denominator", "n"):
            assert getattr(theirs, part) == pytest.approx(getattr(mine, part)), kpi
    assert funnel(present, **question) == funnel(other, **question)


@given(companies(), st.integers(0, 2**32 - 1), questions())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_tomorrow_changes_nothing(present, seed, question):
    other = company_of(seed, n_accounts=6, n_people=10, n_touches=60, n_deals=6)
    check(present, tomorrow(present, other, instant_of(question)), question)


def test_removing_tomorrow_changes_nothing_either():
    """The companies themselves go beyond most instants: what they hold from t on can be dropped."""
    for seed in range(30):
        present = company_of(seed, n_touches=80)
        question = {
            "start": date(2026, 1, 1),
            "end": date(2026, 4, 1),
            "as_of": datetime(2026, 2, 11, 9, tzinfo=UTC),
        }
        check(present, today(present, question["as_of"]), question)


def today(company: Company, t: datetime) -> Company:
    """The company without the touches, links, people and answers from t on."""
    tables = dict(company.tables)
    for table in ("touches", "visitor_links", "people", "surveys", "spend"):
        column = TIMES[table]
        tables[table] = [row for row in tables[table] if row[column] is None or instant(row[column]) < t]
    return Company(tables, company.settings)
