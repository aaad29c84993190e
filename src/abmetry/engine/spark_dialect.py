"""How Spark says what ANSI SQL leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect

# Timestamps are without zone and the session's zone is UTC, so going through an instant changes nothing.
_INSTANT = "cast({} as timestamp_ltz)"


class SparkDialect(Dialect):
    """SQL text for Spark 4 in ANSI mode, with names in double quotes."""

    name = "spark"

    def timestamp(self, value: str) -> str:
        """A timestamp literal from ISO text without offset."""
        return f"timestamp_ntz '{value}'"

    def date(self, value: str) -> str:
        """A date literal from ISO text."""
        return f"date '{value}'"

    def microseconds_between(self, start: str, end: str) -> str:
        """Microseconds from one timestamp to another, as a number."""
        return f"(unix_micros({_INSTANT.format(end)}) - unix_micros({_INSTANT.format(start)}))"

    def dates_between(self, start: str, end: str) -> str:
        """Whole days from one date to another."""
        return f"datediff(cast({end} as date), cast({start} as date))"

    def add_days(self, timestamp: str, days: str | int) -> str:
        """The timestamp that many days later, at the same wall-clock time."""
        return f"({timestamp} + make_dt_interval(cast({days} as int)))"

    def add_days_to_date(self, date: str, days: str | int) -> str:
        """The date that many days later."""
        return f"date_add({date}, cast({days} as int))"

    def add_seconds(self, timestamp: str, seconds: str | int) -> str:
        """The timestamp that many seconds later."""
        return f"({timestamp} + make_dt_interval(0, 0, 0, cast({seconds} as decimal(18, 6))))"

    def local_time(self, utc: str, zone: str) -> str:
        """The wall-clock time in a zone of a UTC timestamp without zone."""
        return f"cast(from_utc_timestamp({_INSTANT.format(utc)}, {self.text(zone)}) as timestamp_ntz)"

    def utc_time(self, local: str, zone: str) -> str:
        """The UTC timestamp without zone of a wall-clock time in a zone."""
        return f"cast(to_utc_timestamp({_INSTANT.format(local)}, {self.text(zone)}) as timestamp_ntz)"

    def monday_of(self, date: str) -> str:
        """The Monday at or before a date, as a date."""
        return f"cast(date_trunc('WEEK', cast({date} as timestamp_ltz)) as date)"

    def type_name(self, sql_type: str) -> str:
        """The engine's word for an ANSI type; Spark wants a length for texts unless it is its own word."""
        return "string" if sql_type.lower() == "varchar" else sql_type

    def try_cast(self, expression: str, sql_type: str) -> str:
        """Cast, or null where the text does not fit."""
        return f"try_cast({expression} as {sql_type})"

    def json_text(self, expression: str, key: str) -> str:
        """The text of a key of a JSON object; null where it has none."""
        if "'" in key:  # Spark's paths have no word for it
            return f"try_element_at(from_json({expression}, 'map<string,string>'), {self.text(key)})"
        path = self.text(f"$['{key}']")
        return f"get_json_object({expression}, {path})"

    def json_keys(self, relation: str, column: str) -> str:
        """A query of the distinct keys, as ``name``, of a column of JSON objects."""
        return f"select distinct explode(json_object_keys({column})) as name from {relation} where {column} is not null"

    def unnest_json_list(self, relation: str, expression: str, name: str) -> str:
        """A FROM item: the relation and one row per element of its JSON text list, as ``name.value``."""
        return f"{relation} lateral view explode(from_json({expression}, 'array<string>')) {name} as value"

    def float_text(self, number: str) -> str:
        """The text of a double; Spark writes those from ten millions on with an exponent."""
        whole = f"{number} = floor({number}) and abs({number}) < 1e15"
        written = f"concat(cast(cast({number} as bigint) as string), '.0')"
        return f"case when {whole} then {written} else cast({number} as string) end"

    def regexp_matches(self, expression: str, pattern: str) -> str:
        """Whether a regular expression occurs in a text."""
        return f"({expression} rlike {self.text(pattern)})"

    def text(self, value: str) -> str:
        """Quote a text value; Spark reads backslashes as escapes."""
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def hash_text(self, expression: str) -> str:
        """A stable hexadecimal MD5 hash of a text."""
        return f"md5({expression})"

    def first_by(self, value: str, order: str) -> str:
        """Aggregate: the value of the row whose order expression is the smallest, of rows that have both."""
        return f"min_by({value}, case when {value} is not null then {order} end)"

    def last_by(self, value: str, order: str) -> str:
        """Aggregate: the value of the row whose order expression is the largest, of rows that have both."""
        return f"max_by({value}, case when {value} is not null then {order} end)"

    def list_of(self, value: str) -> str:
        """Aggregate: the values as a list, in any order."""
        return f"collect_list({value})"

    def json_list_of(self, value: str) -> str:
        """Aggregate: the distinct texts of a value, in their order, as a JSON text list."""
        return f"to_json(array_sort(collect_set({value})))"

    def read_parquet(self, paths: Sequence[str]) -> str:
        """A FROM item over Parquet files."""
        union = " union all ".join(f"select * from parquet.`{path}`" for path in paths)
        return f"({union})"
