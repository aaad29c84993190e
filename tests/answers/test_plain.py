"""Values of the engine in JSON."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from abmetry.answers.plain import plain


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime(2026, 9, 1, 10), "2026-09-01T10:00:00+00:00"),
        (datetime(2026, 9, 1, 10, tzinfo=UTC), "2026-09-01T10:00:00+00:00"),
        (date(2026, 9, 1), "2026-09-01"),
        (Decimal(3), 3),
        (Decimal("2.5"), 2.5),
        ("text", "text"),
        (None, None),
        (True, True),
    ],
)
def test_a_value(value, shown):
    assert plain(value) == shown
    assert type(plain(value)) is type(shown)
