"""Round numbers along an axis."""

import pytest

from abmetry.charts.ticks import label_expr, round_ticks, value_ticks
from abmetry.lang.words import Words


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, [0, 25, 50, 75, 100]),
        (0, 7, [0, 2, 4, 6, 8]),
        (-3, 9, [-5, 0, 5, 10]),
        (0, 0.9, [0, 0.25, 0.5, 0.75, 1]),
    ],
)
def test_ticks_hold_what_is_shown(low, high, ticks):
    assert round_ticks(low, high) == ticks


def test_counts_have_whole_ticks():
    assert round_ticks(0, 2, whole=True) == [0, 1, 2]


def test_nothing_has_ticks_too():
    assert round_ticks(0, 0) == [0, 0.25, 0.5, 0.75, 1]


def test_percents_end_at_a_hundred():
    ticks, labels = value_ticks([12, 99.4], "percent", None, Words())
    assert ticks[-1] == 100
    assert '"100": "100%"' in labels


def test_labels_are_the_language_s():
    assert "۲۵٪" in value_ticks([0, 100], "percent", None, Words("fa"))[1]


def test_a_label_cannot_end_its_text():
    assert label_expr({"a": 'x"; alert(1)'}) == '{"a": "x\\"; alert(1)"}[\'\' + datum.value]'
