"""How DuckDB says what ANSI SQL leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from abmetry.engine.dialect import Dialect


class DuckDBDialect(Dialect):
    """SQL text for DuckDB 1.5 and 2."""

    name = "duckdb"

    def timestamp(self, value: str) -> str:
        """A timestamp literal from ISO text without offset."""
        return f"timestamp '{value}'"

    def date(self, value: str) -> str:
        """A date literal from ISO text."""
        return f"date '{value}'"

    def microseconds_between(self, start: str, end: str) -> str:
        """Microseconds from one timestamp to another, as a number."""
        return f"(epoch_us({end}) - epoch_us({start}))"

    def dates_between(self, start: str, end: str) -> str:
        """Whole days from one date to another."""
        return f"(cast({end} as date) - cast({start} as date))"

    def add_days(self, timestamp: str, days: str | int) -> str:
        """The timestamp that many days later, at the same wall-clock time."""
        return f"({timestamp} + to_days(cast({days} as integer)))"

    def add_days_to_date(self, date: str, days: str | int) -> str:
        """The date that many days later."""
        return f"({date} + cast({days} as integer))"

    def add_seconds(self, timestamp: str, seconds: str | int) -> str:
        """The timestamp that many seconds later."""
        return f"({timestamp} + to_microseconds(cast(cast(({seconds}) as double) * 1000000 as bigint)))"

    def local_time(self, utc: str, zone: str) -> str:
        """The wall-clock time in a zone of a UTC timestamp without zone."""
        # By way of the microseconds: to tell the engine that a timestamp is UTC takes as long as the zone itself.
        return f"timezone({self.text(zone)}, make_timestamptz(epoch_us({utc})))"

    def utc_time(self, local: str, zone: str) -> str:
        """The UTC timestamp without zone of a wall-clock time in a zone."""
        return f"timezone('UTC', timezone({self.text(zone)}, {local}))"

    def monday_of(self, date: str) -> str:
        """The Monday at or before a date, as a date."""
        return f"cast(date_trunc('week', {date}) as date)"

    def try_cast(self, expression: str, sql_type: str) -> str:
        """Cast, or null where the text does not fit."""
        return f"try_cast({expression} as {sql_type})"

    def json_text(self, expression: str, key: str) -> str:
        """The text of a key of a JSON object; null where it has none."""
        path = "$." + '"' + key.replace('"', '\\"') + '"'
        return f"json_extract_string({expression}, {self.text(path)})"

    def json_keys(self, relation: str, column: str) -> str:
        """A query of the distinct keys, as ``name``, of a column of JSON objects."""
        return (
            f"select distinct unnest(json_keys({column})) as name from {relation} where {column} is not null"
        )

    def unnest_json_list(self, relation: str, expression: str, name: str) -> str:
        """A FROM item: the relation and one row per element of its JSON text list, as ``name.value``."""
        return f"{relation} cross join unnest(from_json({expression}, '[\"VARCHAR\"]')) as {name}(value)"

    def regexp_matches(self, expression: str, pattern: str) -> str:
        """Whether a regular expression occurs in a text."""
        return f"regexp_matches({expression}, {self.text(pattern)})"

    def hash_text(self, expression: str) -> str:
        """A stable hexadecimal MD5 hash of a text."""
        return f"md5({expression})"

    def first_by(self, value: str, order: str) -> str:
        """Aggregate: the value of the row whose order expression is the smallest."""
        return f"arg_min({value}, {order})"

    def last_by(self, value: str, order: str) -> str:
        """Aggregate: the value of the row whose order expression is the largest."""
        return f"arg_max({value}, {order})"

    def list_of(self, value: str) -> str:
        """Aggregate: the values as a list, in any order."""
        return f"list({value})"

    def json_list_of(self, value: str) -> str:
        """Aggregate: the distinct texts of a value, in their order, as a JSON text list."""
        return f"cast(to_json(list_sort(list_distinct(list({value})))) as string)"

    def read_parquet(self, paths: Sequence[str]) -> str:
        """A FROM item over Parquet files."""
        names = ", ".join(self.text(path) for path in paths)
        return f"read_parquet([{names}], union_by_name = true)"
