"""Conditions on account attributes, as typed behind ``--where``."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from abmetry.answers.calendar import Calendar
from abmetry.answers.period_text import parse_instant
from abmetry.engine.dialect import Dialect
from abmetry.errors import Unknown, UsageError
from abmetry.lang.message import message
from abmetry.model.column import Type
from abmetry.model.tables import TABLES

ATTRIBUTES = {column.name: column.type for column in TABLES["accounts"].columns} | {
    "top_parent_id": Type.TEXT
}
"""The attributes that every account has, with their types."""

_NAMES = {"owner": "owner_id"}
_NUMBERS = (Type.INTEGER, Type.NUMBER)
_ORDERED = ("<", ">", "<=", ">=")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OPERATOR = re.compile(
    r"^\s*([^\s=!<>][^=!<>]*?)\s*(!=|<=|>=|=|<|>|\s+in\s+)\s*(.*?)\s*$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class Attributes:
    """What may be asked of accounts.

    Attributes:
        further: Keys that accounts have beyond the model's columns.
        calendar: The workspace's zone, in which a bare date is a local day.
    """

    further: frozenset[str]
    calendar: Calendar

    def type_of(self, attribute: str) -> Type:
        """The type of an attribute.

        Raises:
            UsageError: No account has it, or an account has several of it.
        """
        name = _NAMES.get(attribute, attribute)
        kind = ATTRIBUTES.get(name) or (Type.TEXT if name in self.further else None)
        asked = {known for known, type_ in ATTRIBUTES.items() if type_ is not Type.LIST} | self.further
        if kind is Type.LIST:
            raise UsageError(
                message(
                    "An account has several {name}, so it cannot be chosen or grouped by them.", name=name
                ),
                help=message("Ask for domain, its main one.") if name == "domains" else None,
            )
        if kind is None:
            near = difflib.get_close_matches(attribute, sorted(asked), 1)
            raise Unknown(
                message("No account has an attribute '{attribute}'.", attribute=attribute),
                help=message("Did you mean '{near}'?", near=near[0])
                if near
                else message("There are: {listed}.", listed=", ".join(sorted(asked))),
            )
        return kind

    def sql(self, dialect: Dialect, attribute: str) -> str:
        """The SQL text of an attribute under alias ``a``: of an instant its local day.

        Raises:
            UsageError: It cannot be asked for.
        """
        kind, name = self.type_of(attribute), _NAMES.get(attribute, attribute)
        if name not in ATTRIBUTES:
            return dialect.json_text("a.attributes", name)
        if kind is Type.NUMBER:
            return dialect.float_text(f"a.{name}")
        if kind is Type.TIMESTAMP:
            return f"cast({self.day_sql(dialect, name)} as string)"
        return f"a.{name}" if kind is Type.TEXT else f"cast(a.{name} as string)"

    def day_sql(self, dialect: Dialect, name: str) -> str:
        """The local day of an instant under alias ``a``."""
        return dialect.local_date(dialect.local_time(f"a.{name}", self.calendar.timezone))


@dataclass(frozen=True)
class Condition:
    """One condition: an attribute, an operator, and one value or (for ``in``) several."""

    attribute: str
    operator: str
    values: tuple[str, ...]

    def check(self, attributes: Attributes) -> None:
        """Make sure that it can be asked.

        Raises:
            UsageError: No account has the attribute, or it is compared with a value of another kind.
        """
        kind = self._compared_as(attributes)
        for value in self.values:
            if kind is Type.NUMBER:
                self._number(value)
            elif kind is Type.TIMESTAMP:
                parse_instant(value, attributes.calendar)

    def sql(self, dialect: Dialect, attributes: Attributes) -> str:
        """The condition on the ``accounts`` fact under alias ``a``.

        A date is compared with the local day of an instant, an instant with the instant itself.

        Raises:
            UsageError: No account has the attribute, or it is compared with a value of another kind.
        """
        column = attributes.sql(dialect, self.attribute)
        kind = self._compared_as(attributes)
        if kind is Type.TEXT and self.operator == "in":
            return dialect.in_list(column, self.values)
        operator = {"in": "=", "!=": "<>"}.get(self.operator, self.operator)
        compared = " or ".join(
            f"{left} {operator} {right}"
            for left, right in (
                self._sides(dialect, attributes, kind, column, value) for value in self.values
            )
        )
        return f"({column} is null or {compared})" if self.operator == "!=" else f"({compared or '1 = 0'})"

    def _compared_as(self, attributes: Attributes) -> Type:
        kind = attributes.type_of(self.attribute)
        if kind is Type.TIMESTAMP:
            return kind
        return Type.NUMBER if kind in _NUMBERS or self.operator in _ORDERED else Type.TEXT

    def _sides(
        self, dialect: Dialect, attributes: Attributes, kind: Type, column: str, value: str
    ) -> tuple[str, str]:
        if kind is Type.NUMBER:
            return dialect.try_cast(column, "double"), self._number(value)
        if kind is Type.TEXT:
            return column, dialect.text(value)
        instant = parse_instant(value, attributes.calendar)
        if _is_day(value):
            return attributes.day_sql(dialect, self.attribute), dialect.date(value.strip())
        return f"a.{self.attribute}", dialect.timestamp(instant.isoformat(" "))

    def _number(self, value: str) -> str:
        try:
            return repr(float(value))
        except ValueError:
            raise UsageError(
                message(
                    "'{attribute}' is compared with '{value}', which is no number.",
                    attribute=self.attribute,
                    value=value,
                )
            ) from None


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
            message("'{text}' is not a condition.", text=text),
            help=message(
                "Write for example --where 'industry=Software', 'employees>500' or 'country in ES,PT'."
            ),
        )
    attribute, operator, value = match.groups()
    operator = operator.strip().lower()
    if operator == "in":
        inner = value.strip().removeprefix("(").removesuffix(")")
        return Condition(attribute, operator, tuple(_bare(part) for part in inner.split(",") if part.strip()))
    return Condition(attribute, operator, (_bare(value),))


def _bare(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def _is_day(value: str) -> bool:
    return _DAY.fullmatch(value.strip()) is not None
