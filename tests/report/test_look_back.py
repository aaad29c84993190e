"""How far trends look back."""

from datetime import date

import pytest

from abmetry.report.look_back import look_back, months_before


@pytest.mark.parametrize(
    ("start", "end", "grain", "first"),
    [
        (date(2026, 7, 1), date(2026, 10, 1), "quarter", date(2024, 10, 1)),
        (date(2026, 1, 1), date(2027, 1, 1), "quarter", date(2025, 1, 1)),
        (date(2026, 9, 1), date(2026, 10, 1), "month", date(2025, 10, 1)),
        (date(2026, 8, 31), date(2026, 9, 7), "week", date(2026, 6, 15)),
    ],
)
def test_grain_and_first_day(start, end, grain, first):
    assert look_back(start, end) == (grain, first, end)


def test_months_end_where_they_end():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 31), 2) == date(2025, 11, 30)
    assert months_before(date(2026, 12, 31), 12) == date(2025, 12, 31)
    assert months_before(date(2026, 1, 1), -3) == date(2026, 4, 1)
