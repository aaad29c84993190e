"""Conditions that users write over the columns of a table: `employees > 500 and country = 'ES'`.

Comparisons, `and`, `or`, `not`, `in`, `between`, `like`, `is null`; nothing else, so that a condition can
only ever read the row it is about. A word that is no column is looked up among the row's further attributes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from abmetry.engine.dialect import Dialect
from abmetry.errors import UsageError
from abmetry.lang.message import message
from abmetry.model.column import Type

_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
}
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")
_NUMBERS = (Type.INTEGER, Type.NUMBER)


def condition_sql(
    text: str,
    dialect: Dialect,
    columns: Mapping[str, Type],
    attributes_column: str | None = None,
    *,
    attributes: Collection[str] | None = None,
    zone: str = "UTC",
) -> str:
    """The SQL of a condition; never null: what cannot be told does not hold.

    Args:
        text: The condition.
        dialect: The engine's dialect.
        columns: Columns that it may name, with their types.
        attributes_column: Column with the row's further attributes, as a JSON object.
        attributes: Names of attributes that exist; None: any name may be one.
        zone: Time zone of the dates and times that are compared with instants.

    Raises:
        UsageError: It cannot be read, or names what is not there; the sentence quotes the word.
    """
    if not text.strip():
        raise UsageError(message("The condition is empty."))
    try:
        tree = sqlglot.parse_one(f"select 1 where {text}").args["where"].this
    except (SqlglotError, AttributeError, KeyError) as error:
        errors = getattr(error, "errors", None)
        near = f" near {errors[0]['highlight']!r}" if errors else ""
        raise UsageError(
            message("The condition {text} cannot be read{near}.", text=repr(text), near=near)
        ) from error
    reader = _Reader(text, dialect, columns, attributes_column, attributes, zone)
    return f"coalesce({reader.condition(tree)}, false)"


@dataclass(frozen=True)
class _Reader:
    text: str
    dialect: Dialect
    columns: Mapping[str, Type]
    attributes_column: str | None
    attributes: Collection[str] | None
    zone: str

    def condition(self, node: exp.Expr) -> str:
        """A node that is true or false."""
        if isinstance(node, exp.Paren):
            return f"({self.condition(node.this)})"
        if isinstance(node, exp.And | exp.Or):
            word = "and" if isinstance(node, exp.And) else "or"
            return f"({self.condition(node.left)} {word} {self.condition(node.right)})"
        if isinstance(node, exp.Not):
            return f"(not {self.condition(node.this)})"
        if type(node) in _COMPARISONS:
            return self._comparison(node.this, _COMPARISONS[type(node)], node.expression)
        if isinstance(node, exp.In) and node.expressions:
            parts = [self._comparison(node.this, "=", one) for one in node.expressions]
            return f"({' or '.join(parts)})"
        if isinstance(node, exp.Between):
            low = self._comparison(node.this, ">=", node.args["low"])
            return f"({low} and {self._comparison(node.this, '<=', node.args['high'])})"
        if isinstance(node, exp.Like | exp.ILike):
            return self._like(node)
        if isinstance(node, exp.Is):
            return self._is(node)
        if isinstance(node, exp.Column):
            return self._against(node, "=", True)
        raise self._wrong(node, "is not a comparison")

    def _comparison(self, left: exp.Expr, sign: str, right: exp.Expr) -> str:
        if not isinstance(left, exp.Column):
            if isinstance(right, exp.Column) and sign in ("=", "<>", *_MIRRORED):
                return self._comparison(right, _MIRRORED.get(sign, sign), left)
            raise self._wrong(left, "is not the name of a column")
        if isinstance(right, exp.Column):
            if self._name(right) in self.columns:
                return f"({self._column(left)} {sign} {self._column(right)})"
            return self._against(left, sign, self._name(right))
        return self._against(left, sign, self._value(right))

    def _against(self, column: exp.Column, sign: str, value: str | float | bool) -> str:
        """A column compared with a value of the type that it has."""
        sql, kind = self._column(column), self._type(column)
        if isinstance(value, bool) or kind is Type.BOOLEAN:
            return self._truth(column, sign, value)
        if isinstance(value, int | float):
            number = sql if kind in _NUMBERS else self.dialect.try_cast(sql, "double")
            return f"({number} {sign} {value!r})"
        if kind in _NUMBERS:
            try:
                return f"({sql} {sign} {float(value)!r})"
            except ValueError:
                raise self._problem(value, f"is not a number, as {self._name(column)} is") from None
        if kind in (Type.DATE, Type.TIMESTAMP):
            return f"({sql} {sign} {self._moment(column, value)})"
        return f"(trim({sql}) {sign} {self.dialect.text(value.strip())})"

    def _truth(self, column: exp.Column, sign: str, value: str | float | bool) -> str:
        word = str(value).strip().lower()
        if word not in (*_TRUE, *_FALSE) or sign not in ("=", "<>"):
            raise self._problem(
                str(value), f"cannot be compared with {self._name(column)}, which is true or false"
            )
        sql = self._column(column)
        if self._type(column) is not Type.BOOLEAN:
            sql = (
                f"(case when {self.dialect.in_list(f'lower({sql})', _TRUE)} then true"
                f" when {self.dialect.in_list(f'lower({sql})', _FALSE)} then false end)"
            )
        return f"({sql} {sign} {'true' if word in _TRUE else 'false'})"

    def _moment(self, column: exp.Column, value: str) -> str:
        try:
            if self._type(column) is Type.DATE:
                return self.dialect.date(date.fromisoformat(value).isoformat())
            local = datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            raise self._problem(
                value, f"is not a date such as 2026-12-31, as {self._name(column)} is"
            ) from None
        return self.dialect.utc_time(self.dialect.timestamp(local.isoformat(sep=" ")), self.zone)

    def _like(self, node: exp.Like | exp.ILike) -> str:
        pattern = self._value(node.expression)
        if not isinstance(node.this, exp.Column) or not isinstance(pattern, str):
            raise self._wrong(node, "does not compare a column with a pattern")
        return f"(lower({self._column(node.this)}) like {self.dialect.text(pattern.lower())})"

    def _is(self, node: exp.Is) -> str:
        if not isinstance(node.this, exp.Column):
            raise self._wrong(node.this, "is not the name of a column")
        if isinstance(node.expression, exp.Null):
            return f"({self._column(node.this)} is null)"
        if isinstance(node.expression, exp.Boolean):
            return self._against(node.this, "=", bool(node.expression.this))
        raise self._wrong(node, "is not one of is null, is true, is false")

    def _value(self, node: exp.Expr) -> str | float | bool:
        if isinstance(node, exp.Boolean):
            return bool(node.this)
        if isinstance(node, exp.Neg):
            inner = self._value(node.this)
            if isinstance(inner, int | float):
                return -inner
        if isinstance(node, exp.Literal):
            if node.is_string:
                return str(node.this)
            return int(node.this) if node.is_int else float(node.this)
        raise self._wrong(node, "is neither a value nor the name of a column")

    def _column(self, node: exp.Column) -> str:
        name = self._name(node)
        if name in self.columns:
            return self.dialect.identifier(name)
        if self.attributes_column and (self.attributes is None or name in self.attributes):
            return self.dialect.json_text(self.dialect.identifier(self.attributes_column), name)
        near = get_close_matches(name, [*self.columns, *(self.attributes or ())], n=1)
        raise self._problem(name, "is not a column" + (f"; the nearest is {near[0]}" if near else ""))

    def _type(self, node: exp.Column) -> Type:
        return self.columns.get(self._name(node), Type.TEXT)

    def _name(self, node: exp.Column) -> str:
        if node.table:
            raise self._wrong(node, "is not a column")
        return str(node.name)

    def _wrong(self, node: exp.Expr, why: str) -> UsageError:
        return self._problem(node.sql(), why)

    def _problem(self, word: str, why: str) -> UsageError:
        return UsageError(
            message("In the condition {text}, {word} {why}.", text=repr(self.text), word=word, why=why)
        )
