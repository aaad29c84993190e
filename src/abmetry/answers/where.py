"""Conditions on account attributes, as typed behind ``--where``."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from abmetry.engine.dialect import Dialect
from abmetry.errors import UsageError

ACCOUNT_TEXTS = ("account_id", "name", "domain", "industry", "country", "region", "segment", "owner_id")
ACCOUNT_NUMBERS = ("employees", "annual_revenue")
_OPERATOR = re.compile(
    r"^\s*([^\s=!<>][^=!<>]*?)\s*(!=|<=|>=|=|<|>|\s+in\s+)\s*(.*?)\s*$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class Condition:
    """One condition: an attribute, an operator, and one value or (for ``in``) several."""

    attribute: str
    operator: str
    values: tuple[str, ...]

    def sql(self, dialect: Dialect, attributes: frozenset[str]) -> str:
        """The condition on the ``accounts`` fact under alias ``a``.

        Raises:
            UsageError: No account has the attribute, or a number is compared with no number.
        """
        column = attribute_sql(dialect, self.attribute, attributes)
        if self.operator == "in":
            return dialect.in_list(column, self.values)
        value = self.values[0]
        if self.operator in ("<", ">", "<=", ">=") or self.attribute in ACCOUNT_NUMBERS:
            number = _number(self, value)
            compared = f"{dialect.try_cast(column, 'double')} {self.operator.replace('!=', '<>')} {number}"
            return f"({column} is null or {compared})" if self.operator == "!=" else f"({compared})"
        if self.operator == "!=":
            return f"({column} is null or {column} <> {dialect.text(value)})"
        return f"({column} = {dialect.text(value)})"


def parse_condition(text: str) -> Condition:
    """Read a condition.

    Args:
        text: ``attribute operator value`` with one of =, !=, <, >, <=, >=, in; a list is separated by commas.

    Raises:
        UsageError: The text is no condition.
    """
    match = _OPERATOR.match(text)
    if not match or not match.group(3):
        raise UsageError(
            f"'{text}' is not a condition.",
            help="Write for example --where 'industry=Software', 'employees>500' or 'country in ES,PT'.",
        )
    attribute, operator, value = match.groups()
    operator = operator.strip().lower()
    if operator == "in":
        inner = value.strip().removeprefix("(").removesuffix(")")
        return Condition(attribute, operator, tuple(_bare(part) for part in inner.split(",") if part.strip()))
    return Condition(attribute, operator, (_bare(value),))


def attribute_sql(dialect: Dialect, attribute: str, attributes: frozenset[str]) -> str:
    """The SQL text of an account attribute under alias ``a``: a column, or a key of ``attributes``.

    Raises:
        UsageError: No account has it.
    """
    name = {"owner": "owner_id"}.get(attribute, attribute)
    if name in ACCOUNT_TEXTS:
        return f"a.{name}"
    if name == "annual_revenue":
        return dialect.float_text(f"a.{name}")
    if name in ACCOUNT_NUMBERS:
        return f"cast(a.{name} as string)"
    if name in attributes:
        return dialect.json_text("a.attributes", name)
    known = sorted({*ACCOUNT_TEXTS, *ACCOUNT_NUMBERS, *attributes})
    near = difflib.get_close_matches(attribute, known, 1)
    raise UsageError(
        f"No account has an attribute '{attribute}'.",
        help=f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(known)}.",
    )


def _bare(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def _number(condition: Condition, value: str) -> str:
    try:
        return repr(float(value))
    except ValueError:
        raise UsageError(f"'{condition.attribute}' is compared with '{value}', which is no number.") from None
