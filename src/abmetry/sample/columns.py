"""Arrow columns from numpy: texts by index, ids, instants, dates, numbers with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from abmetry.sample.draws import Bools, Ints

Columns = dict[str, Any]
"""One table: column name to an Arrow array; all of one length."""


def texts(pool: Sequence[str] | Any, index: Ints) -> Any:
    """`pool[index]` as text; a negative index is null."""
    values = pool if isinstance(pool, pa.Array) else pa.array(list(pool), pa.string())
    return values.take(pa.array(index, pa.int64(), mask=index < 0))


def ids(letter: str, numbers: Ints, width: int = 6) -> Any:
    """`letter` and the number, filled with zeros to `width`; a negative number is null."""
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers, pa.int64(), mask=numbers < 0), pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(letter), digits, "")


def instants(seconds: Ints, known: Bools | None = None) -> Any:
    """UTC seconds since 1970 as ISO 8601 text with Z; null where not `known`."""
    words = np.datetime_as_string(seconds.astype("datetime64[s]"), timezone="UTC")
    return pa.array(words.astype(object), pa.string(), mask=None if known is None else ~known)


def dates(day_numbers: Ints, known: Bools | None = None) -> Any:
    """Days since 1970-01-01 as ISO dates; null where not `known`."""
    words = np.datetime_as_string(day_numbers.astype("datetime64[D]"))
    return pa.array(words.astype(object), pa.string(), mask=None if known is None else ~known)


def numbers(values: npt.NDArray[Any], known: Bools | None = None) -> Any:
    """Numbers; null where not `known`."""
    return pa.array(values, mask=None if known is None else ~known)


def flags(values: Bools, known: Bools | None = None) -> Any:
    """Booleans; null where not `known`."""
    return pa.array(values, pa.bool_(), mask=None if known is None else ~known)


def replaced(column: Any, rows: Ints, values: Sequence[str | None]) -> Any:
    """`column` with the text of a few `rows` replaced."""
    out = column.to_numpy(zero_copy_only=False).copy()
    out[rows] = np.array(values, dtype=object)
    return pa.array(out, pa.string(), from_pandas=True)


def stacked(parts: Sequence[Columns]) -> Columns:
    """The rows of several tables with the same columns, one after another."""
    arrays = {name: [part[name] for part in parts] for name in parts[0]}
    return {name: pa.concat_arrays([a.cast(some[0].type) for a in some]) for name, some in arrays.items()}
