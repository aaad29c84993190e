"""Numbers as people read them."""

import pytest

from abmetry.cli.views.amounts import (
    amount,
    brief,
    difference,
    interval,
    money,
    number,
    p_value,
    share,
    short,
)


@pytest.mark.parametrize(
    ("value", "unit", "currency", "shown"),
    [
        (62.5, "percent", None, "62.5%"),
        (1234567.4, "money", "EUR", "€1,234,567"),
        (-1234.5, "money", "CHF", "-CHF\u00a01,234"),
        (12.5, "money", "USD", "$12.50"),
        (58877, "money/year", "EUR", "€58,877/yr"),
        (420, "money/day", "EUR", "€420/day"),
        (84.24, "days", None, "84.2 days"),
        (1, "days", None, "1.0 days"),
        (1204, "count", None, "1,204"),
        (7.784, "number", None, "7.78"),
        (3.0, "number", None, "3"),
        (73.98, "score", None, "74.0"),
        (2666, "minutes", None, "2,666 min"),
        (2.5, "minutes", None, "2.5 min"),
        (None, "money", "EUR", "–"),
        (0, "money", "EUR", "€0"),
    ],
)
def test_a_value_with_its_unit(value, unit, currency, shown):
    assert amount(value, unit, currency) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.2345e6, "€1.23M"),
        (12.345e6, "€12.3M"),
        (123.4e6, "€123M"),
        (2e9, "€2B"),
        (9999, "€9,999"),
        (12345, "€12.3K"),
        (-5e5, "-€500K"),
    ],
)
def test_money_to_three_digits(value, shown):
    assert short(value, "money", "EUR") == shown


def test_a_negative_that_rounds_to_nothing_has_no_sign():
    assert money(-0.4, "EUR") == "-€0.40"
    assert money(-0.0, "EUR") == "€0"


def test_short_numbers():
    assert [short(value, "count") for value in (0.75, 90700, 7159.1)] == ["0.75", "90.7K", "7,159.1"]


def test_intervals_and_differences():
    assert interval({"low": 47.04, "high": 75.8}, "percent") == "47.0 – 75.8"
    assert interval({"low": 71.37, "high": 86.29}, "count") == "71 – 86"
    assert interval({"low": 1.94e5, "high": 1.08e6}, "money", "EUR") == "€194K – €1.08M"
    assert interval(None, "percent") == ""
    assert interval({"low": None, "high": None}, "percent") == ""
    assert difference(3.14, "percent") == "+3.1 pt"
    assert difference(-7.7, "days") == "-7.7 d"
    assert difference(-1.2e6, "money", "EUR") == "-€1.2M"
    assert difference(None, "count") == ""


def test_p_values():
    assert [p_value(p) for p in (None, 0.0001, 0.031, 0.5)] == ["", "p <0.001", "p 0.031", "p 0.50"]


def test_shares():
    assert share(1, 8) == "12.5%"
    assert share(0, 0) == "–"


def test_small_counts_keep_a_decimal():
    assert [brief(value, "count") for value in (0.6, 7.0, 12.4)] == ["0.6", "7", "12"]
    assert number(1234.56) == "1,234.6"
