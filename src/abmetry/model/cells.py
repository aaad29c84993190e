"""Cells of a source as values of the canonical types: SQL that gives null where a cell does not fit."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from abmetry.engine.loading_dialect import LoadingDialect
from abmetry.model.column import Column, Type
from abmetry.model.evidence import CURRENCY_SIGNS, DAY_MONTH_YEAR, HALF_DAY, PLAIN_NUMBER, Form

_DAY = r"\d{4}-\d{1,2}-\d{1,2}"
_TIME = r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
_BARE_DATE = rf"^{_DAY}$"
_LOCAL = rf"^{_DAY}{_TIME}$"
_WITH_OFFSET = rf"^{_DAY}{_TIME}(Z|[+-]\d{{2}}(:?\d{{2}})?)$"
_DAY_LENGTH = len("2026-01-31")
_LARGEST_WHOLE = 9_000_000_000_000_000
_TRUE = ("true", "yes", "1", "t", "y")
_FALSE = ("false", "no", "0", "f", "n")

REASONS = {
    Type.LIST: "is no list",
    Type.INTEGER: "is not a whole number",
    Type.NUMBER: "is not a number",
    Type.BOOLEAN: "is neither yes nor no",
    Type.DATE: "is not a date",
    Type.TIMESTAMP: "is not a date or time",
}


@dataclass(frozen=True)
class Cell:
    """SQL of a canonical value; `is_date` only for timestamps."""

    value: str
    is_date: str | None = None


@dataclass(frozen=True)
class Cells:
    """Makes the SQL of cells.

    Attributes:
        dialect: How the engine says it.
        zone: Time zone of instants without an offset, and of bare dates.
    """

    dialect: LoadingDialect
    zone: str

    def base(self, expression: str, kind: pa.DataType, *, short: bool = False) -> str:
        """A source's cell, null where it holds nothing: text without blanks at its ends, a number that is one.

        Args:
            expression: The cell.
            kind: Its Arrow type.
            short: The query has very many cells.
        """
        if pa.types.is_null(kind):
            return "cast(null as varchar)"
        if pa.types.is_floating(kind):
            return (
                f"case when {expression} = {expression} and {self._finite(expression)} then {expression} end"
            )
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return self.dialect.strip(expression, short=short)
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_dictionary(kind):
            return self.dialect.strip(f"cast({expression} as varchar)", short=short)
        return expression

    def cell(self, column: Column, name: str, kind: pa.DataType, form: Form, words: dict[str, str]) -> Cell:
        """The canonical value of a base cell.

        Args:
            column: What it shall be.
            name: SQL name of the base cell.
            kind: Its Arrow type.
            form: How text in it is written.
            words: A source's own words to those of `column.values`.
        """
        if column.type is Type.TEXT:
            return Cell(self._word(column, self._text(name, kind), words))
        if column.type is Type.LIST:
            return Cell(
                self.dialect.json_of(name)
                if pa.types.is_nested(kind)
                else self.dialect.list_json(self._text(name, kind))
            )
        if column.type is Type.BOOLEAN:
            return Cell(name if pa.types.is_boolean(kind) else self._boolean(self._text(name, kind)))
        if column.type in (Type.NUMBER, Type.INTEGER):
            return Cell(self._number(column, name, kind, form))
        return self._moment(column, name, kind, form)

    def _finite(self, expression: str) -> str:
        return self.dialect.is_finite(f"cast({expression} as double)")

    def _text(self, name: str, kind: pa.DataType) -> str:
        if _is_text(kind):
            return name
        if pa.types.is_nested(kind):
            return self.dialect.json_of(name)
        plain = f"cast({name} as varchar)"
        if pa.types.is_floating(kind):
            whole = f"{name} = floor({name}) and abs({name}) < {_LARGEST_WHOLE}"
            return f"case when {whole} then cast(cast({name} as bigint) as varchar) else {plain} end"
        return plain

    def _word(self, column: Column, text: str, words: dict[str, str]) -> str:
        if not column.values:
            return text
        dialect = self.dialect
        plain = f"replace(replace(lower({text}), ' ', '_'), '-', '_')"
        own = "".join(
            f" when lower({text}) = {dialect.text(word.strip().lower())} then {dialect.text(meant)}"
            for word, meant in words.items()
        )
        return f"case{own} when {dialect.in_list(plain, column.values)} then {plain} end"

    def _boolean(self, text: str) -> str:
        true, false = (self.dialect.in_list(f"lower({text})", words) for words in (_TRUE, _FALSE))
        return f"case when {true} then true when {false} then false end"

    def _number(self, column: Column, name: str, kind: pa.DataType, form: Form) -> str:
        if _is_text(kind):
            number = self._written_number(name, form)
        elif pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            number = f"cast({name} as double)"
        else:
            number = "cast(null as double)"
        number = f"case when {self.dialect.is_finite(number)} then {number} end"
        if column.type is Type.NUMBER:
            return number
        whole = f"{number} = floor({number}) and abs({number}) < {_LARGEST_WHOLE}"
        return f"case when {whole} then cast({number} as bigint) end"

    def _written_number(self, name: str, form: Form) -> str:
        dialect = self.dialect
        if form.plain:
            return f"case when {dialect.regexp_matches(name, PLAIN_NUMBER)} then {dialect.try_cast(name, 'double')} end"
        bare = dialect.regexp_replace(name, CURRENCY_SIGNS, "")
        group, sign = (r"\.", ",") if form.decimal == "," else (",", r"\.")
        shape = rf"^[+-]?(\d+|\d{{1,3}}({group}\d{{3}})+)?({sign}\d*)?([eE][+-]?\d{{1,3}})?$"
        joined = f"replace({bare}, {dialect.text(group[-1])}, '')"
        if form.decimal == ",":
            joined = f"replace({joined}, ',', '.')"
        return (
            f"case when {dialect.regexp_matches(bare, shape)} then {dialect.try_cast(joined, 'double')} end"
        )

    def _moment(self, column: Column, name: str, kind: pa.DataType, form: Form) -> Cell:
        dialect = self.dialect
        local: str | None = None
        if pa.types.is_date(kind):
            day = name
            if column.type is Type.DATE:
                return Cell(day)
            midnight = dialect.utc_time(dialect.try_cast(day, "timestamp"), self.zone)
            return Cell(midnight, f"{name} is not null")
        if pa.types.is_timestamp(kind):
            moment = dialect.try_cast(name, "timestamptz" if kind.tz else "timestamp")
            if kind.tz:
                utc = dialect.utc_of_zoned(moment)
                local = dialect.local_time(utc, self.zone)
            else:
                utc, local = dialect.utc_time(moment, self.zone), moment
            if column.type is Type.DATE:
                return Cell(f"cast({local} as date)")
            return Cell(utc, f"case when {name} is not null then false end")
        return self._written_moment(
            column, self._text(name, kind), form, strict=form.plain and is_written(kind)
        )

    def _written_moment(self, column: Column, text: str, form: Form, *, strict: bool) -> Cell:
        dialect = self.dialect
        iso = text if form.plain else self._as_iso(text, form)
        if strict:
            is_bare = f"length({iso}) = {_DAY_LENGTH}"
            after = f"substr({iso}, {_DAY_LENGTH + 1})"
            signs = [dialect.contains(after, sign) for sign in ("Z", "+", "-")]
            has_offset, is_local = f"({' or '.join(signs)})", f"length({iso}) > {_DAY_LENGTH}"
        else:
            is_bare = dialect.regexp_matches(iso, _BARE_DATE)
            has_offset = dialect.regexp_matches(iso, _WITH_OFFSET)
            is_local = dialect.regexp_matches(iso, _LOCAL)
        day, moment = dialect.try_cast(iso, "date"), dialect.try_cast(iso, "timestamp")
        if form.half_days:
            moment = self._half_day(text, moment)
        instant = dialect.utc_of_offset(iso)
        if column.type is Type.DATE:
            of_offset = f"cast({dialect.local_time(instant, self.zone)} as date)"
            return Cell(
                f"case when {is_bare} then {day} when {has_offset} then {of_offset}"
                f" when {is_local} then cast({moment} as date) end"
            )
        midnight = dialect.utc_time(f"cast({day} as timestamp)", self.zone)
        return Cell(
            f"case when {has_offset} then {instant} when {is_local} then {dialect.utc_time(moment, self.zone)}"
            f" when {is_bare} then {midnight} end",
            is_bare,
        )

    def _as_iso(self, text: str, form: Form) -> str:
        """Text in ISO order: day, month and year put right, blanks before an offset and AM or PM taken off."""
        replace = self.dialect.regexp_replace
        order = r"\3-\2-\1" if form.day_first else r"\3-\1-\2"
        iso = replace(text, HALF_DAY, "") if form.half_days else text
        iso = replace(iso, DAY_MONTH_YEAR, order)
        iso = replace(iso, r"^(\d{4})/(\d{1,2})/(\d{1,2})", r"\1-\2-\3")
        iso = replace(iso, r"^(\d{4}-\d{1,2}-\d{1,2})(,\s*|\s+)", r"\1 ")
        iso = replace(iso, r"(:\d{2}),(\d+)", r"\1.\2")
        iso = replace(iso, r"\s*(Z|z|UTC|GMT)$", "Z")
        return replace(iso, r"(:\d{2}|\.\d+)\s+([+-]\d{2})", r"\1\2")

    def _half_day(self, text: str, moment: str) -> str:
        dialect = self.dialect
        half = f"lower({dialect.regexp_part(text, HALF_DAY, 1)})"
        hour = f"extract(hour from {moment})"
        twelve = 12 * 3600
        return (
            f"case when {half} = '' then {moment} when {hour} not between 1 and 12 then null"
            f" when {half} = 'p' and {hour} < 12 then {dialect.add_seconds(moment, twelve)}"
            f" when {half} = 'a' and {hour} = 12 then {dialect.add_seconds(moment, -twelve)} else {moment} end"
        )


def is_written(kind: pa.DataType) -> bool:
    """Whether cells of that source type are text whose form the rows settle."""
    return str(kind) in ("string", "large_string", "null", "binary", "large_binary", "string_view")


def _is_text(kind: pa.DataType) -> bool:
    """Whether a base cell of that source type is text."""
    return not (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_temporal(kind)
        or pa.types.is_nested(kind)
    )
