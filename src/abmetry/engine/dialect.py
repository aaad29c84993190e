"""The seam between Abmetry's SQL and an engine: what ANSI SQL does not say the same way everywhere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

MICROSECONDS_A_DAY = 86_400_000_000


class Dialect(ABC):
    """SQL text for what engines say differently. Every method takes and returns SQL expressions."""

    name: str

    def identifier(self, name: str) -> str:
        """Quote a name."""
        return '"' + name.replace('"', '""') + '"'

    def text(self, value: str) -> str:
        """Quote a text value."""
        return "'" + value.replace("'", "''") + "'"

    def divide(self, numerator: str, denominator: str) -> str:
        """Divide as floating point; null where the denominator is 0."""
        return f"(cast({numerator} as double) / nullif(cast({denominator} as double), 0))"

    def days_between(self, start: str, end: str) -> str:
        """Elapsed days, with their fraction, from one timestamp to another."""
        return f"({self.microseconds_between(start, end)} / cast({MICROSECONDS_A_DAY} as double))"

    def seconds_between(self, start: str, end: str) -> str:
        """Elapsed seconds, with their fraction, from one timestamp to another."""
        return f"({self.microseconds_between(start, end)} / cast(1000000 as double))"

    def local_date(self, timestamp: str) -> str:
        """The date of a (local) timestamp."""
        return f"cast({timestamp} as date)"

    def type_name(self, sql_type: str) -> str:
        """The engine's word for an ANSI type."""
        return sql_type

    def count_where(self, condition: str) -> str:
        """Count the rows on which a condition holds."""
        return f"count(case when {condition} then 1 end)"

    def any_where(self, condition: str) -> str:
        """1 if the condition holds on any row, else 0."""
        return f"max(case when {condition} then 1 else 0 end)"

    def float_text(self, number: str) -> str:
        """The text of a double; a whole one ends in ``.0``."""
        return f"cast({number} as string)"

    def in_list(self, expression: str, values: Sequence[str]) -> str:
        """Whether a text expression is one of the values; false for none."""
        if not values:
            return "(1 = 0)"
        return f"({expression} in ({', '.join(self.text(v) for v in values)}))"

    def matches_glob(self, expression: str, pattern: str) -> str:
        """Whether a text matches a glob: ``*`` any run of characters, ``?`` one; case ignored."""
        escaped = pattern.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
        like = escaped.replace("*", "%").replace("?", "_")
        return f"(lower({expression}) like {self.text(like)} escape '!')"

    @abstractmethod
    def timestamp(self, value: str) -> str:
        """A timestamp literal from ISO text without offset."""

    @abstractmethod
    def date(self, value: str) -> str:
        """A date literal from ISO text."""

    @abstractmethod
    def microseconds_between(self, start: str, end: str) -> str:
        """Microseconds from one timestamp to another, as a number."""

    @abstractmethod
    def dates_between(self, start: str, end: str) -> str:
        """Whole days from one date to another."""

    @abstractmethod
    def add_days(self, timestamp: str, days: str | int) -> str:
        """The timestamp that many days later, at the same wall-clock time."""

    @abstractmethod
    def add_days_to_date(self, date: str, days: str | int) -> str:
        """The date that many days later."""

    @abstractmethod
    def add_seconds(self, timestamp: str, seconds: str | int) -> str:
        """The timestamp that many seconds later."""

    @abstractmethod
    def local_time(self, utc: str, zone: str) -> str:
        """The wall-clock time in a zone of a UTC timestamp without zone."""

    @abstractmethod
    def utc_time(self, local: str, zone: str) -> str:
        """The UTC timestamp without zone of a wall-clock time in a zone."""

    @abstractmethod
    def monday_of(self, date: str) -> str:
        """The Monday at or before a date, as a date."""

    @abstractmethod
    def try_cast(self, expression: str, sql_type: str) -> str:
        """Cast, or null where the text does not fit."""

    @abstractmethod
    def json_text(self, expression: str, key: str) -> str:
        """The text of a key of a JSON object; null where it has none."""

    @abstractmethod
    def json_keys(self, relation: str, column: str) -> str:
        """A query of the distinct keys, as ``name``, of a column of JSON objects."""

    @abstractmethod
    def unnest_json_list(self, relation: str, expression: str, name: str) -> str:
        """A FROM item: the relation and one row per element of its JSON text list, as ``name.value``."""

    @abstractmethod
    def regexp_matches(self, expression: str, pattern: str) -> str:
        """Whether a regular expression occurs in a text."""

    @abstractmethod
    def hash_text(self, expression: str) -> str:
        """A stable hexadecimal MD5 hash of a text."""

    @abstractmethod
    def first_by(self, value: str, order: str) -> str:
        """Aggregate: the value of the row whose order expression is the smallest."""

    @abstractmethod
    def last_by(self, value: str, order: str) -> str:
        """Aggregate: the value of the row whose order expression is the largest."""

    @abstractmethod
    def list_of(self, value: str) -> str:
        """Aggregate: the values as a list, in any order."""

    @abstractmethod
    def json_list_of(self, value: str) -> str:
        """Aggregate: the distinct texts of a value, in their order, as a JSON text list."""

    @abstractmethod
    def read_parquet(self, paths: Sequence[str]) -> str:
        """A FROM item over Parquet files."""
