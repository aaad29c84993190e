"""What a card says of a change."""

from types import SimpleNamespace

import pytest

from abmetry.lang.words import Words
from abmetry.web.kpi_card import difference


@pytest.mark.parametrize(
    ("value", "direction", "tone"),
    [(0.3, "up", "good"), (-0.3, "down", "bad"), (0.0, "level", "plain"), (-0.0001, "level", "plain")],
)
@pytest.mark.parametrize("language", ["en", "es", "fa"])
def test_what_is_shown_as_nought_is_no_change(language: str, value: float, direction: str, tone: str) -> None:
    rate = SimpleNamespace(kpi="engaged_account_rate", unit="percent", currency=None)
    change = difference(rate, value, Words(language), "")
    assert (change.direction, change.tone) == (direction, tone)
