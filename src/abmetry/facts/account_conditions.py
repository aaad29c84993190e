"""Conditions of the settings over accounts: their columns, and any further attribute of theirs."""

from abmetry.engine.dialect import Dialect
from abmetry.facts.accounts import FACT as ACCOUNTS
from abmetry.model.conditions import condition_sql
from abmetry.workspace.settings import Settings

ACCOUNT_COLUMNS = {column.name: column.type for column in ACCOUNTS.columns if column.name != "attributes"}


def account_condition_sql(text: str, dialect: Dialect, settings: Settings) -> str:
    """A condition over the rows of ``accounts``, such as ``employees > 500 and country = 'ES'``.

    Raises:
        UsageError: It cannot be read, or names what is not there.
    """
    return condition_sql(text, dialect, ACCOUNT_COLUMNS, "attributes", zone=settings.workspace.timezone)
