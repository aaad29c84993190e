"""What loading says to the embedded engine beyond the dialect that all engines share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from abmetry.engine.duckdb_dialect import DuckDBDialect

BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\ufeff"


class LoadingDialect(DuckDBDialect):
    """DuckDB's dialect, with what raw text needs. Every method takes and returns SQL expressions."""

    def strip(self, expression: str, *, short: bool = False) -> str:
        """A text without the blanks at its ends; null if nothing is left.

        Args:
            expression: The text.
            short: Say it in few words: slower per row, but the engine plans thousands of them in no time.
        """
        trimmed = f"nullif(trim({expression}, {self.text(BLANKS)}), '')"
        if short:
            return trimmed
        # Most texts begin and end with a plain character; to see that is eight times faster than to trim.
        last = f"array_extract({expression}, -1)"
        plain = f"({expression}) between '!' and '~' and ord({last}) between 33 and 126"
        return f"case when {plain} then {expression} else {trimmed} end"

    def contains(self, expression: str, part: str) -> str:
        """Whether a text holds another."""
        return f"contains({expression}, {self.text(part)})"

    def regexp_part(self, expression: str, pattern: str, group: int) -> str:
        """The text of a group of the first match; empty where there is none."""
        return f"regexp_extract({expression}, {self.text(pattern)}, {group})"

    def regexp_replace(self, expression: str, pattern: str, replacement: str) -> str:
        """A text with every match replaced."""
        return f"regexp_replace({expression}, {self.text(pattern)}, {self.text(replacement)}, 'g')"

    def regexp_groups(self, expression: str, pattern: str, names: Sequence[str]) -> str:
        """The groups of the first match as a struct of texts, by their names; all empty where there is none."""
        named = ", ".join(self.text(name) for name in names)
        return f"regexp_extract({expression}, {self.text(pattern)}, [{named}])"

    def regexp_parts(self, expression: str, pattern: str) -> str:
        """Every match of a regular expression, as a list."""
        return f"regexp_extract_all({expression}, {self.text(pattern)})"

    def split(self, expression: str, separator: str) -> str:
        """A text cut at every separator, as a list."""
        return f"string_split({expression}, {self.text(separator)})"

    def element(self, expression: str, place: int) -> str:
        """An element of a list, from 1 on; null beyond its end."""
        return f"({expression})[{place}]"

    def size(self, expression: str) -> str:
        """How many elements a list has."""
        return f"len({expression})"

    def parsed_time(self, expression: str, form: str) -> str:
        """The timestamp of a text in a strftime form, with time zone if the form has one; null if it does not fit."""
        return f"try_strptime({expression}, {self.text(form)})"

    def zoned(self, local: str, zone: str) -> str:
        """The timestamp with time zone of a wall-clock time in a zone."""
        return f"timezone({self.text(zone)}, {local})"

    def time_of_epoch(self, seconds: str) -> str:
        """The UTC timestamp, without zone, of seconds since 1970 as a double."""
        return f"make_timestamp(cast({seconds} * 1000000 as bigint))"

    def url_decoded(self, expression: str) -> str:
        """A text with its percent escapes undone."""
        return f"url_decode({expression})"

    def is_json(self, expression: str) -> str:
        """Whether a text is one JSON object."""
        return f"(coalesce(json_valid({expression}), false) and {expression} like '{{%')"

    def json_texts(self, expression: str, paths: Sequence[str]) -> str:
        """The texts at some paths of a JSON object as a list, in one go; null where it has none."""
        return f"json_extract_string({expression}, [{', '.join(self.text(path) for path in paths)}])"

    def json_object(self, members: Mapping[str, str]) -> str:
        """A JSON object as text, of names and expressions."""
        inside = ", ".join(f"{self.text(name)}, {expression}" for name, expression in members.items())
        return f"cast(json_object({inside}) as varchar)"

    def json_of(self, expression: str) -> str:
        """Any value as JSON text; null stays null."""
        return f"case when {expression} is not null then cast(to_json({expression}) as varchar) end"

    def list_json(self, expression: str) -> str:
        """A JSON text list of a text that is one, or that is separated by ``;``; null if it is neither."""
        stripped = f"[{self.strip('x')} for x in {{}} if {self.strip('x')} is not null]"
        split = stripped.format(f"string_split({expression}, ';')")
        parsed = stripped.format(f"try_cast(try_cast({expression} as json) as varchar[])")
        return (
            f"case when {expression} like '[%' then cast(to_json({parsed}) as varchar)"
            f" else cast(to_json({split}) as varchar) end"
        )

    def utc_of_offset(self, expression: str) -> str:
        """The UTC timestamp of ISO text with an offset; null where it does not fit."""
        return f"timezone('UTC', try_cast({expression} as timestamptz))"

    def utc_of_zoned(self, expression: str) -> str:
        """The UTC timestamp of a timestamp with time zone."""
        return f"timezone('UTC', {expression})"

    def is_finite(self, expression: str) -> str:
        """Whether a double is a number and not infinite."""
        return f"isfinite({expression})"

    def newlines(self, columns: Sequence[str]) -> str:
        """How many line ends the cells of a row hold."""
        terms = [
            f"coalesce(length({name}) - length(replace({name}, chr(10), '')), 0)"
            for name in map(self.identifier, columns)
        ]
        return " + ".join(terms)

    def read_numbered_parquet(self, path: str) -> str:
        """A FROM item over one Parquet file, with the row's number from 0 on as ``file_row_number``."""
        return f"read_parquet({self.text(path)}, file_row_number = true)"

    def read_delimited(
        self,
        path: str,
        columns: Sequence[str],
        delimiter: str,
        skip: int,
        longest: int,
        parallel: bool = True,
    ) -> str:
        """A FROM item over delimited UTF-8 text; every column is text, bad lines go to the engine's rejects.

        Args:
            path: The file; ``.gz`` is read through.
            columns: Names of the columns, in order.
            delimiter: What separates them.
            skip: Physical lines before the first row.
            longest: Bytes of the longest line that is taken.
            parallel: Read several parts of the file at once.
        """
        typed = ", ".join(f"{self.text(name)}: 'VARCHAR'" for name in columns)
        buffer = f", buffer_size = {longest * 4}" if longest > 8_000_000 else ""
        return (
            f"read_csv({self.text(path)}, auto_detect = false, header = false, columns = {{{typed}}},"
            f" skip = {skip}, delim = {self.text(delimiter)}, quote = '\"', escape = '\"', comment = '',"
            f" store_rejects = true, rejects_limit = 0, max_line_size = {longest}{buffer},"
            f" parallel = {str(parallel).lower()})"
        )
