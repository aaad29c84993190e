"""Small pieces of text."""

import pytest

from abmetry.cli.views.words import counted, day, direction, listed, moment, safe, span


def test_data_cannot_steer_the_terminal():
    assert safe("a\x1b[31mb\r\nc\u202ed") == "a [31mb c d"
    assert safe(None) == ""


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-07-01", "2026-10-01", "1 Jul – 30 Sep 2026"),
        ("2026-07-01", "2026-08-01", "1 – 31 Jul 2026"),
        ("2026-07-01", "2026-07-02", "1 Jul 2026"),
        ("2025-12-01", "2026-02-01", "1 Dec 2025 – 31 Jan 2026"),
    ],
)
def test_a_period_by_its_first_and_last_day(start, end, shown):
    assert span({"start": start, "end": end}) == shown


def test_days_and_moments():
    assert day("2026-09-04") == "4 Sep 2026"
    assert moment("2026-10-01T00:00:00+02:00") == "1 Oct 2026"
    assert moment("2026-10-01T17:05:00+02:00") == "1 Oct 2026 17:05"
    assert day(None) == ""


def test_what_is_better_has_the_colour():
    assert direction(2, "higher") == ("▲", "green")
    assert direction(2, "lower") == ("▲", "red")
    assert direction(-2, "lower") == ("▼", "green")
    assert direction(2, "neither") == ("▲", "")
    assert direction(0, "higher")[0] == "="
    assert direction(None, "higher")[0] == ""


def test_counts_and_lists():
    assert counted(1, "row") == "1 row"
    assert counted(1204, "row") == "1,204 rows"
    assert counted(2, "touch", "touches") == "2 touches"
    assert listed(["a", "b", "c"], 2) == "a, b and 1 more"
