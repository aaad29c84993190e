"""Whole cents that sum to the amount: running sums are rounded, and each row gets what they rise by.

Every row, and every run of rows that follow one another, is less than a cent away from its exact part, and no order of
touches is favoured (the largest-remainder method gives all spare cents to the first of many equal rows).
"""

from __future__ import annotations

from abmetry.engine.dialect import Dialect

# Sums that engines add up in another order must not round apart at half a cent.
_SLACK = 0.000001


def whole_cents_sql(amount: str) -> str:
    """The nearest whole number of cents of an amount, as a double."""
    return f"cast(floor(({amount}) * 100 + {0.5 + _SLACK!r}) as double)"


def credit_sql(dialect: Dialect, cents: str, share: str, amount: str) -> str:
    """The credit of a row, so that the rows sum to the amount, a fraction of a cent of a converted amount included.

    Args:
        dialect: The engine's dialect.
        cents: The row's whole cents.
        share: Its exact share.
        amount: What is shared.
    """
    whole = whole_cents_sql(amount)
    return (
        f"case when {whole} / cast(100 as double) = {amount} then {cents} / cast(100 as double)"
        f" when {whole} <> 0 then {amount} * {dialect.divide(cents, whole)} else {amount} * {share} end"
    )
