"""What users write for periods and instants."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from abmetry.answers.calendar import Calendar
from abmetry.answers.period_text import choose_period, parse_instant, parse_period
from abmetry.errors import UsageError

MADRID = Calendar("Europe/Madrid")
FISCAL = Calendar("Europe/Madrid", fiscal_year_starts=10)
NOW = datetime(2026, 9, 16, 10)


def days(period):
    return period.start_date.isoformat(), period.end_date.isoformat()


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-Q3", "2026-07-01", "2026-10-01"),
        ("2026-q4", "2026-10-01", "2027-01-01"),
        ("2026-09", "2026-09-01", "2026-10-01"),
        ("2026-W36", "2026-08-31", "2026-09-07"),
        ("2020-W53", "2020-12-28", "2021-01-04"),
        (" 2026-09-14 ", "2026-09-14", "2026-09-15"),
        ("last-day", "2026-09-15", "2026-09-16"),
        ("last-week", "2026-09-07", "2026-09-14"),
        ("last-month", "2026-08-01", "2026-09-01"),
        ("last-quarter", "2026-04-01", "2026-07-01"),
        ("last_year", "2025-01-01", "2026-01-01"),
        ("this day", "2026-09-16", "2026-09-17"),
        ("this-week", "2026-09-14", "2026-09-21"),
        ("This-Quarter", "2026-07-01", "2026-10-01"),
        ("2026-07-01/2026-07-15", "2026-07-01", "2026-07-15"),
    ],
)
def test_period(text, start, end):
    assert days(parse_period(text, MADRID, NOW)) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2025-10-01", "2026-10-01"),
        ("2026-Q1", "2025-10-01", "2026-01-01"),
        ("2026-Q4", "2026-07-01", "2026-10-01"),
        ("2026-09", "2026-09-01", "2026-10-01"),
        ("this-year", "2025-10-01", "2026-10-01"),
        ("last-quarter", "2026-04-01", "2026-07-01"),
    ],
)
def test_fiscal_period(text, start, end):
    """With a year that starts in October, 2026 is October 2025 to September 2026."""
    assert days(parse_period(text, FISCAL, NOW)) == (start, end)


def test_the_present_is_that_of_the_zone():
    """At 22:30 UTC on 30 September it is already October in Madrid, and the third quarter is complete."""
    assert parse_period("last-quarter", MADRID, datetime(2026, 9, 30, 22, 30)).label == "2026-Q3"
    assert parse_period("last-quarter", Calendar("UTC"), datetime(2026, 9, 30, 22, 30)).label == "2026-Q2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Q3",
        "26",
        "2026-Q5",
        "2026-Q0",
        "2026-13",
        "2026-W54",
        "2025-W53",
        "2026-02-30",
        "2026-9",
        "20260914",
        "last-decade",
        "0026",
        "9999",
        "yesterday",
        "2026-Q3-Q4",
        "2026-10-01/2026-07-01",
        "2026/2027",
        "/",
        "२०२६",
    ],
)
def test_nonsense(text):
    with pytest.raises(UsageError) as caught:
        parse_period(text, MADRID, NOW)
    assert caught.value.exit_status == 2


def test_nonsense_is_answered_with_examples():
    with pytest.raises(UsageError, match="'Q3' is not a period") as caught:
        parse_period("Q3", MADRID)
    assert "2026-Q3" in caught.value.help


def test_default_is_the_last_complete_quarter():
    assert choose_period(None, None, None, MADRID, NOW).label == "2026-Q2"


def test_two_dates_or_instants():
    assert days(choose_period(None, "2026-07-01", date(2026, 7, 8), MADRID)) == ("2026-07-01", "2026-07-08")
    period = choose_period(None, "2026-07-01T12:00Z", "now", MADRID, NOW)
    assert period.start_local == datetime(2026, 7, 1, 14)
    assert period.end_utc == NOW


@pytest.mark.parametrize(
    "options", [("2026", "2026-01-01", None), (None, "2026-01-01", None), (None, None, "2026-01-01")]
)
def test_options_that_do_not_go_together(options):
    with pytest.raises(UsageError):
        choose_period(*options, MADRID)


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2026-07-01", datetime(2026, 6, 30, 22)),
        ("2026-07-01T09:30", datetime(2026, 7, 1, 7, 30)),
        ("2026-07-01 09:30:15", datetime(2026, 7, 1, 7, 30, 15)),
        ("2026-07-01T09:30:00Z", datetime(2026, 7, 1, 9, 30)),
        ("2026-07-01t09:30:00-05:00", datetime(2026, 7, 1, 14, 30)),
        ("now", NOW),
        (date(2026, 1, 1), datetime(2025, 12, 31, 23)),
        (datetime(2026, 7, 1, 9), datetime(2026, 7, 1, 7)),
        (datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 7, 1, 9)),
        (datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=1))), datetime(2026, 7, 1, 8)),
    ],
)
def test_instant(value, instant):
    assert parse_instant(value, MADRID, NOW) == instant


@pytest.mark.parametrize(
    "text", ["", "soon", "2026", "2026-09", "2026-02-30", "2026-07-01T25:00", "1026-07-01"]
)
def test_not_an_instant(text):
    with pytest.raises(UsageError):
        parse_instant(text, MADRID)
