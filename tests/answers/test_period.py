"""Periods and moments, by hand and by property."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from abmetry.answers.calendar import GRAINS, Calendar
from abmetry.answers.period import Moment, Period
from abmetry.answers.period_text import parse_period
from abmetry.errors import UsageError

MADRID = Calendar("Europe/Madrid")
Q3 = parse_period("2026-Q3", MADRID)


def free(start, end, calendar=MADRID):
    return Period(start, end, calendar)


def test_bounds_are_the_instants_of_local_midnights():
    """2026-07-01 00:00 in Madrid is 22:00 UTC the day before; after October's change it is 23:00."""
    q4 = parse_period("2026-Q4", MADRID)
    assert (Q3.start_utc, Q3.end_utc) == (datetime(2026, 6, 30, 22), datetime(2026, 9, 30, 22))
    assert q4.end_utc == datetime(2026, 12, 31, 23)
    assert Q3.bounds() == {"start": "2026-07-01", "end": "2026-10-01"}


def test_bounds_of_instants_show_their_offset():
    period = free(datetime(2026, 7, 1, 9), datetime(2026, 12, 1, 17, 30))
    assert period.bounds() == {"start": "2026-07-01T09:00:00+02:00", "end": "2026-12-01T17:30:00+01:00"}
    assert period.end_date == date(2026, 12, 2)
    assert period.label == "2026-07-01T09:00:00/2026-12-01T17:30:00"


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026", "2025"),
        ("2026-Q1", "2025-Q4"),
        ("2026-01", "2025-12"),
        ("2026-W01", "2025-W52"),
        ("2021-W01", "2020-W53"),
        ("2026-03-01", "2026-02-28"),
    ],
)
def test_previous_unit(text, before):
    assert parse_period(text, MADRID).previous() == parse_period(before, MADRID)
    assert parse_period(text, MADRID).previous().label == before


def test_previous_of_free_dates_has_as_many_days():
    """1 to 14 April (14 days) has 18 to 31 March before it, over the clock change."""
    period = free(datetime(2026, 4, 1), datetime(2026, 4, 15))
    assert period.previous() == free(datetime(2026, 3, 18), datetime(2026, 4, 1))
    assert period.previous().label == "2026-03-18/2026-04-01"


def test_split_by_month():
    assert [p.label for p in Q3.split("month")] == ["2026-07", "2026-08", "2026-09"]
    assert all(p.grain == "month" for p in Q3.split("month"))


def test_split_by_week_cuts_the_edges():
    """July 2026 begins on a Wednesday and ends on a Friday: W27 has 5 days of it, W31 also 5."""
    weeks = parse_period("2026-07", MADRID).split("week")
    assert [w.label for w in weeks] == ["2026-W27", "2026-W28", "2026-W29", "2026-W30", "2026-W31"]
    assert [(w.end_date - w.start_date).days for w in weeks] == [5, 7, 7, 7, 5]
    assert [w.grain for w in weeks] == [None, "week", "week", "week", None]


def test_split_into_a_coarser_grain_is_the_period_itself_cut():
    (piece,) = parse_period("2026-08", MADRID).split("quarter")
    assert (piece.start_date, piece.end_date, piece.label) == (date(2026, 8, 1), date(2026, 9, 1), "2026-Q3")


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)),
    st.timedeltas(timedelta(hours=2), timedelta(days=500)),
    st.sampled_from(GRAINS),
    st.integers(1, 12),
)
def test_the_pieces_are_the_whole(start, length, grain, starts):
    period = free(start, start + length, Calendar("Europe/Madrid", starts))
    assume(period.start_utc < period.end_utc)
    pieces = period.split(grain)
    assert pieces[0].start_utc == period.start_utc
    assert pieces[-1].end_utc == period.end_utc
    assert all(a.end_utc == b.start_utc for a, b in pairwise(pieces))


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from(GRAINS), st.integers(1, 12))
def test_a_label_names_its_period(day, grain, starts):
    calendar = Calendar("Europe/Madrid", starts)
    period = Period.unit(day, grain, calendar)
    assert parse_period(period.label, calendar) == period
    assert period.previous().end_utc == period.start_utc
    assert period.previous().grain == grain


def test_end_must_come_after_start():
    with pytest.raises(UsageError, match="2026-07-02 to 2026-07-02"):
        free(datetime(2026, 7, 2), datetime(2026, 7, 2))


def test_moment_of_a_period_that_is_over():
    moment = Moment.of(Q3, now=datetime(2027, 1, 1))
    assert moment.t_utc == Q3.end_utc
    assert moment.t_local == datetime(2026, 10, 1)
    assert moment.last_on == date(2026, 9, 30)
    assert moment.as_of == "2026-10-01T00:00:00+02:00"
    assert not moment.not_begun


def test_moment_is_the_earliest_of_end_as_of_and_now():
    as_of, now = datetime(2026, 8, 1), datetime(2026, 7, 15, 12)
    assert Moment.of(Q3, as_of=as_of, now=now).t_utc == now
    assert Moment.of(Q3, as_of=now, now=as_of).t_utc == now
    assert Moment.of(Q3, now=now).last_on == date(2026, 7, 15)


@pytest.mark.parametrize(
    ("as_of", "begun"), [(datetime(2026, 6, 30, 22), False), (datetime(2026, 6, 30, 22, 0, 1), True)]
)
def test_a_period_has_begun_after_its_start(as_of, begun):
    assert Moment.of(Q3, as_of=as_of, now=datetime(2027, 1, 1)).not_begun is not begun


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (datetime(2026, 9, 30, 22), None),
        (datetime(2026, 8, 15, 10), "the period is still running: 45 of 92 days"),
        (datetime(2026, 7, 31, 22), "the period is still running: 31 of 92 days"),
        (datetime(2026, 7, 1, 10), "the period is still running: 0 of 92 days"),
    ],
)
def test_a_period_that_is_not_over_says_how_many_of_its_days_are(as_of, told):
    """The third quarter of 2026 in Madrid, 92 days, seen in it: July is over at 22:00 UTC of its 31st."""
    assert Moment.of(Q3, as_of=as_of, now=datetime(2027, 1, 1)).running == told
