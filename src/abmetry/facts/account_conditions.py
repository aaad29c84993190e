"""Conditions of the settings over accounts: their columns, and any further attribute of theirs."""

from collections.abc import Iterator

from abmetry.engine.dialect import Dialect
from abmetry.engine.engine import Engine
from abmetry.errors import SettingsError, UsageError
from abmetry.facts.accounts import FACT as ACCOUNTS
from abmetry.lang.message import message
from abmetry.model.conditions import condition_sql
from abmetry.workspace.settings import Settings

ACCOUNT_COLUMNS = {column.name: column.type for column in ACCOUNTS.columns if column.name != "attributes"}


def account_condition_sql(text: str, dialect: Dialect, settings: Settings) -> str:
    """A condition over the rows of ``accounts``, such as ``employees > 500 and country = 'ES'``.

    Raises:
        UsageError: It cannot be read, or names what is not there.
    """
    return condition_sql(text, dialect, ACCOUNT_COLUMNS, "attributes", zone=settings.workspace.timezone)


def check_account_conditions(engine: Engine, settings: Settings) -> None:
    """Refuse conditions of the settings that name what no loaded account has.

    Raises:
        SettingsError: Names the key, the condition and the word.
    """
    keys = engine.query(engine.dialect.json_keys("model_accounts", "attributes")).to_pylist()
    attributes = frozenset(row["name"] for row in keys)
    for key, text in _conditions(settings):
        try:
            condition_sql(
                text,
                engine.dialect,
                ACCOUNT_COLUMNS,
                "attributes",
                attributes=attributes,
                zone=settings.workspace.timezone,
            )
        except UsageError as error:
            raise SettingsError(
                message("abmetry.toml, {key}: {message}", key=key, message=error.message), error.help
            ) from error


def _conditions(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, given in settings.lists.items():
        if given.where is not None:
            yield f"lists.{name}.where", given.where
        for number, rule in enumerate(given.tier):
            yield f"lists.{name}.tier[{number}].where", rule.where
    for number, criterion in enumerate(settings.icp.criteria):
        yield f"icp.criteria[{number}].where", criterion.where
