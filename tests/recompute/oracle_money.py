"""Reference rates (KPIS.md, rule 7): the European Central Bank's, the last earlier one on days without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from currency_converter import CurrencyConverter
from currency_converter.currency_converter import RateNotFoundError

Rate = Callable[[str, date], float | None]


@cache
def converter() -> CurrencyConverter:
    """The bundled table of rates."""
    return CurrencyConverter()


@cache
def euros(currency: str, day: date) -> float | None:
    """Euros for one unit of a currency on a day, or None where no rate is known within the ten days before."""
    if currency == "EUR":
        return 1.0
    if currency not in converter().currencies:
        return None
    for back in range(11):
        try:
            return float(converter().convert(1, currency, "EUR", date=day - timedelta(days=back)))
        except RateNotFoundError:
            continue
    return None
