"""Weeks on the site, drawn."""

from datetime import date

from abmetry.engine.lint import lint
from abmetry.scores.account_weeks import FACT
from facts.model_fixture import tiny_model

ACCOUNTS = "account_id | name | domain\n a1 | Acme | acme.com\n a2 | Beta | beta.com"
PEOPLE = [{"person_id": "p", "account_id": "a1", "email": "p@acme.com"}]


def view(key, when, **row):
    return {"touch_id": key, "occurred_at": when, "kind": "page_view", "channel": "web", "url": "/", **row}


def weeks(
    touches, columns="account_id, week_on, visits, views, people, new_people, days, high_value", **tables
):
    settings = {"pages": {"high_value": ["/pricing*"]}}
    model = tiny_model(settings, accounts=ACCOUNTS, people=PEOPLE, touches=touches, **tables)
    return model.fact("account_weeks", columns, "1, 2")


def test_passes_the_linter():
    model = tiny_model()
    assert lint(FACT.sql(model.engine.dialect, model.settings)) == []


def test_sums_of_a_week_and_who_is_new():
    """
    week of 1 June: p on Monday (two pages, one of them high-value), x on Monday, and on Sunday past midnight
    week of 8 June, which begins 7 June 22:00 UTC: x again after 35 minutes, and y
    """
    touches = [
        view("1", "2026-06-01 08:00", person_id="p"),
        view("2", "2026-06-01 08:10", person_id="p", url="/pricing"),
        view("3", "2026-06-01 12:00", account_id="a1", visitor_id="x"),
        view("4", "2026-06-07 21:50", account_id="a1", visitor_id="x"),
        view("5", "2026-06-07 22:05", account_id="a1", visitor_id="x"),
        view("6", "2026-06-07 22:40", account_id="a1", visitor_id="x"),
        view("7", "2026-06-09 10:00", account_id="a1", visitor_id="y"),
        view("8", "2026-06-09 10:00"),
    ]
    assert weeks(touches) == [
        ("a1", date(2026, 6, 1), 3, 5, 2, 2, 2, 1),
        ("a1", date(2026, 6, 8), 2, 2, 2, 1, 2, 0),
    ]


def test_a_week_is_as_it_was_known_at_its_end():
    """x is known to be p's from Monday 8 June, 00:00 Madrid, on: too late for the week of 1 June; y an hour before."""
    links = [
        {"visitor_id": "x", "person_id": "p", "linked_at": "2026-06-07 22:00", "how": "form"},
        {"visitor_id": "y", "person_id": "p", "linked_at": "2026-06-07 21:00", "how": "form"},
    ]
    touches = [
        view("1", "2026-06-02 08:00", visitor_id="x"),
        view("2", "2026-06-03 08:00", visitor_id="y"),
        view("3", "2026-06-09 08:00", visitor_id="x"),
    ]
    found = weeks(touches, "account_id, week_on, visits, people, new_people", visitor_links=links)
    assert found == [("a1", date(2026, 6, 1), 1, 1, 1), ("a1", date(2026, 6, 8), 1, 1, 0)]
