"""How a file writes its dates and numbers, settled per column by what its rows show, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from abmetry.engine.loading import LoadingEngine
from abmetry.errors import LoadError
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
) -> tuple[int, dict[str, Form]]:
    """Count the rows of an extract and settle the form of its text columns, in one pass.

    Args:
        engine: Where the rows are.
        cells_sql: A query of stripped text columns.
        columns: Canonical column to the query's column and the type it shall have.
        day_first: What the settings say of dates.
        decimal: What the settings say of numbers.

    Returns:
        How many rows there are, and the form per canonical column.

    Raises:
        LoadError: A column can be read in two ways, or its rows contradict each other.
    """
    counts = ["count(*)"]
    for name, kind in columns.values():
        counts.extend(_counts(engine, name, kind))
    row = engine.query(
        f"select {', '.join(f'{c} as n{i}' for i, c in enumerate(counts))} from ({cells_sql}) as cells"
    )
    numbers = iter([int(column[0].as_py() or 0) for column in row.columns])
    rows = next(numbers)
    forms = {}
    for canonical, (_, kind) in columns.items():
        if kind in (Type.DATE, Type.TIMESTAMP):
            odd, day, month, either, half = (next(numbers) for _ in range(5))
            first = _settled_dates(canonical, day_first, day, month, either)
            forms[canonical] = Form(plain=odd == 0, day_first=first, half_days=half > 0)
        elif kind in (Type.NUMBER, Type.INTEGER):
            odd, comma, point, either_comma, either_point = (next(numbers) for _ in range(5))
            whole = kind is Type.INTEGER
            sign = decimal or _settled_decimal(
                canonical, comma, point, either_comma, either_point, whole=whole
            )
            plain = odd == 0 and sign == "."
            forms[canonical] = Form(plain=plain, decimal=sign)
    return rows, forms


def _counts(engine: LoadingEngine, name: str, kind: Type) -> list[str]:
    dialect = engine.dialect
    if kind in (Type.DATE, Type.TIMESTAMP):
        first = dialect.try_cast(dialect.regexp_part(name, DAY_MONTH_YEAR, 1), "integer")
        second = dialect.try_cast(dialect.regexp_part(name, DAY_MONTH_YEAR, 2), "integer")
        conditions = [
            f"not {dialect.regexp_matches(name, STRICT_ISO)}",
            f"{first} between 13 and 31 and {second} <= 12",
            f"{second} between 13 and 31 and {first} <= 12",
            f"{first} <= 12 and {second} <= 12 and {first} <> {second}",
            dialect.regexp_matches(name, HALF_DAY),
        ]
    elif kind in (Type.NUMBER, Type.INTEGER):
        bare = dialect.regexp_replace(name, CURRENCY_SIGNS, "")
        conditions = [f"not {dialect.regexp_matches(name, PLAIN_NUMBER)}"]
        conditions += [
            dialect.regexp_matches(bare, pattern)
            for pattern in (_COMMA_DECIMAL, _POINT_DECIMAL, _EITHER_COMMA, _EITHER_POINT)
        ]
    else:
        return []
    return [dialect.count_where(condition) for condition in conditions]


def _settled_dates(column: str, given: bool | None, day: int, month: int, either: int) -> bool:
    if given is not None:
        return given
    if day and month:
        raise LoadError(
            f"It cannot be used: of the dates in {column}, {day} have the day first and {month} the month first;"
            " `dates.day_first` of the source settles which are right."
        )
    if either and not (day or month):
        raise LoadError(
            f"It cannot be used: nothing tells whether the dates in {column} have the day or the month first;"
            " set `dates.day_first` of the source."
        )
    return not month


def _settled_decimal(
    column: str, comma: int, point: int, either_comma: int, either_point: int, *, whole: bool
) -> str:
    if (comma and point) or (not comma and not point and either_comma and either_point):
        raise LoadError(
            f"It cannot be used: some numbers in {column} have a decimal comma and others a decimal point;"
            " `numbers.decimal` of the source settles which are right."
        )
    if comma or point:
        return "," if comma else "."
    if whole:
        return "," if either_point else "."
    if either_comma:
        raise LoadError(
            f"It cannot be used: nothing tells whether 1,234 in {column} is 1234 or 1.234;"
            " set `numbers.decimal` of the source."
        )
    return "."
