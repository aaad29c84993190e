"""Money in the reporting currency: the SQL that every fact with an amount shares (KPIS.md, rule 7)."""

from abmetry.engine.dialect import Dialect
from abmetry.workspace.settings import Settings


def currency_sql(dialect: Dialect, settings: Settings, currency: str) -> str:
    """The currency of a row as a code: without space, in capitals; a missing one is the workspace's."""
    reporting = dialect.text(settings.workspace.currency)
    return f"coalesce(nullif(upper(trim({currency})), ''), {reporting})"


def reporting_sql(dialect: Dialect, settings: Settings, amount: str, currency: str, rate: str) -> str:
    """An amount in the reporting currency; null where the amount or the rate that it needs is missing.

    Args:
        dialect: The engine's dialect.
        settings: The workspace's settings.
        amount: The amount in its own currency.
        currency: Its currency, as `currency_sql` writes it.
        rate: `to_reporting` of the row of `rates` that was joined on currency and date.
    """
    reporting = dialect.text(settings.workspace.currency)
    return f"(case when {currency} = {reporting} then {amount} else {amount} * {rate} end)"


def lacks_rate_sql(amount: str, reporting_amount: str) -> str:
    """Whether an amount could not be converted."""
    return f"({amount} is not null and {reporting_amount} is null)"
