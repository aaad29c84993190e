"""Subscription periods: contracts, and the customers they are of."""

from __future__ import annotations

from abmetry.sources.files.maps.column_map import EXPORT, ColumnMap, first_of_each, number_sql
from abmetry.sources.rule import Row, Rule, TableRules, one

_ID = ("subscription_id", "id", "Subscription ID")
_CUSTOMER = ("customer_id", "Customer ID", "account_id")
_NAME = ("customer_name", "Customer Name", "Customer Description", "Customer Email", *_CUSTOMER)
_START = ("start_date", "Start Date (UTC)", "Start (UTC)", "started_at", "start", "Created (UTC)")
_END = ("end_date", "Ended At (UTC)", "ended_at", "end", "Cancelled At")
_MONTHLY = ("monthly_amount", "mrr", "MRR", "monthly_revenue")
_AMOUNT = ("Amount", "amount", "plan_amount")
_INTERVAL = ("Interval", "interval", "plan_interval", "billing_period_unit")
_QUANTITY = ("Quantity", "quantity")
_A_YEAR = (("year", 1), ("quarter", 4), ("month", 12), ("week", 52), ("day", 365))


def _day_before(row: Row) -> str:
    """A period ends when it is over: its last day is the one before."""
    text = row.first(*_END)
    day = row.dialect.try_cast(f"substr({text}, 1, 10)", "date")
    return f"coalesce(cast({row.dialect.add_days_to_date(day, -1)} as varchar), {text})"


def _annual(row: Row) -> str:
    """Twelve times the monthly amount; else the amount of an interval times the intervals of a year."""
    known = []
    if row.has(*_MONTHLY):
        known.append(f"12 * {number_sql(row, *_MONTHLY)}")
    if row.has(*_AMOUNT) and row.has(*_INTERVAL):
        times = " ".join(f"when {row.word(*_INTERVAL)} like '{word}%' then {n}" for word, n in _A_YEAR)
        quantity = f"coalesce({number_sql(row, *_QUANTITY)}, 1)" if row.has(*_QUANTITY) else "1"
        known.append(f"{number_sql(row, *_AMOUNT)} * {quantity} * case {times} end")
    return f"cast(coalesce({', '.join(known)}, null) as varchar)"


SUBSCRIPTIONS = ColumnMap(
    about="A row per subscription period, of Stripe, Chargebee or a table of one's own: customer, first day, the day on"
    " which it is over, amount per month, or amount and interval.",
    mapping=(
        TableRules(
            EXPORT,
            "accounts",
            {
                "account_id": one(*_CUSTOMER),
                "name": Rule(
                    _NAME, "the customer's id, where there is no name", lambda row: row.first(*_NAME)
                ),
            },
            rows="the first row of every customer",
            joins=lambda row: first_of_each(row, *_CUSTOMER),
            rest=False,
        ),
        TableRules(
            EXPORT,
            "contracts",
            {
                "contract_id": one(*_ID),
                "account_id": one(*_CUSTOMER),
                "starts_on": one(*_START),
                "ends_on": Rule(_END, "the day before: then it is over", _day_before),
                "annual_value": Rule(
                    (*_MONTHLY, *_AMOUNT, *_INTERVAL, *_QUANTITY),
                    "per year: 12 months, 4 quarters, 52 weeks",
                    _annual,
                ),
                "currency": one("currency", "Currency"),
            },
        ),
    ),
    header=(_ID, _CUSTOMER),
    known="The names of Stripe's and Chargebee's exports are not checked against one.",
)

MAPS = {"subscriptions": SUBSCRIPTIONS}
