"""Exchange rates, on amounts drawn."""

from datetime import date

import pytest

from abmetry.errors import SettingsError
from abmetry.facts.rates import reference_rates
from facts.model_fixture import tiny_model

SPEND = """
    spent_on   | amount | currency
    2026-01-02 | 1      | usd
    2026-01-05 | 1      | GBP
    2026-01-05 | 1      |
    2026-01-05 | 1      | XXX
    """


def rates(model):
    return {(c, d): (r, e) for c, d, r, e in model.fact("rates", order="1, 2")}


def test_a_weekend_takes_fridays_rate_and_only_foreign_currencies_are_there():
    """2 January 2026 is a Friday; XXX is no currency that the bank knows."""
    found = rates(tiny_model(spend=SPEND))
    friday = reference_rates("USD", "EUR")[date(2026, 1, 2)]
    assert {currency for currency, _ in found} == {"USD", "GBP"}
    assert found["USD", date(2026, 1, 2)] == (friday, True)
    assert found["USD", date(2026, 1, 3)] == (friday, False)
    assert found["USD", date(2026, 1, 4)] == (friday, False)
    assert found["USD", date(2026, 1, 5)][1]
    assert len(found) == 8


def test_cross_rates_go_through_the_euro():
    day = date(2026, 1, 2)
    usd, gbp = reference_rates("USD", "EUR")[day], reference_rates("GBP", "EUR")[day]
    assert reference_rates("USD", "GBP")[day] == pytest.approx(usd / gbp)
    assert reference_rates("EUR", "USD")[day] == pytest.approx(1 / usd)


def test_no_rate_is_older_than_seven_days_or_from_the_future(tmp_path):
    """One own rate, of 10 January: it serves to the 17th."""
    (tmp_path / "rates.csv").write_text("Currency,Date,Rate\nabc,2026-01-10,2.5\n", encoding="utf-8")
    model = tiny_model(
        settings={"workspace": {"rates": str(tmp_path / "rates.csv")}},
        spend="""
        spent_on   | amount | currency
        2026-01-01 | 1      | ABC
        2026-03-01 | 1      | ABC
        """,
    )
    days = [day for _, day in rates(model)]
    assert (min(days), max(days)) == (date(2026, 1, 10), date(2026, 1, 17))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("currency,day,rate\n", r"no column date\."),
        ("currency,date,rate\nUSD,2026-01-01,zero\n", "line 2: could not convert"),
        ("currency,date,rate\nUSD,2026-01-01,0\n", "is not above zero"),
    ],
)
def test_an_own_table_that_cannot_be_used_is_told(tmp_path, text, message):
    (tmp_path / "rates.csv").write_text(text, encoding="utf-8")
    model = tiny_model(settings={"workspace": {"rates": str(tmp_path / "rates.csv")}}, spend=SPEND)
    with pytest.raises(SettingsError, match=message):
        model.build("rates")
