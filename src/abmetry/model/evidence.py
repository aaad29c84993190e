"""How a file writes its dates and numbers, settled per column by what its rows show, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
from abmetry.lang.message import message
from abmetry.model.column import Type

CURRENCY_SIGNS = r"[\s\x{00A0}\x{2007}\x{202F}'’€$£¥]"
PLAIN_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
STRICT_ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$"
DAY_MONTH_YEAR = r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"
HALF_DAY = r"(?i)\s*([ap])\.?m\.?$"

_COMMA_DECIMAL = (
    r"^[+-]?(\d{1,3}(\.\d{3})+,\d*|\d+,(\d{1,2}|\d{4,})|0+,\d+|\d{4,},\d+|,\d+|\d{1,3}(\.\d{3}){2,})$"
)
_POINT_DECIMAL = (
    r"^[+-]?(\d{1,3}(,\d{3})+\.\d*|\d+\.(\d{1,2}|\d{4,})|0+\.\d+|\d{4,}\.\d+|\.\d+|\d{1,3}(,\d{3}){2,})"
    r"([eE][+-]?\d+)?$"
)
_EITHER_COMMA = r"^[+-]?[1-9]\d{0,2},\d{3}$"
_EITHER_POINT = r"^[+-]?[1-9]\d{0,2}\.\d{3}$"
_PLAIN_WHOLE = r"^[+-]?\d+$"
_PLAIN = {
    Type.DATE: STRICT_ISO,
    Type.TIMESTAMP: STRICT_ISO,
    Type.NUMBER: PLAIN_NUMBER,
    Type.INTEGER: _PLAIN_WHOLE,
}


@dataclass(frozen=True)
class Form:
    """How one column is written.

    Attributes:
        plain: Every cell is a plain number, or strict ISO.
        decimal: The decimal sign of its numbers.
        day_first: 03/04/2026 is 3 April.
        half_days: Some times end in AM or PM.
    """

    plain: bool = True
    decimal: str = "."
    day_first: bool = True
    half_days: bool = False


def settle(
    engine: LoadingEngine,
    cells_sql: str,
    columns: Mapping[str, tuple[str, Type]],
    *,
    day_first: bool | None = None,
    decimal: str | None = None,
) -> dict[str, Form]:
    """Settle the form of the text columns of an extract.

    One pass sees which columns are plain throughout, and only the others are looked at closely.

    Args:
        engine: Where the rows are.
        cells_sql: A query of stripped text columns.
        columns: Canonical column to the query's column and the type it shall have.
        day_first: What the settings say of dates.
        decimal: What the settings say of numbers.

    Returns:
        The form per canonical column that holds dates or numbers.

    Raises:
        LoadError: A column can be read in two ways, or its rows contradict each other.
    """
    dialect = engine.dialect
    looked = {c: (name, kind) for c, (name, kind) in columns.items() if kind in _PLAIN}
    odd_sql = [f"not {dialect.regexp_matches(name, _PLAIN[kind])}" for name, kind in looked.values()]
    odd_rows = _counted(engine, cells_sql, odd_sql)
    forms = {
        canonical: Form()
        for (canonical, (_, kind)), odd in zip(looked.items(), odd_rows, strict=True)
        if not odd and not (kind is Type.NUMBER and decimal == ",")
    }
    looked = {canonical: column for canonical, column in looked.items() if canonical not in forms}
    closer = [condition for name, kind in looked.values() for condition in _conditions(engine, name, kind)]
    numbers = iter(_counted(engine, cells_sql, closer))
    for canonical, (_, kind) in looked.items():
        if kind in (Type.DATE, Type.TIMESTAMP):
            odd, day, month, either, half = (next(numbers) for _ in range(5))
            first = _settled_dates(canonical, day_first, day, month, either)
            forms[canonical] = Form(plain=odd == 0, day_first=first, half_days=half > 0)
        else:
            odd, comma, point, either_comma, either_point = (next(numbers) for _ in range(5))
            whole = kind is Type.INTEGER
            sign = decimal or _settled_decimal(
                canonical, comma, point, either_comma, either_point, whole=whole
            )
            plain = odd == 0 and sign == "."
            forms[canonical] = Form(plain=plain, decimal=sign)
    return forms


def _conditions(engine: LoadingEngine, name: str, kind: Type) -> list[str]:
    dialect = engine.dialect
    if kind in (Type.DATE, Type.TIMESTAMP):
        first = dialect.try_cast(dialect.regexp_part(name, DAY_MONTH_YEAR, 1), "integer")
        second = dialect.try_cast(dialect.regexp_part(name, DAY_MONTH_YEAR, 2), "integer")
        return [
            f"not {dialect.regexp_matches(name, STRICT_ISO)}",
            f"{first} between 13 and 31 and {second} <= 12",
            f"{second} between 13 and 31 and {first} <= 12",
            f"{first} <= 12 and {second} <= 12 and {first} <> {second}",
            dialect.regexp_matches(name, HALF_DAY),
        ]
    bare = dialect.regexp_replace(name, CURRENCY_SIGNS, "")
    return [
        f"not {dialect.regexp_matches(name, PLAIN_NUMBER)}",
        *(
            dialect.regexp_matches(bare, pattern)
            for pattern in (_COMMA_DECIMAL, _POINT_DECIMAL, _EITHER_COMMA, _EITHER_POINT)
        ),
    ]


def _counted(engine: LoadingEngine, cells_sql: str, conditions: Sequence[str]) -> list[int]:
    """How many rows meet each condition."""
    if not conditions:
        return []
    counts = ", ".join(f"{engine.dialect.count_where(c)} as n{i}" for i, c in enumerate(conditions))
    row = engine.query(f"select {counts} from ({cells_sql}) as cells")
    return [int(column[0].as_py() or 0) for column in row.columns]


def _settled_dates(column: str, given: bool | None, day: int, month: int, either: int) -> bool:
    if given is not None:
        return given
    if day and month:
        raise LoadError(
            message(
                "It cannot be used: of the dates in {column}, {day} have the day first and {month} the "
                "month first; `dates.day_first` of the source settles which are right.",
                column=column,
                day=day,
                month=month,
            )
        )
    if either and not (day or month):
        raise LoadError(
            message(
                "It cannot be used: nothing tells whether the dates in {column} have the day or the month "
                "first; set `dates.day_first` of the source.",
                column=column,
            )
        )
    return not month


def _settled_decimal(
    column: str, comma: int, point: int, either_comma: int, either_point: int, *, whole: bool
) -> str:
    if (comma and point) or (not comma and not point and either_comma and either_point):
        raise LoadError(
            message(
                "It cannot be used: some numbers in {column} have a decimal comma and others a decimal "
                "point; `numbers.decimal` of the source settles which are right.",
                column=column,
            )
        )
    if comma or point:
        return "," if comma else "."
    if whole:
        return "," if either_point else "."
    if either_comma:
        raise LoadError(
            message(
                "It cannot be used: nothing tells whether 1,234 in {column} is 1234 or 1.234; set "
                "`numbers.decimal` of the source.",
                column=column,
            )
        )
    return "."
