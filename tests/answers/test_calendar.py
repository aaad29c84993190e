"""Where units begin, and how local days become instants."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abmetry.answers.calendar import GRAINS, Calendar, add_months
from abmetry.errors import UsageError

MADRID = Calendar("Europe/Madrid")
APRIL = Calendar("Europe/London", fiscal_year_starts=4)
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "grain", "first"),
    [
        (date(2026, 9, 14), "day", date(2026, 9, 14)),
        (date(2026, 9, 20), "week", date(2026, 9, 14)),
        (date(2026, 9, 14), "month", date(2026, 9, 1)),
        (date(2026, 9, 14), "quarter", date(2026, 7, 1)),
        (date(2026, 9, 14), "year", date(2026, 1, 1)),
    ],
)
def test_floor(day, grain, first):
    assert MADRID.floor(day, grain) == first


def test_fiscal_year_is_named_by_the_year_in_which_it_ends():
    """April 2025 to March 2026 is 2026."""
    assert APRIL.year_begins(2026) == date(2025, 4, 1)
    assert APRIL.fiscal_year(date(2025, 4, 1)) == APRIL.fiscal_year(date(2026, 3, 31)) == 2026
    assert APRIL.label(date(2026, 1, 1), "quarter") == "2026-Q4"
    assert APRIL.floor(date(2026, 2, 10), "year") == date(2025, 4, 1)


def test_add_months_over_a_year():
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert add_months(date(2026, 11, 1), 14) == date(2028, 1, 1)


@given(days, st.sampled_from(GRAINS), st.integers(1, 12))
def test_every_day_lies_in_the_unit_that_begins_before_it(day, grain, starts):
    calendar = Calendar("UTC", starts)
    first = calendar.floor(day, grain)
    after = calendar.step(first, grain)
    assert first <= day < after
    assert calendar.floor(after, grain) == after
    assert calendar.step(after, grain, -1) == first


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from(["Europe/Madrid", "Asia/Tehran"]),
)
def test_an_instant_survives_the_way_to_local_time_and_back(instant, zone):
    calendar = Calendar(zone)
    assert calendar.to_utc(calendar.to_local(instant)) == instant


def test_midnight_that_a_clock_change_skips():
    """In Cairo 2026-04-24 has no 00:00; the day begins at the change, 22:00 UTC the day before."""
    cairo = Calendar("Africa/Cairo")
    begins = cairo.midnight(date(2026, 4, 24))
    assert begins == datetime(2026, 4, 23, 22)
    assert cairo.to_local(begins) == datetime(2026, 4, 24, 1)
    assert cairo.to_local(begins - timedelta(seconds=1)).date() == date(2026, 4, 23)


@pytest.mark.parametrize("wrong", [("Europe/Nowhere", 1), ("", 1), ("../etc", 1), ("UTC", 0), ("UTC", 13)])
def test_a_calendar_that_does_not_exist(wrong):
    with pytest.raises(UsageError):
        Calendar(*wrong)
