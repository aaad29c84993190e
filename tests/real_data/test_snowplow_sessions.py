"""A tracker's events, by the workspace of `examples/snowplow_sessions`, come to the sessions expected of them.

The expected files are in New York's time; the events' are UTC, five hours ahead.
"""

import csv
from collections import Counter
from datetime import datetime, timedelta

import pytest

from real_data.example import Example

pytestmark = pytest.mark.real_data

NEW_YORK = timedelta(hours=5)


@pytest.fixture(scope="module")
def tracker(real_data, tmp_path_factory):
    return Example(tmp_path_factory.mktemp("tracker"), "snowplow_sessions", real_data / "snowplow_sessions")


@pytest.fixture(scope="module")
def expected(real_data):
    def rows(name):
        with (real_data / "snowplow_sessions" / "expected" / name).open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return rows


def utc(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S") + NEW_YORK


def test_every_event_is_loaded(tracker):
    found = tracker.model("select kind, count(*) from model_touches group by kind order by kind")
    assert found == [("page_ping", 2), ("page_view", 7)]
    assert tracker.answer("rejected") == []


def test_page_views_are_those_expected(tracker, expected):
    found = tracker.facts("select visitor_id, thread_id, occurred_at from touches where is_web_view")
    rows = expected("snowplow_page_views_expected.csv")
    assert Counter(found) == Counter(
        (row["user_snowplow_domain_id"], row["session_id"], utc(row["page_view_start"])) for row in rows
    )


def test_sessions_are_those_expected(tracker, expected):
    """Visitor, start, end, campaign and page views of each."""
    views = Counter(row["session_id"] for row in expected("snowplow_page_views_expected.csv"))
    found = tracker.facts(
        "select visitor_id, started_at, ended_at, campaign_id, page_views from sessions order by 1, 2"
    )
    assert found == sorted(
        (
            row["user_snowplow_domain_id"],
            utc(row["session_start"]),
            utc(row["session_end"]),
            None if row["marketing_campaign"] == "NULL" else row["marketing_campaign"],
            views[row["session_id"]],
        )
        for row in expected("snowplow_sessions_expected.csv")
    )
    assert len(found) == 5
