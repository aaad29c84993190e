"""Exchange rates: the European Central Bank's reference rates, or a table of the workspace's own."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import cache

import pyarrow as pa
from currency_converter import CurrencyConverter, RateNotFoundError

from abmetry.engine.engine import Engine
from abmetry.errors import SettingsError
from abmetry.facts.money import currency_sql
from abmetry.lang.message import message
from abmetry.steps.fact import LookupFact, fact_columns
from abmetry.workspace.named_file import named_file_rows
from abmetry.workspace.settings import Settings

MAX_DAYS_BACK = 7
"""A day without a rate takes the last earlier one, if it is at most so many days old."""

_DATED_CURRENCIES = (
    ("model_opportunities", "created_at", True),
    ("model_opportunities", "closed_at", True),
    ("versions_opportunities", "created_at", True),
    ("model_contracts", "starts_on", False),
    ("model_spend", "spent_on", False),
)


def _table(engine: Engine, settings: Settings) -> pa.Table:
    first, last, currencies = _needed(engine, settings)
    rows: dict[str, list[object]] = {"currency": [], "rate_on": [], "to_reporting": [], "is_exact": []}
    own = own_rates(settings) if settings.workspace.rates and currencies else None
    for currency in currencies if first and last else ():
        known = (
            reference_rates(currency, settings.workspace.currency) if own is None else own.get(currency, {})
        )
        if not known:
            continue
        day = max(first, min(known))
        end = min(last, max(known) + timedelta(days=MAX_DAYS_BACK))
        while day <= end:
            source = next((back for back in _days_back(day) if back in known), None)
            if source is not None:
                rows["currency"].append(currency)
                rows["rate_on"].append(day)
                rows["to_reporting"].append(known[source])
                rows["is_exact"].append(source == day)
            day += timedelta(days=1)
    types = {
        "currency": pa.string(),
        "rate_on": pa.date32(),
        "to_reporting": pa.float64(),
        "is_exact": pa.bool_(),
    }
    return pa.table({name: pa.array(rows[name], kind) for name, kind in types.items()})


def _days_back(day: date) -> list[date]:
    return [day - timedelta(days=back) for back in range(MAX_DAYS_BACK + 1)]


def _needed(engine: Engine, settings: Settings) -> tuple[date, date, list[str]]:
    """First and last day that has an amount, and the foreign currencies, in order."""
    dialect, zone = engine.dialect, settings.workspace.timezone
    reporting = settings.workspace.currency
    parts = []
    for relation, column, is_instant in _DATED_CURRENCIES:
        day = dialect.local_date(dialect.local_time(column, zone)) if is_instant else column
        currency = currency_sql(dialect, settings, "currency")
        parts.append(
            f"select {currency} as currency, min({day}) as first_on, max({day}) as last_on"
            f" from {relation} group by {currency}"
        )
    entered = dialect.local_date(dialect.local_time("entered_at", zone))
    parts.append(
        f"select {dialect.text(reporting)} as currency, min({entered}) as first_on, max({entered}) as last_on"
        " from model_opportunity_stages"
    )
    found = engine.query("\nunion all\n".join(parts)).to_pylist()
    firsts = [row["first_on"] for row in found if row["first_on"]]
    lasts = [row["last_on"] for row in found if row["last_on"]]
    currencies = sorted({row["currency"] for row in found} - {reporting})
    return min(firsts, default=date.max), max(lasts, default=date.min), currencies


@cache
def _bank() -> CurrencyConverter:
    return CurrencyConverter()


@cache
def reference_rates(currency: str, reporting: str) -> Mapping[date, float]:
    """What one unit of a currency was in the reporting currency, on each day the bank published both.

    Rates between two currencies that are not the euro go through the euro. Empty for a currency that the
    bank does not publish.
    """
    bank = _bank()
    if not {currency, reporting} <= set(bank.currencies):
        return {}
    bounded = [bank.bounds[c] for c in (currency, reporting) if c in bank.bounds]
    day = max(bounds.first_date for bounds in bounded)
    last = min(bounds.last_date for bounds in bounded)
    rates = {}
    while day <= last:
        with suppress(RateNotFoundError):
            rates[day] = float(bank.convert(1.0, currency, reporting, date=day))
        day += timedelta(days=1)
    return rates


def own_rates(settings: Settings) -> dict[str, dict[date, float]]:
    """Rates of the workspace's own table: by currency and day.

    Raises:
        SettingsError: The table cannot be read, or holds what is no date or no positive number.
    """
    path = settings.path(settings.workspace.rates or "")
    rates: dict[str, dict[date, float]] = {}
    rows = named_file_rows(path, "workspace.rates", [["currency"], ["date"], ["rate"]])
    for line, row in enumerate(rows, start=2):
        try:
            day, rate = date.fromisoformat(row["date"] or ""), float(row["rate"] or "")
        except ValueError as error:
            raise SettingsError(
                message(
                    "workspace.rates: {path}, line {line}: {error}.",
                    path=path.name,
                    line=str(line),
                    error=error,
                )
            ) from error
        if not 0 < rate < float("inf"):
            raise SettingsError(
                message(
                    "workspace.rates: {path}, line {line}: the rate {rate} is not above zero.",
                    path=path.name,
                    line=str(line),
                    rate=rate,
                )
            )
        rates.setdefault((row["currency"] or "").upper(), {})[day] = rate
    return rates


FACT = LookupFact(
    name="rates",
    doc="What one unit of a foreign currency was in the reporting currency on a day.",
    columns=fact_columns(
        "currency text: The foreign currency.",
        "rate_on date: The day.",
        "to_reporting number: Reporting currency for one unit.",
        "is_exact boolean: Published for that very day; else the last earlier rate, at most 7 days old.",
    ),
    reads=(
        "model_opportunities",
        "versions_opportunities",
        "model_opportunity_stages",
        "model_contracts",
        "model_spend",
    ),
    table=_table,
)
